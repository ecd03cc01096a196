// What an option accepts, and how a value that it does not accept is told.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace circle::config {

// A number from `low` to `high`. Neither nan nor inf, which CLI::Range lets through.
CLI::Validator finite_number(double low, double high);

// One of `words`, as it is written here.
CLI::Validator one_of(std::vector<std::string> words);

// "circlectl: a subcommand is missing; accepted: up, token, …", and where to read on.
std::string missing_subcommand(const CLI::App& app);

// What to say of a command line that names no subcommand of `app`, or one that it does not have,
// after parse() has thrown `error`. Empty: something else was wrong.
std::string wrong_subcommand(const CLI::App& app, const CLI::ParseError& error);

}  // namespace circle::config
