// What a gateway would do with shard 0 of a Redis, by blocking calls: append commands, follow the
// events, look at entities.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "tests/support/redis_server.hpp"
#include "tests/unit/core/world.hpp"

namespace circle::test {

using People = core::testing::World;

// The shard's keys at one moment.
struct ShardSnapshot {
    v1::ShardState state;
    std::map<std::string, std::string> entities;
    std::map<std::string, std::string> outcomes;
    std::vector<v1::JournalEntry> journal;
    std::vector<std::pair<std::string, std::string>> commands;  // perhaps some more
};

class ShardZero {
  public:
    explicit ShardZero(RedisServer& server) : server_(server) {}

    // Each appends a command and returns its client key.
    std::string send(const v1::Principal& who, v1::Command body);
    std::string configure(const v1::EstateConfig& config);
    std::string set_duty(const std::string& volunteer, v1::Duty duty);
    std::string submit(const std::string& household, const std::string& category = "lost_found");
    // As it stands, whatever its bytes mean; returns its stream id.
    std::string append(const std::string& bytes);

    // Waits for the outcome of `key`; throws std::runtime_error when it does not come in time.
    v1::Outcome outcome(const std::string& key,
                        std::chrono::milliseconds limit = std::chrono::seconds(60));

    // Everything from the beginning; also checks that no commit is missing or double.
    std::vector<v1::CommitRecord> history();
    std::vector<v1::JournalEntry> journal();
    std::map<std::string, std::string> hash(const char* part);
    std::vector<std::pair<std::string, std::string>> stream(const char* part);
    std::string lease_owner();
    ShardSnapshot snapshot();  // while its owner goes on

  private:
    void follow(std::chrono::milliseconds block);

    RedisServer& server_;
    std::string seen_ = "0-0";
    std::map<std::string, v1::Outcome> outcomes_;
    int sent_ = 0;
};

}  // namespace circle::test
