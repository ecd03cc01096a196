// The answer to "how many on duty, with which skills, at which hours?"
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dispatcher/sim/planning/search.hpp"

namespace circle::sim {

struct Range {
    unsigned least = 0, most = 0;
};

// The roster as it stands; `by_…` and `all`: played.
struct RosterNow {
    std::vector<Range> on_duty;                  // by period
    std::vector<std::vector<unsigned>> of_need;  // the least, by period and need
    std::vector<Share> by_period, by_need;
    Share all;
};

// So many of all volunteers on duty day and night, whoever they are.
struct CurvePoint {
    unsigned on_duty = 0;
    Share share;
};

// One change, and what it is worth.
struct Help {
    enum class What {
        one_with_skill,     // one more on duty who meets need `which`
        one_in_building,    // one more on duty who lives in building `which` and can do all
        more_say_yes,       // ten in a hundred more
        sets_out_sooner,    // by 30 s
        one_in_five_aborts  // what it would cost if people turned back
    } what = What::more_say_yes;
    std::size_t which = 0;
    Share share;
};

struct PlanOptions {
    Effort effort;
    std::vector<double> targets{.95, .99};
};

struct Plan {
    Knowledge knowledge;
    PlanOptions options;
    std::vector<Staffing> staffing;  // of each target, the lowest first: none asks for less
    Results everybody;               // all volunteers on duty, always
    Results best;                    // with most_people on duty: as many as can be had
    unsigned most_people = 0;
    std::optional<RosterNow> roster;  // nullopt: nobody is on it
    std::vector<CurvePoint> curve;
    Share base;               // what `helps` is compared with: the roster, else the first staffing
    std::vector<Help> helps;  // most useful first
};

// With everybody on duty, what each need that somebody meets reaches, less two points and cut to a
// multiple of 5 %; 0: nothing.
double modest_target(const Results& everybody, const Teams& teams);

// The target is not reached everywhere for sure: something more modest is to stand beside it.
bool wants_modest(const Staffing& staffing);

// Volunteers on duty by the roster, counted.
RosterNow count_roster(const Knowledge& knowledge);

// Deterministic: depends on the knowledge and the options but for threads. Throws
// std::invalid_argument in words for people when the estate cannot be played.
Plan make_plan(Knowledge knowledge, const PlanOptions& options, const Progress& progress);

}  // namespace circle::sim
