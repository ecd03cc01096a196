// People, walks and strategies: what they must have in common with theory and with each other.
#include "dispatcher/sim/simulation.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "dispatcher/sim/bound.hpp"
#include "dispatcher/sim/compare.hpp"
#include "dispatcher/sim/estimate.hpp"
#include "dispatcher/sim/strategies/strategies.hpp"

namespace circle::sim {
namespace {

constexpr Millis kWindow = 60 * kSecond;

Shape estate(unsigned on_duty) {
    Shape shape;
    shape.on_duty = on_duty;
    return shape;
}

// Everything that can go wrong does.
Behaviour troubled() {
    Behaviour b;
    b.concentration = 2;
    b.abort = .2;
    b.unreachable = .1;
    b.idle = .2;
    b.goes_home = true;
    b.turnout = {200, 400};  // some arrive after the core has given up on them
    return b;
}

std::vector<std::pair<std::string, MakeStrategy>> everybody() {
    return {{"one", [](Scene& s) { return make_fan_out(s, 1, kWindow, 1 > 1); }},
            {"seven", [](Scene& s) { return make_fan_out(s, 7, kWindow, 7 > 1); }},
            {"ours", [](Scene& s) { return make_ours(s, {}); }},
            {"knowing", make_knowing}};
}

std::size_t late(const History& run) {
    std::size_t count = 0;
    for (const Record& r : run.requests) {
        if (r.on_scene < 0 || r.on_scene - r.at > 600 * kSecond) ++count;
    }
    return count;
}

struct Race {
    unsigned width;
    double accept, answer_s, window_s, within_s, theory;
};

class Theory : public testing::TestWithParam<Race> {};

// One request at a time, and nobody says no: then 1 − (1 − p(1 − e^(−t/τ)))ⁿ, or its product over
// the windows.
TEST_P(Theory, IsMetByFanOut) {
    const Race& race = GetParam();
    Behaviour b;
    b.accept = race.accept;
    b.decline = 0;
    b.answer_median = race.answer_s * std::numbers::ln2;
    b.visit_median = 1;
    Arrivals arrivals;
    for (Millis i = 0; i < 4'000; ++i) arrivals.push_back({i * kHour, .5, .5});
    std::vector<double> shares;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const History run = simulate(estate(12), b, arrivals, seed, [&](Scene& scene) {
            return make_fan_out(scene, race.width, static_cast<Millis>(race.window_s * kSecond),
                                false);
        });
        double accepted = 0;
        for (const Record& r : run.requests) {
            if (r.accepted >= 0 && r.accepted - r.at <= race.within_s * kSecond) ++accepted;
        }
        shares.push_back(accepted / static_cast<double>(arrivals.size()));
    }
    const Estimate share = estimate(shares, .99);
    EXPECT_TRUE(share.covers(race.theory)) << share.mean << " ± " << share.half_width;
    EXPECT_LE(share.half_width, .02 * race.theory);
}
INSTANTIATE_TEST_SUITE_P(Races, Theory,
                         testing::Values(Race{3, .4, 30, 60, 60, .72010},
                                         Race{7, .3, 45, 120, 120, .89887},
                                         Race{1, .4, 30, 60, 600, .98566}),
                         [](const auto& tested) {
                             return "Asks" + std::to_string(tested.param.width);
                         });

TEST(Ours, ReplaysToTheSameBytes) {
    const Arrivals arrivals = poisson_arrivals(300, 2, 5);
    const auto bytes_of = [&](std::uint64_t seed) {
        std::string bytes;
        const Observer observer = [&](const core::Effects& effects) {
            for (const auto& event : effects.events) bytes += event.SerializeAsString();
            for (const auto& outcome : effects.outcomes) bytes += outcome.SerializeAsString();
        };
        simulate(estate(18), troubled(), arrivals, seed,
                 [&](Scene& scene) { return make_ours(scene, {}, observer); });
        return bytes;
    };
    const std::string first = bytes_of(1);
    EXPECT_GT(first.size(), 100'000u);
    EXPECT_TRUE(first == bytes_of(1));
    EXPECT_FALSE(first == bytes_of(2));
}

// Sixty neighbours of a burst riser ring a few phones, and one helper is at all their doors.
TEST(Ours, MakesOneDispatchOfABurst) {
    Shape shape = estate(24);
    shape.bursts = 3;
    const Arrivals arrivals = poisson_arrivals(20, 4, 5);
    const auto run = [&](const MakeStrategy& make) {
        return simulate(shape, {}, arrivals, 1, make);
    };
    const auto alerts = [](const History& history) {
        return std::accumulate(history.requests.begin(), history.requests.end(), 0u,
                               [](unsigned sum, const Record& r) { return sum + r.alerts; });
    };
    const History ours = run([](Scene& s) { return make_ours(s, {}); });
    const History three = run([](Scene& s) { return make_fan_out(s, 3, kWindow, true); });
    ASSERT_GT(ours.requests.size(), arrivals.size() + 100);
    EXPECT_LT(late(ours), late(three) / 2);
    EXPECT_LT(alerts(ours), ours.requests.size());
    EXPECT_GT(alerts(three), 2 * three.requests.size());
}

TEST(Ours, RefusesAPolicyThatTheCoreRefuses) {
    v1::Policy policy;
    policy.set_sla_s(1);
    const Arrivals arrivals = poisson_arrivals(10, 1, 1);
    try {
        simulate(estate(2), {}, arrivals, 1, [&](Scene& s) { return make_ours(s, policy); });
        FAIL() << "taken";
    } catch (const std::invalid_argument& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("policy.sla_s"));
    }
}

TEST(Knowing, IsNeverLaterThanOurs) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        const Arrivals arrivals = poisson_arrivals(300, 4, seed);
        const auto ours =
            simulate(estate(18), {}, arrivals, seed, [](Scene& s) { return make_ours(s, {}); });
        const auto knowing = simulate(estate(18), {}, arrivals, seed, make_knowing);
        EXPECT_LE(late(knowing), late(ours)) << "seed " << seed;
    }
}

