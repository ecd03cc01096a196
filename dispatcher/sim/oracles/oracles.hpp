// Known theory that the simulation's parts must reproduce before any figure of it is believed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dispatcher/sim/estimate.hpp"

namespace circle::sim {

// One model, of which theory knows several values.
struct Oracle {
    std::string model;
    std::string source;
    struct Value {
        std::string name;
        double theory = 0;
    };
    std::vector<Value> values;
    // One replication; as many numbers as `values`.
    std::function<std::vector<double>(std::uint64_t seed)> simulate;
};

std::vector<Oracle> oracles();

// Of each value; seeds first_seed, first_seed + 1, …
std::vector<Estimate> replicate(const Oracle& oracle, unsigned replications,
                                std::uint64_t first_seed, double confidence);

}  // namespace circle::sim
