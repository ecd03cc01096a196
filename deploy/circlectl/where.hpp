// Which installation a command means, and a connection to its Redis.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "common/redis/client.hpp"

namespace circle::deploy {

// --data (environment DATA) and --redis.
struct Where {
    std::string data = "./data";
    std::string redis;  // URL; empty: the one that `up` runs on `data`
};

// One of it lives while the work runs; returns the exit code.
using Work = std::function<boost::asio::awaitable<int>(redis::Client&)>;

// Connects and runs `work` to its end. Throws std::runtime_error, one line, when it is not known
// where Redis is.
int with_redis(const Where& where, Work work);

}  // namespace circle::deploy
