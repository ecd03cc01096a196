// What a run says of a strategy.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "dispatcher/sim/simulation.hpp"

namespace circle::sim {

enum class Days { odd, even, all };  // of the run, the first one is 1

bool is_of(Days days, unsigned day);

// Of the requests of some days of one run. Shares are from 0 to 1.
struct Figures {
    std::size_t requests = 0;
    double late = 0;                            // not on scene in time, or never
    double unaccepted = 0;                      // nobody ever had the job
    double accept_p50_s = 0, accept_p95_s = 0;  // from the tap to the yes, of the accepted ones
    double way_s = 0;                           // mean from the yes to the door, of those served
    double alerts = 0;                          // mean per request
    double gini = 0;                            // of visits over the people on duty

    // For plots.
    std::array<std::size_t, 24> requests_by_hour{}, late_by_hour{};
    std::array<std::size_t, 41> accepts_by_15s{};  // the last one: later, or never
    std::array<std::size_t, 31> by_alerts{};       // the last one: 30 and more
    std::vector<double> jobs;                      // of each person, most first
};

// `is_counted` is asked of each day, from 1.
Figures measure(const History& run, double sla_s,
                const std::function<bool(unsigned day)>& is_counted);

// 0: all have the same; towards 1: one has all. 0 if there is nothing to share.
double gini(std::vector<double> shares);

}  // namespace circle::sim
