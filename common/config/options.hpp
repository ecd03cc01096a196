// Options that several programs have, and what they accept.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "common/log/log.hpp"

namespace circle::config {

inline constexpr const char* kRedisUrls = "unix:///path or redis://[user:password@]host[:port]";

// Objects to what is no address of Redis, or no HOST:PORT to listen on.
CLI::Validator is_redis_url();
CLI::Validator is_address();

// --log-level and --log-format. `options` outlives the parsing.
void add_log_options(CLI::App& app, log::Options& options);

}  // namespace circle::config
