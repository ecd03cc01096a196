// The Redis backend, with its server at hand for what only Redis can do.
#pragma once

#include "common/keyspace/keys.hpp"
#include "tests/integration/store/backend.hpp"
#include "tests/support/redis_server.hpp"

namespace circle::test {

class RedisBackend : public Backend {
  public:
    static constexpr unsigned kShard = 3;

    RedisServer& server() { return server_; }
    static std::string key(const char* part) { return keyspace::shard_key(kShard, part); }

    std::unique_ptr<store::ShardStore> store(boost::asio::io_context& io) override;
    // The same through another address, e.g. a proxy's.
    std::unique_ptr<store::ShardStore> store(boost::asio::io_context& io,
                                             const redis::Endpoint& endpoint);
    std::unique_ptr<keyspace::EventTail> tail(boost::asio::io_context& io) override;
    keyspace::StreamId add_command(const std::string& data) override;
    void trim_commands(std::size_t keep) override;
    void trim_events(std::size_t keep) override;
    void age_lease(std::chrono::milliseconds by) override;
    void set_state_blob(const std::string& blob) override;
    void set_version(std::uint64_t version) override;
    std::string dump() override;
    std::map<std::string, std::string> entities() override { return hash("entities"); }
    std::map<std::string, std::string> outcomes() override { return hash("outcomes"); }
    std::vector<std::string> events() override { return stream("events"); }
    std::vector<std::string> journal() override { return stream("journal"); }

    // run(), an error reply throws.
    redis::Reply ask(const redis::Command& command);

  private:
    std::map<std::string, std::string> hash(const char* part);
    std::vector<std::string> stream(const char* part);

    RedisServer server_;
    std::vector<std::unique_ptr<redis::Client>> tail_clients_;
};

}  // namespace circle::test
