// How every program logs: one line an event, to stderr, by spdlog's default logger.
// Never a door, phone, name, note or secret: ids only.
#pragma once

#include <string>

namespace circle::log {

struct Options {
    std::string level = "info";   // trace, debug, info, warning, error, critical, off
    std::string format = "text";  // text, or json: one object a line with time, level, message
};

// Sets spdlog's default logger up; `program` is part of every line. Call it once, before threads.
// Throws std::invalid_argument that names the option and what is accepted.
void init(const std::string& program, const Options& options);

}  // namespace circle::log
