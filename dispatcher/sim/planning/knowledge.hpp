// What a plan rests on: learnt from the estate's log, and taken from elsewhere where that is thin.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/sim/arrivals.hpp"
#include "dispatcher/sim/planning/demand.hpp"
#include "dispatcher/sim/planning/past.hpp"
#include "dispatcher/sim/planning/teams.hpp"

namespace circle::sim {

// A figure is of the log, or of the arrivals that were given, where these have enough; else what is
// typical counts beside it as much as kTypicalWeight more cases would (mixed).
enum class Source { assumed, mixed, log, given };

enum class About {
    requests_per_day,
    weekend_share,  // requests on a day at the weekend, of those on a working day
    hours,          // busiest hour by the mean one
    kinds,          // how many different ones
    buildings,      // that have asked
    accept,         // chance of a yes
    answer_s,       // median
    says_no,        // of those who do not come, the share that answers
    unreachable,    // of offers
    turnout_s,      // median from a yes to the door beyond the walk, by day
    turnout_night_s,
    abort,     // of those who said yes: did not come
    visit_min  // median at the door
};

struct Ground {
    About about;
    double value = 0;
    Source source = Source::assumed;
    std::size_t n = 0;  // cases in the log, or in the arrivals that were given
};

inline constexpr double kTypicalWeight = 20;

// What was, for comparison.
struct Seen {
    std::int64_t until = 0;    // end of the log, ms since the epoch; 0: there is none
    double days = 0;           // that the log goes back
    std::size_t requests = 0;  // without taps taken back and doors of one outage
    std::size_t judged = 0;    // of them: somebody was at the door, or the promise ran out
    std::size_t in_time = 0;   // of them: at the door before that
    std::vector<double>
        on_duty;  // mean number of volunteers, by period; empty: the log is too short
};

struct Knowledge {
    v1::EstateConfig config;  // of the estate
    Behaviour behaviour;
    Demand demand;
    People people;
    Calendar calendar;
    Needs needs;
    std::vector<Ground> grounds;  // in the order of About
    Seen seen;
};

struct Wishes {
    std::optional<double> per_day;     // requests a day, instead of what the log says
    std::optional<Arrivals> arrivals;  // hours, and number, of these instead of the log's
};

// `past`: configured, with at least one household, volunteer and category; else
// std::invalid_argument, which says what is missing.
Knowledge learn(const Past& past, const Wishes& wishes);

}  // namespace circle::sim
