// How much help is wanted: when, of what kind, at which doors.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "dispatcher/sim/estate_world.hpp"

namespace circle::sim {

struct Demand {
    // Mean number of requests in each hour of each day of the week, Monday first.
    std::array<std::array<double, 24>, 7> per_hour{};
    std::vector<RequestKind> kinds;
    std::vector<double> kind_weights;  // not negative, their sum is not 0
    std::vector<double> door_weights;  // in the order of the estate's households, likewise

    double per_week() const;
};

// Poisson arrivals of `days` days from day `first` on (0: a Monday), `times` as many as in
// `demand`. One door does not ask for the same again within eight hours: what finds no door is left
// out. Throws std::invalid_argument when that is more than one in ten.
Calls draw_calls(const Demand& demand, double times, unsigned first, unsigned days,
                 std::uint64_t seed);

}  // namespace circle::sim
