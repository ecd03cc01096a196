#include "gateway/view/shard_feeds.hpp"

#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <exception>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "common/keyspace/redis_event_tail.hpp"

namespace circle::gateway {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr auto kPeriod = 1'000ms;
constexpr auto kDeadline = 2'000ms;

void report(std::exception_ptr error) {
    if (!error) return;
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& e) {
        spdlog::critical("the watch over the store ended: {}", e.what());
    }
    std::terminate();
}

double number_after(const std::string& info, const std::string& key) {
    const auto at = info.find(key);
    double value = 0;
    if (at != std::string::npos) {
        const char* begin = info.data() + at + key.size();
        std::from_chars(begin, info.data() + info.size(), value);
    }
    return value;
}

}  // namespace

double used_share(const std::string& info) {
    const double limit = number_after(info, "\nmaxmemory:");
    return limit > 0 ? number_after(info, "\nused_memory:") / limit : 0;
}

ShardFeeds::ShardFeeds(asio::any_io_executor executor, redis::Client& client,
                       redis::Endpoint endpoint, FeedListener& listener)
    : executor_(executor),
      client_(client),
      endpoint_(std::move(endpoint)),
      listener_(listener),
      timer_(executor) {}

void ShardFeeds::start() {
    asio::co_spawn(executor_, watch(this), report);
}

void ShardFeeds::stop() {
    stopped_ = true;
    timer_.cancel();
    for (const auto& [shard, feed] : feeds_) feed->stop();
}

ShardFeed& ShardFeeds::feed(unsigned shard) {
    auto& held = feeds_[shard];
    if (!held) {
        auto tail =
            std::make_unique<keyspace::RedisEventTail>(client_, executor_, endpoint_, shard);
        held =
            std::make_shared<ShardFeed>(executor_, shard, incarnation_, std::move(tail), listener_);
        held->watch();
    }
    return *held;
}

std::vector<const ShardFeed*> ShardFeeds::feeds() const {
    std::vector<const ShardFeed*> all;
    for (const auto& [shard, feed] : feeds_) all.push_back(feed.get());
    return all;
}

void ShardFeeds::open(const std::string& estate, Handler handler) {
    const auto known = shard_of_.find(estate);
    if (known != shard_of_.end()) return follow(known->second, std::move(handler));
    asio::co_spawn(executor_, find(this, estate, std::move(handler)), report);
}

void ShardFeeds::follow(unsigned shard, Handler handler) {
    ShardFeed& held = feed(shard);
    held.follow([&held, handler = std::move(handler)](bool ok) {
        Opened opened;
        opened.status = ok ? Status::ready : Status::unavailable;
        opened.handle = ok ? &held : nullptr;
        handler(opened);
    });
}

asio::awaitable<void> ShardFeeds::find(ShardFeeds* self, std::string estate, Handler handler) {
    co_await self->refresh_incarnation();
    const auto found = co_await keyspace::find_estate(self->client_, estate);
    if (!found) {
        handler({Status::unavailable, nullptr});
    } else if (!*found) {
        handler({Status::unknown_estate, nullptr});
    } else {
        self->shard_of_[estate] = **found;
        self->follow(**found, std::move(handler));
    }
}

asio::awaitable<void> ShardFeeds::watch(ShardFeeds* self) {
    while (!self->stopped_) {
        co_await self->refresh_memory();
        if (self->store_answers_) co_await self->refresh_estates();
        self->timer_.expires_after(kPeriod);
        boost::system::error_code ignored;
        co_await self->timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
}

asio::awaitable<void> ShardFeeds::refresh_memory() {
    redis::Command command{"INFO", "memory"};
    const redis::Result result = co_await client_.send(std::move(command), kDeadline);
    if (result.ok() != store_answers_) {
        if (result.ok()) {
            spdlog::info("the store answers");
        } else {
            spdlog::warn("the store does not answer: {}", result.error);
        }
    }
    store_answers_ = result.ok();
    if (store_answers_ && result.reply.string()) memory_ = used_share(*result.reply.string());
}

asio::awaitable<void> ShardFeeds::refresh_incarnation() {
    if (!incarnation_.empty()) co_return;
    redis::Command get{"HGET", std::string(keyspace::kMetaKey), "incarnation"};
    const redis::Result result = co_await client_.send(std::move(get), kDeadline);
    if (result.ok() && result.reply.string()) incarnation_ = *result.reply.string();
}

asio::awaitable<void> ShardFeeds::refresh_estates() {
    co_await refresh_incarnation();
    redis::Command all{"HGETALL", std::string(keyspace::kEstatesKey)};
    const redis::Result result = co_await client_.send(std::move(all), kDeadline);
    if (!result.ok() || !result.reply.array()) co_return;
    const auto& pairs = *result.reply.array();
    for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
        const std::string* estate = pairs[i].string();
        const std::string* text = pairs[i + 1].string();
        if (!estate || !text) continue;
        unsigned shard = 0;
        std::from_chars(text->data(), text->data() + text->size(), shard);
        shard_of_[*estate] = shard;
        feed(shard);  // its owner is watched from now on
    }
    estates_known_ = true;
}

}  // namespace circle::gateway