bool every_day(unsigned) {
    return true;
}

// What is left late by one who knows all is less than by one who only knows who, and more than
// nothing where few are there to help.
TEST(Bound, IsNotBeatenByWhoKnowsLess) {
    Behaviour hard;
    hard.accept = .2;
    Behaviour at_home = hard;
    at_home.goes_home = true;
    for (const Behaviour& b : {hard, at_home}) {
        const Arrivals arrivals = poisson_arrivals(378, 3, 2);
        const auto most = most_in_time(estate(10), b, arrivals, 2, 600, every_day);
        ASSERT_EQ(most.size(), 3u);
        const auto second =
            most_in_time(estate(10), b, arrivals, 2, 600, [](unsigned day) { return day == 2; });
        EXPECT_EQ(second, (std::vector<double>{0, most[1], 0}));
        const double bound = std::accumulate(most.begin(), most.end(), 0.0);
        const History knowing = simulate(estate(10), b, arrivals, 2, make_knowing);
        EXPECT_GT(bound, static_cast<double>(arrivals.size() - late(knowing)));
        EXPECT_LT(bound, .9 * static_cast<double>(arrivals.size()));
    }
}

// One person who always says yes at once and is always there in time can be at one door only.
TEST(Bound, CountsOnePersonOnce) {
    Behaviour b;
    b.accept = 1;
    b.turnout = {1, 1};
    b.turnout_sigma = 0;
    b.answer_median = .001;
    b.visit_median = 1'000;
    b.visit_sigma = 0;
    Arrivals arrivals;
    for (int i = 0; i < 10; ++i) arrivals.push_back({kHour + i * kSecond, .1, .1});
    EXPECT_NEAR(most_in_time(estate(1), b, arrivals, 1, 600, every_day).at(0), 1, 1e-6);
    EXPECT_GE(most_in_time(estate(4), b, arrivals, 1, 600, every_day).at(0), 4);
}

TEST(Strategies, KeepToWhatIsPossible) {
    const Arrivals arrivals = poisson_arrivals(378, 2, 9);
    for (const auto& [name, make] : everybody()) {
        SCOPED_TRACE(name);
        const Behaviour b = troubled();
        const History run = simulate(estate(14), b, arrivals, 3, make);
        const SquareWorld world(estate(14), b, 3);
        const Draws draws(b, 3);
        ASSERT_EQ(run.requests.size(), arrivals.size());
        for (const Record& r : run.requests) {
            if (r.accepted >= 0) {
                EXPECT_GE(r.alerts, 1u);
                EXPECT_GT(r.accepted, r.at);
                EXPECT_LE(r.on_scene < 0 ? 0 : r.accepted, r.on_scene < 0 ? 0 : r.on_scene);
            } else {
                EXPECT_LT(r.on_scene, 0);
            }
        }
        std::size_t visits = 0;
        for (unsigned person = 0; person < run.jobs.size(); ++person) {
            for (const unsigned request : run.jobs[person]) {
                // The same people say yes to the same requests, whoever asks.
                EXPECT_TRUE(draws.says_yes(world.people()[person].accept, person, request));
                EXPECT_THAT(run.alerts[person], testing::Contains(request));
                ++visits;
            }
        }
        EXPECT_GT(visits, arrivals.size() / 4);
    }
}

TEST(Strategies, HelpNobodyWithoutPeople) {
    const Arrivals arrivals = poisson_arrivals(50, 1, 1);
    for (const auto& [name, make] : everybody()) {
        const History run = simulate(estate(0), {}, arrivals, 1, make);
        EXPECT_EQ(late(run), arrivals.size()) << name;
    }
}

TEST(Compare, DoesNotDependOnThreads) {
    Study study;
    study.settings = {{500, 14, .4}, {1000, 14, .2}};
    study.days = 2;
    study.seeds = 2;
    study.per_day = 100;
    const auto ignore = [](std::size_t, std::size_t) {};
    const auto one = compare(study, ignore);
    study.threads = 4;
    const auto four = compare(study, ignore);
    ASSERT_EQ(one.size(), 2u);
    for (std::size_t i = 0; i < one.size(); ++i) {
        for (const std::string& name : strategy_names()) {
            const auto a = estimate_of(line_of(one[i], name), &Figures::late);
            const auto b = estimate_of(line_of(four[i], name), &Figures::late);
            EXPECT_EQ(a.mean, b.mean) << name;
            EXPECT_EQ(a.half_width, b.half_width) << name;
        }
    }
}

}  // namespace
}  // namespace circle::sim
