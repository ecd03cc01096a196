// What an installation says of itself, for commands that must not make one.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "common/keyspace/directory.hpp"
#include "common/redis/client.hpp"

namespace circle::deploy {

// Throws std::runtime_error when there is none at this Redis, or it does not answer.
boost::asio::awaitable<keyspace::Meta> read_installation(redis::Client& client);

}  // namespace circle::deploy
