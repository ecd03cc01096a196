#include "common/keyspace/redis_command_log.hpp"

#include <utility>

#include "common/keyspace/keys.hpp"

namespace circle::keyspace {
namespace {

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

RedisCommandLog::RedisCommandLog(redis::Client& client, std::chrono::milliseconds deadline)
    : client_(client), deadline_(deadline) {}

void RedisCommandLog::append(unsigned shard, std::string command, Handler handler) {
    redis::Command add{"XADD", shard_key(shard, "commands"), "*", "c", std::move(command)};
    client_.send(std::move(add), deadline_, [handler = std::move(handler)](redis::Result result) {
        handler(interpret(std::move(result)));
    });
}

}  // namespace circle::keyspace
