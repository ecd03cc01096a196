#include "common/keyspace/redis_event_tail.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "common/keyspace/keys.hpp"
#include "common/keyspace/stream_reply.hpp"

namespace circle::keyspace {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kTailDeadline{5000};
// A blocking read's answer may come this much after its block time.
constexpr std::chrono::milliseconds kMargin{2000};
constexpr const char* kPageSize = "256";    // entities; Redis may give somewhat more
constexpr const char* kMostRecords = "16";  // per read; one may be as large as a commit, 1 MiB

// Owner of the lease, its state and the clock that decides, seen at one moment.
//
// keys    lease
// result  {owner, released, until, now in ms}; the first three nil where there is none
constexpr const char* kOwnerScript = R"lua(
local time = redis.call('TIME')
local lease = redis.call('HMGET', KEYS[1], 'owner', 'released', 'until')
lease[4] = string.format('%d', time[1] * 1000 + math.floor(time[2] / 1000))
return lease
)lua";

std::string why(const redis::Result& result, const char* otherwise) {
    return result.ok() ? otherwise : result.error;
}

TailReply to_records(const redis::Result& result, std::optional<std::vector<StreamEntry>> entries) {
    TailReply reply;
    if (!result.ok() || !entries) {
        reply.error = why(result, "the event stream holds something else than records");
        return reply;
    }
    reply.ok = true;
    reply.records.reserve(entries->size());
    for (auto& entry : *entries) {
        reply.records.push_back({entry.id, std::move(entry.data)});
    }
    return reply;
}

std::int64_t to_number(const redis::Reply& reply) {
    std::int64_t number = 0;
    if (const auto* text = reply.string()) {
        std::from_chars(text->data(), text->data() + text->size(), number);
    }
    return number;
}

std::string to_text(const redis::Reply& reply) {
    return reply.string() != nullptr ? *reply.string() : std::string();
}

EntityPage to_page(const redis::Result& result) {
    EntityPage page;
    const auto* parts = result.ok() ? result.reply.array() : nullptr;
    if (parts == nullptr || parts->size() != 2 || (*parts)[0].string() == nullptr ||
        (*parts)[1].array() == nullptr) {
        page.error = why(result, "HSCAN answered something else than a page");
        return page;
    }
    const auto& pairs = *(*parts)[1].array();
    for (std::size_t i = 1; i < pairs.size(); i += 2) {
        page.entities.push_back(to_text(pairs[i]));
    }
    page.next = *(*parts)[0].string();
    if (page.next == "0") {
        page.next.clear();
    }
    page.ok = true;
    return page;
}

OwnerState to_owner(const redis::Result& result) {
    OwnerState state;
    const auto* parts = result.ok() ? result.reply.array() : nullptr;
    if (parts == nullptr || parts->size() != 4) {
        state.error = why(result, "the lease holds something else than a lease");
        return state;
    }
    state.ok = true;
    state.owner = to_text((*parts)[0]);
    const bool released = to_text((*parts)[1]) == "1";
    state.alive = !released && to_number((*parts)[2]) > to_number((*parts)[3]);
    return state;
}

}  // namespace

RedisEventTail::RedisEventTail(redis::Client& client, asio::any_io_executor executor,
                               redis::Endpoint endpoint, unsigned shard)
    : client_(client),
      reader_(std::move(executor), std::move(endpoint)),
      events_(shard_key(shard, "events")),
      entities_(shard_key(shard, "entities")),
      state_(shard_key(shard, "state")),
      lease_(shard_key(shard, "lease")) {}

asio::awaitable<TailEnd> RedisEventTail::end() {
    TailEnd end;
    // The stream first: the state is then as new as its end, or newer.
    redis::Command newest{"XREVRANGE", events_, "+", "-", "COUNT", "1"};
    const auto last = co_await client_.send(std::move(newest), kTailDeadline);
    const auto entries = parse_entries(last.reply, "r");
    if (!last.ok() || !entries) {
        end.error = why(last, "the event stream holds something else than records");
        co_return end;
    }
    redis::Command get_state{"HGET", state_, "state"};
    const auto state = co_await client_.send(std::move(get_state), kTailDeadline);
    if (!state.ok()) {
        end.error = state.error;
        co_return end;
    }
    end.ok = true;
    end.id = entries->empty() ? StreamId() : entries->front().id;
    end.state = to_text(state.reply);
    co_return end;
}

asio::awaitable<EntityPage> RedisEventTail::entities(std::string cursor) {
    redis::Command scan{"HSCAN", entities_, cursor.empty() ? "0" : cursor, "COUNT", kPageSize};
    const auto result = co_await client_.send(std::move(scan), kTailDeadline);
    co_return to_page(result);
}

asio::awaitable<TailReply> RedisEventTail::before(StreamId upto, std::size_t count) {
    redis::Command range{"XREVRANGE", events_, to_string(upto),
                         "-",         "COUNT", std::to_string(count)};
    const auto result = co_await client_.send(std::move(range), kTailDeadline);
    auto reply = to_records(result, parse_entries(result.reply, "r"));
    std::reverse(reply.records.begin(), reply.records.end());
    co_return reply;
}

asio::awaitable<TailReply> RedisEventTail::read(StreamId after, std::chrono::milliseconds block) {
    reader_.start();
    redis::Command command{"XREAD", "COUNT", kMostRecords};
    if (block.count() > 0) {  // to Redis, 0 would mean for ever
        command.push_back("BLOCK");
        command.push_back(std::to_string(block.count()));
    }
    command.insert(command.end(), {"STREAMS", events_, to_string(after)});
    const auto deadline = block + kMargin;
    const auto result = co_await reader_.send(std::move(command), deadline);
    co_return to_records(result, parse_read(result.reply, "r"));
}

asio::awaitable<OwnerState> RedisEventTail::owner() {
    redis::Command ask{"EVAL_RO", kOwnerScript, "1", lease_};
    const auto result = co_await client_.send(std::move(ask), kTailDeadline);
    co_return to_owner(result);
}

void RedisEventTail::interrupt() {
    reader_.interrupt();
}

}  // namespace circle::keyspace
