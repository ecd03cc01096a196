// ShardStore over a MemoryShard: the verbs of functions/*.lua without Redis.
#pragma once

#include <memory>

#include "common/keyspace/memory_shard.hpp"
#include "dispatcher/store/shard_store.hpp"

namespace circle::store {

class MemoryShardStore : public ShardStore {
  public:
    // Several stores may share one shard: they compete as several dispatchers do.
    explicit MemoryShardStore(std::shared_ptr<keyspace::MemoryShard> shard);

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
    bool holds(const LeaseToken& token) const;
    void prolong(std::chrono::milliseconds ttl, bool serving);
    WriteReply answer(WriteStatus status) const;
    void write(const Commit& commit);

    std::shared_ptr<keyspace::MemoryShard> shard_;
};

}  // namespace circle::store
