// How many are needed, of estates about which theory knows the answer.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <utility>

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
    EXPECT_FALSE(s.holds);
    EXPECT_EQ(s.period_reachable, std::vector<bool>(k.calendar.periods(), false));
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

// What a simulation may say, instead of one: calls and those in time, by period × needs + need.
Results results_of(const std::vector<Tally>& cells, std::size_t needs) {
    Results results;
    results.needs = needs;
    results.replications.assign(14, {cells, {}, {}});
    return results;
}

unsigned on_duty(const MakeCrew& crew) {
    const Duties duties = crew({0, 1}, 1).duties;
    return static_cast<unsigned>(
        std::count_if(duties.begin(), duties.end(),
                      [](const auto& change) { return change.at == 0 && change.on; }));
}

// One less would do, is found short when it is judged again, and raised by more than was saved.
TEST(Search, EndsWithNoMoreThanHeldAlready) {
    const Knowledge k = without_waiting(village(400, 20), 2);
    const Teams teams(k.calendar, k.needs, k.people);
    unsigned since_trim = 0, held = 0;
    bool is_trimming = false;
    const Progress progress = [&](const std::string& what) {
        if (!what.ends_with("with fewer")) return;
        is_trimming = true;
        since_trim = 0;
    };
    const Play fake = [&](const Knowledge&, const MakeCrew& crew, const Effort&) {
        if (!is_trimming) held = on_duty(crew);
        const bool short_now = is_trimming && ++since_trim == 2;
        return results_of({{1'000, short_now ? 500. : 990.}}, 1);
    };
    Search search(k, teams, {}, progress, fake);
    const Staffing s = search.staff(.95);
    ASSERT_TRUE(is_trimming);
    EXPECT_TRUE(s.holds);
    EXPECT_EQ(s.levels[0].total, held);
}

// Working days, then the weekend. One of three can mend pipes, so three such people can be had.
Knowledge two_needs() {
    v1::EstateConfig config = village(400, 3);
    add_water(config, 1);
    Knowledge k = without_waiting(config, .1);
    k.calendar = {{{0, 1, 2, 3, 4}, {5, 6}}, {0, 1440}};
    return k;
}

// Three are there for others' sake; the working days are late with water alone.
TEST(Search, AsksForNoMoreThanCanBeHad) {
    const Knowledge k = two_needs();
    const Teams teams(k.calendar, k.needs, k.people);
    unsigned rounds = 0;
    bool is_first = true, is_trimming = false;
    const Progress progress = [&](const std::string& what) {
        if (what.find("round") != std::string::npos) ++rounds;
        is_trimming = is_trimming || what.ends_with("with fewer");
    };
    const Play fake = [&](const Knowledge&, const MakeCrew&, const Effort&) {
        const double help = std::exchange(is_first, false) ? 1 : rounds == 0 ? .3 : .96;
        const double late = is_trimming ? .5 : rounds == 1 ? .5 : 1;
        return results_of({{10, 10 * help}, {10, 10 * late}, {990, 990 * help}, {990, 990}}, 2);
    };
    Search search(k, teams, {}, progress, fake);
    const Staffing s = search.staff(.95);
    EXPECT_GT(rounds, 1u);
    EXPECT_EQ(s.levels[0].of_need[1], 3u);
}

// On working days not even as many as can be had would do: who is there is on duty.
TEST(Search, RaisesNothingWhereItIsOutOfReach) {
    const Knowledge k = two_needs();
    const Teams teams(k.calendar, k.needs, k.people);
    const Play fake = [&](const Knowledge&, const MakeCrew& crew, const Effort&) {
        const double weekend = on_duty(crew) >= 9 ? 1 : .9;
        const Tally day{100, 70}, other{900, 900 * weekend};
        return results_of({day, day, other, other}, 2);
    };
    const Progress quiet = [](const std::string&) {};
    Search search(k, teams, {}, quiet, fake);
    const Staffing s = search.staff(.95);
    ASSERT_FALSE(s.impossible);
    EXPECT_FALSE(s.period_reachable[0]);
    EXPECT_TRUE(s.period_reachable[1]);
    EXPECT_EQ(s.levels[0].of_need, (std::vector<unsigned>{3, 1}));
}

// What a lower target asks for is asked for as well, and judged; what is enough stays as it was.
TEST(Search, AsksForNoLessThanALowerTarget) {
    const Knowledge k = two_needs();
    const Teams teams(k.calendar, k.needs, k.people);
    unsigned judged = 0;
    const Play fake = [&](const Knowledge&, const MakeCrew&, const Effort&) {
        ++judged;
        return results_of({{100, 96}, {100, 96}, {900, 865}, {900, 865}}, 2);
    };
    const Progress quiet = [](const std::string&) {};
    Search search(k, teams, {}, quiet, fake);
    const Staffing s = search.staff(.9);
    const Staircase floor(2, Level{0, {5, 1}});
    ASSERT_LT(s.levels[0].of_need[0], 5u);
    judged = 0;
    const Staffing more = search.at_least(s, floor);
    EXPECT_EQ(judged, 1u);
    for (const Level& level : more.levels) {
        EXPECT_GE(level.of_need[0], 5u);
        EXPECT_GE(level.total, 5u);
    }
    judged = 0;
    EXPECT_EQ(search.at_least(more, s.levels).levels, more.levels);
    EXPECT_EQ(judged, 0u);
    Staffing impossible = s;
    impossible.impossible = true;
    EXPECT_EQ(search.at_least(impossible, floor).levels, s.levels);
}

}  // namespace
}  // namespace circle::sim
