// The command log as Redis streams: circle:{sN}:commands, field `c`.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "common/keyspace/command_log.hpp"
#include "common/redis/client.hpp"

namespace circle::keyspace {

// What is appended while an answer is under way leaves together after it: Redis, busy with a write
// to disk, would not have looked at it sooner, and writes the whole group to disk at once. When
// much comes, groups leave at most every two milliseconds: each costs Redis a write to disk.
class RedisCommandLog : public CommandLog {
  public:
    // `client` outlives the log. Appends that Redis has not answered `deadline` after they left are
    // unknown. With appendfsync always an answer means: on disk.
    explicit RedisCommandLog(redis::Client& client,
                             std::chrono::milliseconds deadline = std::chrono::seconds(3));
    ~RedisCommandLog() override;  // handlers of what has not left yet are dropped

    void append(unsigned shard, std::string command, Handler handler) override;

  private:
    struct Group;
    std::shared_ptr<Group> group_;  // answers may come after this object is gone
};

}  // namespace circle::keyspace
