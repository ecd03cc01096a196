// Strategies on the same arrivals and people, over several seeds and settings.
#pragma once

#include <circle/v1/estate.pb.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/sim/estimate.hpp"
#include "dispatcher/sim/figures.hpp"

namespace circle::sim {

struct Setting {
    double width_m = 500;
    unsigned on_duty = 24;
    double accept = .4;
};

struct Study {
    std::vector<Setting> settings;
    Shape shape;                       // but for width and people on duty
    Behaviour behaviour;               // but for the chance of a yes
    std::optional<Arrivals> arrivals;  // the same for each seed; nullopt: Poisson, new for each
    double per_day = 378;              // of Poisson arrivals
    unsigned days = 14;
    double urgent = 0;  // share of requests
    unsigned seeds = 10;
    std::uint64_t first_seed = 1;
    Days report = Days::all;
    double sla_s = 600;
    v1::Policy policy;  // of the core
    unsigned threads = 1;
    bool bound = true;  // with what knows all: the most of the time to compute
};

struct Line {
    std::string strategy;
    // Of each seed; with one seed, of each day on which there are requests.
    std::vector<Figures> replications;
    double seconds = 0;     // of computing
    bool is_bound = false;  // says how many could be in time, and nothing else
};

struct Comparison {
    Setting setting;
    std::vector<Line> lines;  // in the order of strategy_names()
};

std::vector<std::string> strategy_names();
// The greedy one that knows who says yes, and the core.
inline constexpr char kKnowing[] = "knows who";
inline constexpr char kOurs[] = "ours";
// What most_in_time() leaves late: knows all arrivals and answers.
inline constexpr char kBound[] = "knows all";

// Why nothing can be said of a log, and what is accepted; empty: it can.
std::string what_is_missing(const Study& study);

// The result does not depend on `threads`. `progress` is called by one thread at a time.
std::vector<Comparison> compare(
    const Study& study, const std::function<void(std::size_t done, std::size_t all)>& progress);

const Line& line_of(const Comparison& comparison, const std::string& strategy);
// Of one figure, with 99 % confidence.
Estimate estimate_of(const Line& line, double Figures::*figure);
// Of the difference of two lines' figures, replication by replication.
Estimate difference(const Line& a, const Line& b, double Figures::*figure);

}  // namespace circle::sim
