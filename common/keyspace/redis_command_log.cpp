#include "common/keyspace/redis_command_log.hpp"

#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <utility>
#include <vector>

#include "common/keyspace/keys.hpp"

namespace circle::keyspace {
namespace {

// After a group of so many the next one leaves no sooner than this after it.
constexpr std::size_t kBusy = 4;
constexpr std::chrono::milliseconds kGather{2};

AppendReply interpret(redis::Result result) {
    AppendReply reply;
    reply.error = std::move(result.error);
    switch (result.certainty) {
        case redis::Certainty::not_done:
            reply.status = AppendStatus::not_done;
            return reply;
        case redis::Certainty::unknown:
            reply.status = AppendStatus::unknown;
            return reply;
        case redis::Certainty::done:
            break;
    }
    if (result.reply.is_error()) {  // -OOM, -READONLY, -MISCONF, …: XADD wrote nothing
        reply.status = AppendStatus::refused;
        return reply;
    }
    const auto id =
        result.reply.string() != nullptr ? parse_stream_id(*result.reply.string()) : std::nullopt;
    if (!id) {
        reply.status = AppendStatus::unknown;
        reply.error = "XADD answered something else than a stream id";
        return reply;
    }
    reply.status = AppendStatus::durable;
    reply.id = *id;
    return reply;
}

}  // namespace

struct RedisCommandLog::Group : std::enable_shared_from_this<Group> {
    struct Append {
        redis::Command command;
        Handler handler;
    };
    using Clock = std::chrono::steady_clock;

    Group(redis::Client& the_client, std::chrono::milliseconds the_deadline)
        : client(the_client), deadline(the_deadline), timer(the_client.get_executor()) {}

    void add(Append append) {
        waiting.push_back(std::move(append));
        if (under_way == 0 && !gathering) leave();
    }

    void close() {
        closed = true;
        waiting.clear();
        timer.cancel();
    }

    void leave() {
        left_at = Clock::now();
        size = under_way = waiting.size();
        for (auto& append : std::exchange(waiting, {})) {
            client.send(std::move(append.command), deadline,
                        [self = shared_from_this(),
                         handler = std::move(append.handler)](redis::Result result) {
                            if (--self->under_way == 0) self->next();
                            handler(interpret(std::move(result)));
                        });
        }
    }

    void next() {
        if (closed) return;
        gathering = size >= kBusy && Clock::now() < left_at + kGather;
        if (gathering) {
            timer.expires_at(left_at + kGather);
            timer.async_wait([self = shared_from_this()](boost::system::error_code) {
                self->gathering = false;
                if (!self->waiting.empty()) self->leave();
            });
        } else if (!waiting.empty()) {
            leave();
        }
    }

    redis::Client& client;
    const std::chrono::milliseconds deadline;
    boost::asio::steady_timer timer;
    std::vector<Append> waiting;
    std::size_t size = 0;  // of the group that left last
    std::size_t under_way = 0;
    Clock::time_point left_at;
    bool gathering = false;
    bool closed = false;
};

RedisCommandLog::RedisCommandLog(redis::Client& client, std::chrono::milliseconds deadline)
    : group_(std::make_shared<Group>(client, deadline)) {}

RedisCommandLog::~RedisCommandLog() {
    group_->close();
}

void RedisCommandLog::append(unsigned shard, std::string command, Handler handler) {
    group_->add({{"XADD", shard_key(shard, "commands"), "*", "c", std::move(command)},
                 std::move(handler)});
}

}  // namespace circle::keyspace
