// Units that stand at different places and are sent by preference: Larson's hypercube model (1974)
// with a line.
#pragma once

#include <cstdint>
#include <vector>

namespace circle::sim {

struct District {
    double rate = 0;                   // calls per unit of time
    std::vector<std::size_t> prefers;  // units, the best first; all of them
};

struct UnitsModel {
    std::vector<District> districts;
    std::size_t units = 0;
    double service = 1;  // mean, wherever the call is
    std::uint64_t calls = 1'000'000;
};

// The share of time in which each unit is busy. The first free unit of the district's preference
// goes; while all are busy, calls wait, first come first served.
std::vector<double> workloads(const UnitsModel& model, std::uint64_t seed);

}  // namespace circle::sim
