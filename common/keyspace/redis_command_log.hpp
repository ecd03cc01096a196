// The command log as Redis streams: circle:{sN}:commands, field `c`.
#pragma once

#include <chrono>
#include <string>

#include "common/keyspace/command_log.hpp"
#include "common/redis/client.hpp"

namespace circle::keyspace {

class RedisCommandLog : public CommandLog {
  public:
    // `client` outlives the log. Appends that Redis has not answered after `deadline` are unknown.
    // With appendfsync always an answer means: on disk.
    explicit RedisCommandLog(redis::Client& client,
                             std::chrono::milliseconds deadline = std::chrono::seconds(3));

    void append(unsigned shard, std::string command, Handler handler) override;

  private:
    redis::Client& client_;
    const std::chrono::milliseconds deadline_;
};

}  // namespace circle::keyspace
