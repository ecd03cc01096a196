// How every program logs: one line an event, to stderr, by spdlog's default logger.
// Never a door, phone, name, note or secret: ids only.
#pragma once

#include <spdlog/common.h>

#include <initializer_list>
#include <string>
#include <string_view>

namespace circle::log {

struct Options {
    std::string level = "info";   // trace, debug, info, warning, error, critical, off
    std::string format = "text";  // text, or json: one object a line with time, level, message
};

// Sets spdlog's default logger up; `program` is part of every line. Call it once, before threads.
// Throws std::invalid_argument that names the option and what is accepted.
void init(const std::string& program, const Options& options);

// Empty values are left out.
struct Field {
    std::string_view name;
    std::string_view value;
};

// One line about something that is counted or looked for: `message name=value …`, or as JSON an
// object with these members. Costs nothing below the level that is logged.
void write(spdlog::level::level_enum level, std::string_view message,
           std::initializer_list<Field> fields);

}  // namespace circle::log
