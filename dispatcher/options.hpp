// Command line and configuration file of circle-dispatcher.
#pragma once

#include <optional>
#include <string>

#include "common/log/log.hpp"
#include "common/redis/endpoint.hpp"

namespace circle {

struct DispatcherOptions {
    redis::Endpoint redis;
    std::string name;     // in the lease and the log
    std::string metrics;  // HOST:PORT; empty: no metrics page
    log::Options log;
};

struct ParsedOptions {
    std::optional<DispatcherOptions> options;  // nullopt: there is nothing to run
    bool failed = false;
    std::string text;  // to print: help, version, "ok" of --check, or what is wrong
};

ParsedOptions parse_options(int argc, const char* const* argv);

}  // namespace circle
