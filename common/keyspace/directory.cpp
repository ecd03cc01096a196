#include "common/keyspace/directory.hpp"

#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "common/ids/secret.hpp"
#include "common/keyspace/keys.hpp"

namespace circle::keyspace {

namespace asio = boost::asio;

namespace {

template <typename T>
using Answer = boost::system::result<T, std::string>;

constexpr std::chrono::milliseconds kDeadline{5000};
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

Answer<Meta> fail_meta(std::string why) {
    return {boost::system::in_place_error, std::move(why)};
}

Answer<Meta> to_meta(const redis::Result& result) {
    if (!result.ok()) {
        return fail_meta(unreachable(result));
    }
    const auto* fields = result.reply.array();
    if (fields == nullptr || fields->size() != 3 || (*fields)[1].string() == nullptr) {
        return fail_meta(fmt::format("{} is damaged: restore it from a backup", kMetaKey));
    }
    const auto shards = to_unsigned((*fields)[0]);
    const auto format = to_unsigned((*fields)[2]);
    if (!shards || *shards == 0 || *shards > kMostShards || !format) {
        return fail_meta(fmt::format("{} is damaged: restore it from a backup", kMetaKey));
    }
    if (*format != kFormat) {
        return fail_meta(
            fmt::format("the data have format {}, this program knows {}: "
                        "use the program that belongs to the data",
                        *format, kFormat));
    }
    return Meta{*shards, *(*fields)[1].string(), *format};
}

}  // namespace

asio::awaitable<Answer<Meta>> open_installation(redis::Client& client, unsigned shards) {
    if (shards == 0 || shards > kMostShards) {
        co_return fail_meta(fmt::format("shards: {} given, 1 to {} accepted", shards, kMostShards));
    }
    redis::Command open{"EVAL",
                        kOpenScript,
                        "1",
                        std::string(kMetaKey),
                        std::to_string(shards),
                        ids::random_base64url(kIncarnationBytes),
                        std::to_string(kFormat)};
    const auto result = co_await client.send(std::move(open), kDeadline);
    co_return to_meta(result);
}

asio::awaitable<Answer<std::optional<unsigned>>> find_estate(redis::Client& client,
                                                             std::string estate) {
    using Found = Answer<std::optional<unsigned>>;
    redis::Command get{"HGET", std::string(kEstatesKey), std::move(estate)};
    const auto result = co_await client.send(std::move(get), kDeadline);
    if (!result.ok()) {
        co_return Found(boost::system::in_place_error, unreachable(result));
    }
    const auto shard = to_unsigned(result.reply);
    if (!shard && !result.reply.is_nil()) {
        co_return Found(boost::system::in_place_error,
                        fmt::format("{} is damaged: restore it from a backup", kEstatesKey));
    }
    co_return Found(boost::system::in_place_value, shard);
}

asio::awaitable<Answer<unsigned>> assign_estate(redis::Client& client, std::string estate) {
    using Assigned = Answer<unsigned>;
    if (!ids::is_estate_code(estate)) {
        co_return Assigned(
            boost::system::in_place_error,
            fmt::format("estate code '{}': 2 to 32 of a-z, 0-9 and '-' accepted", estate));
    }
    redis::Command get{"HGET", std::string(kMetaKey), "shards"};
    const auto meta = co_await client.send(std::move(get), kDeadline);
    const auto shards = to_unsigned(meta.reply);
    if (!meta.ok() || !shards) {
        co_return Assigned(boost::system::in_place_error,
                           meta.ok() ? "there is no installation in this Redis: start one first"
                                     : unreachable(meta));
    }
    redis::Command assign{"EVAL",
                          kAssignScript,
                          "1",
                          std::string(kEstatesKey),
                          std::move(estate),
                          std::to_string(*shards)};
    const auto result = co_await client.send(std::move(assign), kDeadline);
    const auto shard = to_unsigned(result.reply);
    if (!result.ok() || !shard) {
        co_return Assigned(
            boost::system::in_place_error,
            result.ok() ? fmt::format("{} is damaged", kEstatesKey) : unreachable(result));
    }
    co_return *shard;
}

}  // namespace circle::keyspace
