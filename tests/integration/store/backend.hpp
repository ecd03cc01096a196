// The two places where a shard can be kept, with the same handles for the conformance suite: what a
// gateway, another dispatcher, an operator or an accident does to the keys behind a store's back.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/keyspace/event_tail.hpp"
#include "dispatcher/store/shard_store.hpp"

namespace circle::test {

class Backend {
  public:
    virtual ~Backend() = default;

    // One more dispatcher's view of the same shard.
    virtual std::unique_ptr<store::ShardStore> store(boost::asio::io_context& io) = 0;
    virtual std::unique_ptr<keyspace::EventTail> tail(boost::asio::io_context& io) = 0;

    virtual keyspace::StreamId add_command(const std::string& data) = 0;
    // Drops the oldest commands until `keep` are left.
    virtual void trim_commands(std::size_t keep) = 0;
    virtual void trim_events(std::size_t keep) = 0;

    // Makes the lease older by this much.
    virtual void age_lease(std::chrono::milliseconds by) = 0;
    virtual void set_state_blob(const std::string& blob) = 0;
    virtual void set_version(std::uint64_t version) = 0;

    // Everything that a commit may change, printed: equal strings, equal keys.
    virtual std::string dump() = 0;
    virtual std::map<std::string, std::string> entities() = 0;
    virtual std::map<std::string, std::string> outcomes() = 0;
    virtual std::vector<std::string> events() = 0;
    virtual std::vector<std::string> journal() = 0;
};

std::unique_ptr<Backend> make_memory_backend();
std::unique_ptr<Backend> make_redis_backend();

}  // namespace circle::test
