// Our own redis-server: how it is started, and what its log says when it does not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "deploy/circlectl/child_process.hpp"
#include "deploy/circlectl/data_dir.hpp"

namespace circle::deploy {

// Where its unix socket lies: in the data directory, or, when that path is too long for a socket,
// in a fresh private directory that goes with this object. A left-over one of a run before is
// removed.
class RedisSocket {
  public:
    explicit RedisSocket(const DataDir& data);
    ~RedisSocket();
    RedisSocket(const RedisSocket&) = delete;
    RedisSocket& operator=(const RedisSocket&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::string url() const { return "unix://" + path_.string(); }

  private:
    std::filesystem::path path_;
    std::filesystem::path own_directory_;  // empty: in the data directory
};

// Whether somebody listens there; true if that cannot be told.
bool socket_is_live(const std::filesystem::path& socket);

// Durable before it answers (appendfsync always), never evicts, reachable by the socket only. With
// a limit of memory, so that gateways notice when it gets short; `memory` 0: half of what there is.
ChildSpec redis_spec(const DataDir& data, const std::filesystem::path& socket,
                     std::uint64_t memory = 0);

// Of this machine, or of the control group that we run in, if that is less.
std::uint64_t memory_bytes();

// Why it does not stay alive and what to do, in one line, from its log.
std::string diagnose_redis(const DataDir& data);

}  // namespace circle::deploy
