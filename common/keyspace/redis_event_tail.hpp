// The event tail over Redis: circle:{sN}:events, entities, state and lease.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <string>

#include "common/keyspace/event_tail.hpp"
#include "common/redis/client.hpp"

namespace circle::keyspace {

class RedisEventTail : public EventTail {
  public:
    // `client` serves what does not block and outlives the tail. Waiting for records happens on a
    // connection of the tail's own to `endpoint`, opened by the first read().
    RedisEventTail(redis::Client& client, boost::asio::any_io_executor executor,
                   redis::Endpoint endpoint, unsigned shard);

    boost::asio::awaitable<TailEnd> end() override;
    boost::asio::awaitable<EntityPage> entities(std::string cursor) override;
    boost::asio::awaitable<TailReply> before(StreamId upto, std::size_t count) override;
    boost::asio::awaitable<TailReply> read(StreamId after,
                                           std::chrono::milliseconds block) override;
    boost::asio::awaitable<OwnerState> owner() override;
    void interrupt() override;

  private:
    redis::Client& client_;
    redis::Client reader_;
    const std::string events_;
    const std::string entities_;
    const std::string state_;
    const std::string lease_;
};

}  // namespace circle::keyspace
