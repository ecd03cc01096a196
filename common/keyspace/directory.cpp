#include "common/keyspace/directory.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "common/ids/secret.hpp"
#include "common/keyspace/keys.hpp"
#include "common/keyspace/restoring.hpp"

namespace circle::keyspace {

namespace asio = boost::asio;

namespace {

template <typename T>
using Answer = boost::system::result<T, std::string>;

constexpr std::chrono::milliseconds kDirectoryDeadline{5000};
constexpr unsigned kFormat = 1;
constexpr unsigned kMostShards = 1024;
constexpr std::size_t kIncarnationBytes = 12;

// open: reads the installation's description, creating it if there is none.
//
// keys    meta
// args    shards, incarnation, format of a new one
// result  {shards, incarnation, format} as stored
constexpr const char* kOpenScript = R"lua(
if redis.call('EXISTS', KEYS[1]) == 0 then
    redis.call('HSET', KEYS[1], 'shards', ARGV[1], 'incarnation', ARGV[2], 'format', ARGV[3])
end
return redis.call('HMGET', KEYS[1], 'shards', 'incarnation', 'format')
)lua";

// assign: the shard of an estate; a new estate gets the shard with the fewest, the lowest of
// equals.
//
// keys    estates
// args    estate code, shard count
// result  the shard's number, as text
constexpr const char* kAssignScript = R"lua(
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known then return known end
local load = {}
for _, shard in ipairs(redis.call('HVALS', KEYS[1])) do
    load[shard] = (load[shard] or 0) + 1
end
local best
for shard = 0, ARGV[2] - 1 do
    local name = string.format('%d', shard)
    if not best or (load[name] or 0) < (load[best] or 0) then best = name end
end
redis.call('HSET', KEYS[1], ARGV[1], best)
return best
)lua";

std::optional<unsigned> to_unsigned(const redis::Reply& reply) {
    unsigned number = 0;
    const auto* text = reply.string();
    if (text == nullptr) {
        return std::nullopt;
    }
    const auto* end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, number);
    return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::string unreachable(const redis::Result& result) {
    return fmt::format("Redis did not do it: {}; check the address and that Redis runs",
                       result.error);
}

template <typename T>
Answer<T> fail(std::string why) {
    return {boost::system::in_place_error, std::move(why)};
}

std::string damaged(std::string_view key) {
    return fmt::format("{} is damaged: restore it from a backup", key);
}

Answer<Meta> to_meta(const redis::Result& result) {
    if (!result.ok()) {
        return fail<Meta>(unreachable(result));
    }
    const auto* fields = result.reply.array();
    if (fields == nullptr || fields->size() != 3 || (*fields)[1].string() == nullptr) {
        return fail<Meta>(damaged(kMetaKey));
    }
    const auto shards = to_unsigned((*fields)[0]);
    const auto format = to_unsigned((*fields)[2]);
    if (!shards || *shards == 0 || *shards > kMostShards || !format) {
        return fail<Meta>(damaged(kMetaKey));
    }
    if (*format != kFormat) {
        return fail<Meta>(
            fmt::format("the data have format {}, this program knows {}: "
                        "use the program that belongs to the data",
                        *format, kFormat));
    }
    return Meta{*shards, *(*fields)[1].string(), *format};
}

Answer<std::optional<unsigned>> to_found(const redis::Result& result) {
    if (!result.ok()) {
        return fail<std::optional<unsigned>>(unreachable(result));
    }
    const auto shard = to_unsigned(result.reply);
    if (!shard && !result.reply.is_nil()) {
        return fail<std::optional<unsigned>>(damaged(kEstatesKey));
    }
    return shard;
}

Answer<unsigned> to_shard(const redis::Result& result, std::string_view key) {
    if (!result.ok()) {
        return fail<unsigned>(unreachable(result));
    }
    const auto shard = to_unsigned(result.reply);
    if (!shard) {
        return fail<unsigned>(damaged(key));
    }
    return *shard;
}

Answer<unsigned> to_shard_count(const redis::Result& result) {
    if (result.ok() && result.reply.is_nil()) {
        return fail<unsigned>("there is no installation in this Redis: start one first");
    }
    return to_shard(result, kMetaKey);
}

}  // namespace

asio::awaitable<Answer<Meta>> open_installation(redis::Client& client, unsigned shards) {
    if (shards == 0 || shards > kMostShards) {
        co_return fail<Meta>(
            fmt::format("shards: {} given, 1 to {} accepted", shards, kMostShards));
    }
    redis::Command ask{"EXISTS", std::string(kRestoringKey)};
    const auto unfinished = co_await client.send(std::move(ask), kDirectoryDeadline);
    if (!unfinished.ok()) {
        co_return fail<Meta>(unreachable(unfinished));
    }
    if (unfinished.reply.integer() != nullptr && *unfinished.reply.integer() > 0) {
        co_return fail<Meta>("a restore was not finished: run circlectl restore again");
    }
    redis::Command open{"EVAL",
                        kOpenScript,
                        "1",
                        std::string(kMetaKey),
                        std::to_string(shards),
                        ids::random_base64url(kIncarnationBytes),
                        std::to_string(kFormat)};
    const auto result = co_await client.send(std::move(open), kDirectoryDeadline);
    co_return to_meta(result);
}

asio::awaitable<Answer<std::optional<unsigned>>> find_estate(redis::Client& client,
                                                             std::string estate) {
    redis::Command get{"HGET", std::string(kEstatesKey), std::move(estate)};
    const auto result = co_await client.send(std::move(get), kDirectoryDeadline);
    co_return to_found(result);
}

asio::awaitable<Answer<unsigned>> assign_estate(redis::Client& client, std::string estate) {
    if (!ids::is_estate_code(estate)) {
        co_return fail<unsigned>(
            fmt::format("estate code '{}': 2 to 32 of a-z, 0-9 and '-' accepted", estate));
    }
    redis::Command get{"HGET", std::string(kMetaKey), "shards"};
    const auto meta = co_await client.send(std::move(get), kDirectoryDeadline);
    auto shards = to_shard_count(meta);
    if (!shards) {
        co_return shards;
    }
    redis::Command assign{"EVAL",
                          kAssignScript,
                          "1",
                          std::string(kEstatesKey),
                          std::move(estate),
                          std::to_string(*shards)};
    const auto result = co_await client.send(std::move(assign), kDirectoryDeadline);
    co_return to_shard(result, kEstatesKey);
}

}  // namespace circle::keyspace
