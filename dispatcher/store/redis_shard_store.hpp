// ShardStore in Redis: the Function library's verbs over the keys of docs/redis-keys.md.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

#include "common/redis/client.hpp"
#include "dispatcher/store/shard_store.hpp"

namespace circle::store {

class RedisShardStore : public ShardStore {
  public:
    // `client`: started, may be shared by all shards of a process; carries everything but reads.
    // The blocking read has a connection of its own to `endpoint`, made at the first read.
    RedisShardStore(boost::asio::any_io_executor executor, redis::Endpoint endpoint,
                    std::shared_ptr<redis::Client> client, unsigned shard);

    boost::asio::awaitable<LeaseReply> acquire(std::string owner, std::string nonce,
                                               std::uint32_t core_version,
                                               std::chrono::milliseconds ttl) override;
    boost::asio::awaitable<WriteReply> renew(LeaseToken token, std::chrono::milliseconds ttl,
                                             bool serving = true) override;
    boost::asio::awaitable<WriteReply> release(LeaseToken token) override;
    boost::asio::awaitable<LoadReply> load(LeaseToken token,
                                           std::chrono::milliseconds ttl) override;
    boost::asio::awaitable<ReadReply> read_commands(keyspace::StreamId after, std::uint64_t applied,
                                                    std::size_t max_count, std::size_t max_bytes,
                                                    std::chrono::milliseconds block) override;
    void interrupt() override;
    boost::asio::awaitable<WriteReply> commit(const Commit& commit,
                                              std::chrono::milliseconds ttl) override;
    boost::asio::awaitable<WriteReply> mark(LeaseToken token, std::string mark) override;

  private:
    // One load() under way.
    struct Loading {
        LeaseToken token;
        std::chrono::milliseconds ttl;
        std::uint64_t interrupts;  // before it
        std::chrono::steady_clock::time_point renewed;
    };

    boost::asio::awaitable<WriteReply> write(std::string_view verb, std::vector<std::string> args);
    boost::asio::awaitable<void> load_state(LoadReply& reply);
    boost::asio::awaitable<void> load_hash(LoadReply& reply, std::string key, Loading& loading,
                                           std::vector<std::string>& values);
    boost::asio::awaitable<LoadStatus> keep_lease(Loading& loading, bool now);
    redis::Client& reader();

    std::shared_ptr<redis::Client> client_;
    std::unique_ptr<redis::Client> reader_;
    std::chrono::steady_clock::time_point check_due_{};  // of the stream's counts
    bool reading_ = false;                               // the reader has been started
    std::uint64_t interrupts_ = 0;
    std::string lease_, state_, entities_, outcomes_, events_, journal_, commands_;
};

}  // namespace circle::store
