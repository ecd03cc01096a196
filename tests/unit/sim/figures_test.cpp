#include "dispatcher/sim/figures.hpp"

#include <gtest/gtest.h>

namespace circle::sim {
namespace {

TEST(Gini, IsThatOfTextbooks) {
    EXPECT_EQ(gini({}), 0);
    EXPECT_EQ(gini({0, 0}), 0);
    EXPECT_NEAR(gini({5, 5, 5}), 0, 1e-12);
    EXPECT_NEAR(gini({0, 0, 0, 8}), .75, 1e-12);
    EXPECT_NEAR(gini({3, 1, 2}), 2.0 / 9, 1e-12);
}

TEST(Figures, CountTheDaysThatAreAskedFor) {
    History run;
    const auto add = [&](Millis at, Millis accepted_s, Millis on_scene_s, unsigned alerts) {
        run.requests.push_back({at, accepted_s < 0 ? -1 : at + accepted_s * kSecond,
                                on_scene_s < 0 ? -1 : at + on_scene_s * kSecond, alerts});
    };
    add(kHour, 20, 600, 2);         // day 1, just in time
    add(kHour * 2, 40, 601, 4);     // late
    add(kHour * 3, -1, -1, 6);      // nobody
    add(kDay + kHour, 10, 300, 1);  // day 2
    run.jobs = {{0, 1}, {3}, {}};
    run.alerts.resize(3);

    const auto odd = measure(run, 600, [](unsigned day) { return is_of(Days::odd, day); });
    EXPECT_EQ(odd.requests, 3u);
    EXPECT_NEAR(odd.late, 2.0 / 3, 1e-12);
    EXPECT_NEAR(odd.unaccepted, 1.0 / 3, 1e-12);
    EXPECT_NEAR(odd.alerts, 4, 1e-12);
    EXPECT_EQ(odd.accept_p50_s, 20);
    EXPECT_EQ(odd.way_s, (580 + 561) / 2.0);
    EXPECT_EQ(odd.accept_p95_s, 40);
    EXPECT_EQ(odd.late_by_hour[2], 1u);
    EXPECT_EQ(odd.late_by_hour[1], 0u);
    EXPECT_EQ(odd.jobs, (std::vector<double>{2, 0, 0}));

    const auto even = measure(run, 600, [](unsigned day) { return is_of(Days::even, day); });
    EXPECT_EQ(even.requests, 1u);
    EXPECT_EQ(even.late, 0);
    const auto all = measure(run, 600, [](unsigned day) { return is_of(Days::all, day); });
    EXPECT_EQ(all.requests, 4u);
}

}  // namespace
}  // namespace circle::sim
