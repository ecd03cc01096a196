// How many are needed, of estates about which theory knows the answer.
#include <gmock/gmock.h>

#include <cmath>

#include "dispatcher/sim/planning/search.hpp"
#include "tests/unit/sim/planning/village.hpp"

namespace circle::sim {
namespace {

// Erlang's loss formula by its recursion.
double erlang_b(unsigned servers, double load) {
    double b = 1;
    for (unsigned n = 1; n <= servers; ++n) b = load * b / (n + load * b);
    return b;
}

TEST(Loss, IsErlangsFormulaWhereEverybodyComes) {
    for (const double load : {.5, 5.6, 40.0}) {
        for (const unsigned n : {1u, 7u, 50u}) {
            EXPECT_NEAR((LossModel{load, 1, 1}.in_time(n)), 1 - erlang_b(n, load), 1e-12);
        }
    }
    // Nobody is busy: the chance that one of them says yes.
    EXPECT_NEAR((LossModel{0, .4, .9}.in_time(3)), .9 * (1 - .6 * .6 * .6), 1e-12);
}

// All next door, everybody says yes at once, and a request that finds nobody free is lost.
Knowledge without_waiting(const v1::EstateConfig& config, double per_hour) {
    Knowledge k = learn(Log(config).past, {});
    Behaviour& b = k.behaviour;
    b.answer_median = .01;
    b.turnout = {.01, .01};
    b.turnout_sigma = 0;
    b.lift_stop = 0;
    b.visit_median = 600;
    b.visit_sigma = .6;
    b.gives_up = 1;
    for (Helper& helper : k.people.volunteers) helper.accept = 1;
    for (auto& day : k.demand.per_hour) day.fill(per_hour);
    k.calendar = {{{0, 1, 2, 3, 4, 5, 6}}, {0, 1440}};  // every hour is like every other
    return k;
}

Staffing staffed(const Knowledge& k, double target, double calls) {
    const Teams teams(k.calendar, k.needs, k.people);
    const Progress quiet = [](const std::string&) {};
    return Search(k, teams, {calls, 2, 1, 1}, quiet).staff(target);
}

// Erlang B holds for any distribution of the visits. Ten serve 96.8 % of 5.6 Erlang, nine 94.2 %.
TEST(Search, FindsWhatErlangSays) {
    const double mean_h = 600 * std::exp(.18) / 3600, load = 5.6;
    ASSERT_GT(1 - erlang_b(10, load), .96);
    ASSERT_LT(1 - erlang_b(9, load), .945);
    const Staffing s = staffed(without_waiting(village(400, 12), load / mean_h), .95, 4'000);
    EXPECT_TRUE(s.holds);
    for (const Level& level : s.levels) EXPECT_EQ(level.total, 10u);
    EXPECT_NEAR(s.all.mean, 1 - erlang_b(10, load), .015);
}

TEST(Search, SaysWhatIsOutOfReach) {
    Knowledge k = without_waiting(village(50, 4, 100), 1);  // 800 s of stairs
    k.behaviour.gives_up = 600;
    const Staffing s = staffed(k, .95, 200);
    EXPECT_TRUE(s.impossible);
    EXPECT_EQ(s.all.mean, 0);
}

// What is played by default fits the doors there are.
TEST(Search, PlaysEstatesOfFewDoors) {
    for (const int doors : {1, 2, 10}) {
        const Knowledge k = learn(Log(village(doors, 4)).past, {});
        const Teams teams(k.calendar, k.needs, k.people);
        const Progress quiet = [](const std::string&) {};
        const Search search(k, teams, {400, 2, 1, times_for(k)}, quiet);
        EXPECT_GT(search.best().all().calls, 200) << doors;
    }
}

// Nothing but that somebody turned back makes anybody late here: 400 s to the door, 10 min
// promised.
TEST(Judge, NamesTheGivingUpNotTheSecondHelper) {
    Knowledge k = without_waiting(village(400, 12), .2);
    k.behaviour.turnout = {400, 400};
    k.behaviour.gives_up = 3'600;
    k.behaviour.abort = .5;
    const Teams teams(k.calendar, k.needs, k.people);
    const Results results =
        play(k, [&](Span days, std::uint64_t) { return teams.everybody(days); }, {400, 2, 1, 1});
    const Causes causes = results.causes();
    EXPECT_GT(causes.aborted, 30);
    EXPECT_EQ(causes.aborted, causes.all());
}

TEST(Search, CountsEverybodysTimeOnDuty) {
    const Calendar calendar{{{0, 1, 2, 3, 4}, {5, 6}}, {0, 480, 1440}};
    const Staircase levels{{1, {}}, {2, {}}, {3, {}}, {4, {}}};
    EXPECT_EQ(person_minutes(levels, calendar), 5 * (480 + 2 * 960) + 2 * (3 * 480 + 4 * 960));
}

}  // namespace
}  // namespace circle::sim
