// The Redis of a data directory on which no service runs.
#pragma once

#include <sys/types.h>

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>

#include "common/redis/client.hpp"
#include "deploy/circlectl/data_dir.hpp"
#include "deploy/circlectl/redis_child.hpp"
#include "deploy/circlectl/where.hpp"

namespace circle::deploy {

// Runs on a unix socket for as long as this object lives, and holds the directory's lock.
class StoppedInstallation {
  public:
    // Throws std::runtime_error, one line, when somebody else holds the directory.
    explicit StoppedInstallation(const std::string& data);
    ~StoppedInstallation();
    StoppedInstallation(const StoppedInstallation&) = delete;
    StoppedInstallation& operator=(const StoppedInstallation&) = delete;

    std::string url() const { return socket_.url(); }
    bool alive() const;
    std::string diagnosis() const { return diagnose_redis(data_); }

  private:
    DataDir data_;
    RedisSocket socket_;
    pid_t pid_ = -1;
};

// For commands that work while the service runs and while it does not: nullptr if it runs, or
// --redis says where. Throws std::runtime_error when there are no data.
std::unique_ptr<StoppedInstallation> open_if_stopped(const Where& where);

// Throws std::runtime_error, one line, when it does not: at once if it is not `installation`'s,
// otherwise when that ends (a long log takes a while to load).
boost::asio::awaitable<void> wait_until_it_answers(redis::Client& client,
                                                   const StoppedInstallation* installation);

}  // namespace circle::deploy
