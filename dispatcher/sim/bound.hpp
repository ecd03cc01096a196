// How many requests could be served in time by one who knows all arrivals and all answers.
#pragma once

#include <functional>
#include <vector>

#include "dispatcher/sim/simulation.hpp"

namespace circle::sim {

// At most so many of each day's requests (first day first; 0 for days that are not wanted) can be
// expected to have a helper at the door within `sla_s`, whoever asks whom. Known are all arrivals,
// all answers and how long each job takes; not known is how long somebody will take to set out and
// whether the lift stops, so each job counts by its chance to be in time. Nobody is sent whose
// chance is below 1 %, and each person helps in the order in which the requests came.
//
// A person's day is a longest path through the requests that they would say yes to. That a request
// needs only one person is relaxed with a price on it (Lagrangian relaxation; Fisher 1981),
// improved by subgradient steps; every price gives a bound, the least one is taken. Days are cut
// apart: at midnight everybody is free, and wherever they would like to be.
std::vector<double> most_in_time(const Shape& shape, const Behaviour& behaviour,
                                 const Arrivals& arrivals, std::uint64_t seed, double sla_s,
                                 const std::function<bool(unsigned day)>& is_wanted);

}  // namespace circle::sim
