// What an installation's log tells of one estate.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "common/redis/client.hpp"
#include "dispatcher/sim/planning/past.hpp"

namespace circle::deploy {

// Reads the estate's events and what is stored of it. An empty `code`: the only estate there is.
// Throws std::runtime_error, one line: there is no such estate, several are there and none is
// named, or Redis does not answer.
boost::asio::awaitable<sim::Past> past_of(redis::Client& client, std::string code);

}  // namespace circle::deploy
