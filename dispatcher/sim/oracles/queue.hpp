// Many alike servers and one line of customers: M/M/c, with priorities (Cobham 1954) or with
// patience (Erlang-A; Garnett, Mandelbaum, Reiman 2002).
#pragma once

#include <cstdint>
#include <vector>

namespace circle::sim {

struct QueueModel {
    std::vector<double> arrivals;  // per unit of time, of each class; the first is served first
    double service = 1;            // mean
    unsigned servers = 1;
    double patience = 0;  // mean; 0: nobody leaves the line
    double soon = 0;      // a wait of at most this counts as soon
    std::uint64_t customers = 1'000'000;
    std::uint64_t warm_up = 20'000;  // customers before counting begins
};

struct QueueResult {
    double waited = 0;            // share of customers who were not served at once
    double soon = 0;              // share served within QueueModel::soon
    double abandoned = 0;         // share who left
    double wait = 0;              // mean over all customers, those who left included
    double in_line = 0;           // mean number of those who wait
    std::vector<double> wait_of;  // by class
};

// Not preemptive, first come first served within a class.
QueueResult run(const QueueModel& model, std::uint64_t seed);

}  // namespace circle::sim
