// All shards that this gateway follows or watches, over one Redis.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/redis/client.hpp"
#include "common/redis/endpoint.hpp"
#include "gateway/view/shard_feed.hpp"

namespace circle::gateway {

class ShardFeeds : public ShardSource {
  public:
    // `client` and `listener` outlive it and the io_context's run.
    ShardFeeds(boost::asio::any_io_executor executor, redis::Client& client,
               redis::Endpoint endpoint, FeedListener& listener);

    // Begins to watch the store and the owners of all shards that hold an estate.
    void start();
    void stop();

    // ShardSource
    void open(const std::string& estate, Handler handler) override;
    bool store_answers() const override { return store_answers_; }
    double memory() const override { return memory_; }

    // Which shards hold an estate has been read at least once.
    bool estates_known() const { return estates_known_; }

    // Shards that hold an estate, and any that a client asked for.
    std::vector<const ShardFeed*> feeds() const;

  private:
    static boost::asio::awaitable<void> watch(ShardFeeds* self);
    static boost::asio::awaitable<void> find(ShardFeeds* self, std::string estate, Handler handler);
    boost::asio::awaitable<void> refresh_incarnation();
    boost::asio::awaitable<void> refresh_estates();
    boost::asio::awaitable<void> refresh_memory();
    ShardFeed& feed(unsigned shard);
    void follow(unsigned shard, Handler handler);

    boost::asio::any_io_executor executor_;
    redis::Client& client_;
    redis::Endpoint endpoint_;
    FeedListener& listener_;
    boost::asio::steady_timer timer_;
    std::map<std::string, unsigned> shard_of_;  // by estate; estates never move
    std::map<unsigned, std::shared_ptr<ShardFeed>> feeds_;
    std::string incarnation_;
    bool store_answers_ = false;
    bool estates_known_ = false;
    bool stopped_ = false;
    double memory_ = 0;
};

// "used_memory" over "maxmemory" of an INFO memory reply; 0 without a limit.
double used_share(const std::string& info);

}  // namespace circle::gateway
