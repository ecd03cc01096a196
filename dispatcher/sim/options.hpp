// Command line of circle-sim.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/sim/compare.hpp"

namespace circle::sim {

struct SimOptions {
    enum class What { oracles, compare } what = What::oracles;
    Study study;
    std::string arrivals;    // CSV file; empty: Poisson
    bool all_days = true;    // of the file; else study.days
    std::string json, html;  // files to write; empty: none
};

struct ParsedSimOptions {
    std::optional<SimOptions> options;  // nullopt: there is nothing to run
    bool failed = false;
    std::string text;  // to print: help, version, or what is wrong
};

ParsedSimOptions parse_sim_options(int argc, const char* const* argv);

}  // namespace circle::sim
