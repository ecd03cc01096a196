#include "dispatcher/sim/oracles/oracles.hpp"

#include "dispatcher/sim/oracles/field.hpp"
#include "dispatcher/sim/oracles/queue.hpp"
#include "dispatcher/sim/oracles/race.hpp"
#include "dispatcher/sim/oracles/units.hpp"

namespace circle::sim {
namespace {

Oracle erlang_c() {
    QueueModel model;
    model.arrivals = {100.0 / 1800};
    model.service = 180;
    model.servers = 14;
    model.soon = 20;
    model.customers = 1'500'000;
    return {"Erlang C: 100 calls in 30 min of 180 s, 14 servers",
            "Erlang 1917; CRAN ErlangC",
            {{"waits", .17413193}, {"served within 20 s", .88835002}, {"wait, s", 7.83593701}},
            [model](std::uint64_t seed) -> std::vector<double> {
                const auto result = run(model, seed);
                return {result.waited, result.soon, result.wait};
            }};
}

Oracle many_servers(unsigned servers, double load, double theory) {
    QueueModel model;
    model.arrivals = {load * servers};
    model.servers = servers;
    model.customers = 4'000'000;
    model.warm_up = 50'000;
    return {"M/M/" + std::to_string(servers) + ", load " + std::to_string(load).substr(0, 3),
            "Erlang 1917",
            {{"waits", theory}, {"wait", theory}},
            [model](std::uint64_t seed) -> std::vector<double> {
                const auto result = run(model, seed);
                return {result.waited, result.wait};
            }};
}

Oracle priorities() {
    QueueModel model;
    model.arrivals = {.2, .6, 1.2};
    model.service = 1.0 / 3;
    model.servers = 2;
    model.customers = 3'000'000;
    return {"three classes, two servers, not preemptive",
            "Cobham 1954",
            {{"first class waits", .02874}, {"second", .03316}, {"third", .04808}},
            [model](std::uint64_t seed) { return run(model, seed).wait_of; }};
}

Oracle impatient() {
    QueueModel model;
    model.arrivals = {48};
    model.servers = 50;
    model.patience = 2;
    model.customers = 3'000'000;
    return {"Erlang-A: 48 a minute of 1 min, 50 servers, patience 2 min",
            "Garnett, Mandelbaum, Reiman 2002",
            {{"leave", .030912},
             {"wait, s", 3.7095},
             {"number in line × rate of leaving ÷ rate of those who left", 1}},
            [model](std::uint64_t seed) -> std::vector<double> {
                const auto result = run(model, seed);
                const double left = model.arrivals[0] * result.abandoned;
                return {result.abandoned, result.wait * 60, result.in_line / model.patience / left};
            }};
}

Oracle hypercube() {
    UnitsModel model;
    model.units = 3;
    model.districts = {{.50, {0, 1, 2}}, {.25, {0, 2, 1}}, {.35, {1, 0, 2}}, {.40, {2, 0, 1}}};
    model.calls = 2'000'000;
    return {"hypercube: three units, four districts, a line",
            "Larson 1974; Larson and Odoni, Urban Operations Research, 5.4",
            {{"unit 1 busy", .5574}, {"unit 2", .4734}, {"unit 3", .4693}},
            [model](std::uint64_t seed) { return workloads(model, seed); }};
}

Oracle poisson_field() {
    return {"nearest of 30 helpers per km²",
            "E[R_k] = Γ(k + ½) / (Γ(k) √(πd))",
            {{"1st, m", 91.287}, {"3rd, m", 171.163}, {"5th, m", 224.652}},
            [](std::uint64_t seed) {
                return nearest(30, {1, 3, 5}, 20'000, seed);
            }};
}

Oracle race(unsigned at_once, double yes, double answer, double within, double window,
            double theory) {
    Asking asking;
    asking.at_once = at_once;
    asking.yes = yes;
    asking.answer = answer;
    asking.within = within;
    asking.window = window;
    return {std::to_string(at_once) + (window > 0 ? " asked again and again" : " asked at once"),
            "1 − (1 − p(1 − e^(−t/τ)))ⁿ",
            {{"a yes in time", theory}},
            [asking](std::uint64_t seed) -> std::vector<double> {
                return {share_with_a_yes(asking, seed)};
            }};
}

}  // namespace

std::vector<Oracle> oracles() {
    return {erlang_c(),
            many_servers(5, .8, .55411),
            many_servers(10, .9, .66873),
            priorities(),
            impatient(),
            hypercube(),
            poisson_field(),
            race(3, .4, 30, 60, 0, .72010),
            race(7, .3, 45, 120, 0, .89887),
            race(1, .4, 30, 600, 60, .98566)};
}

std::vector<Estimate> replicate(const Oracle& oracle, unsigned replications,
                                std::uint64_t first_seed, double confidence) {
    std::vector<std::vector<double>> seen(oracle.values.size());
    for (unsigned i = 0; i < replications; ++i) {
        const auto values = oracle.simulate(first_seed + i);
        for (std::size_t v = 0; v < seen.size(); ++v) seen[v].push_back(values.at(v));
    }
    std::vector<Estimate> estimates;
    for (const auto& values : seen) estimates.push_back(estimate(values, confidence));
    return estimates;
}

}  // namespace circle::sim
