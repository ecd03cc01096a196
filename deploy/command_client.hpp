// How an operator's tool changes an estate: one command into the stream, then its outcome.
#pragma once

#include <circle/v1/commands.pb.h>

#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <string>

#include "common/redis/client.hpp"

namespace circle::deploy {

using Answer = boost::system::result<v1::Outcome, std::string>;

// Sends `command` as the installation's operator inside `estate` and waits, at most `patience`, for
// what the dispatcher decided. An outcome may be a refusal; an error text says why there is no
// outcome and what to do. `client` is started and outlives the call.
boost::asio::awaitable<Answer> send_command(redis::Client& client, std::string estate,
                                            v1::Command command,
                                            std::chrono::milliseconds patience);

// For error messages: "CODE_INVALID configure_estate.config.phone".
std::string to_string(const v1::Outcome& outcome);

}  // namespace circle::deploy
