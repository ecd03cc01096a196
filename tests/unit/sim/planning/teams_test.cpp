// Who is on duty, and whom of them the core asks.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "dispatcher/sim/planning/knowledge.hpp"
#include "dispatcher/sim/strategies/strategies.hpp"
#include "tests/unit/sim/planning/village.hpp"

namespace circle::sim {
namespace {

// Two of six can mend pipes, and only they are asked for it.
TEST(EstateWorld, AsksOnlyWhoHasTheSkillAndIsOnDuty) {
    v1::EstateConfig config = village(200, 6);
    add_water(config, 2);
    const Knowledge k = learn(Log(config).past, {});
    ASSERT_EQ(k.needs.size(), 2u);
    const EstateWorld world(k.config, k.demand.kinds, k.people.volunteers);
    const Calls calls = draw_calls(k.demand, 60 / k.demand.per_week() * 7, 0, 4, 1);
    const Duties duties{{12 * kHour, 0, true}, {36 * kHour, 0, false}};
    const History run =
        simulate(world, k.behaviour, calls, duties, 1, [](Scene& s) { return make_ours(s, {}); });
    std::size_t water = 0, help = 0;
    for (unsigned person = 0; person < 6; ++person) {
        const bool mends = k.needs.all[1].is_met_by(k.people.volunteers[person].config);
        for (const unsigned request : run.alerts[person]) {
            const bool is_water = k.needs.of_kind[calls[request].kind] == 1;
            EXPECT_TRUE(!is_water || mends);
            EXPECT_TRUE(person != 0 || calls[request].at <= 36 * kHour);
            ++(is_water ? water : help);
        }
    }
    EXPECT_GT(water, 20u);
    EXPECT_GT(help, 20u);
    EXPECT_FALSE(run.alerts[0].empty());
}

TEST(EstateWorld, SendsTwoWhereTwoAreWanted) {
    v1::EstateConfig config = village(200, 8);
    config.mutable_categories(0)->set_headcount(2);
    Knowledge k = learn(Log(config).past, {});
    k.behaviour.abort = .2;
    const EstateWorld world(k.config, k.demand.kinds, k.people.volunteers);
    const Calls calls = draw_calls(k.demand, 40 / k.demand.per_week() * 7, 0, 7, 1);
    const History run =
        simulate(world, k.behaviour, calls, {}, 1, [](Scene& s) { return make_ours(s, {}); });
    std::vector<unsigned> helpers(calls.size(), 0);
    for (const auto& jobs : run.jobs) {
        for (const unsigned request : jobs) ++helpers[request];
    }
    EXPECT_GT(std::count(helpers.begin(), helpers.end(), 2u), static_cast<long>(calls.size() / 2));
    EXPECT_LE(*std::max_element(helpers.begin(), helpers.end()), 3u);
}

TEST(Teams, HaveSoManyAsTheLevelSays) {
    v1::EstateConfig config = village(20, 6);
    add_water(config, 2);
    const Knowledge k = learn(Log(config).past, {});
    const Teams teams(k.calendar, k.needs, k.people);
    EXPECT_EQ(teams.holders(1), 2u);
    // More than there are: others like them.
    const Level level{teams.size_for({6, 4}, 1), {6, 4}};
    EXPECT_GE(level.total, 6u);
    const Crew crew = teams.by_levels(Staircase(k.calendar.periods(), level), {0, 3}, 1);
    std::set<unsigned> on;
    std::size_t moments = 0;
    for (std::size_t i = 0; i < crew.duties.size(); ++i) {
        const DutyChange& change = crew.duties[i];
        change.on ? void(on.insert(change.person)) : void(on.erase(change.person));
        if (i + 1 < crew.duties.size() && crew.duties[i + 1].at == change.at) continue;
        EXPECT_EQ(on.size(), level.total);
        const auto mends = std::count_if(on.begin(), on.end(), [&](unsigned person) {
            return k.needs.all[1].is_met_by(crew.helpers[person].config);
        });
        EXPECT_GE(mends, 4);
        ++moments;
    }
    EXPECT_GE(moments, 1u);
}

// Two learn what nobody can.
TEST(Teams, LetSomebodyLearnWhatNobodyCan) {
    v1::EstateConfig config = village(20, 3);
    add_water(config, 0);
    const Knowledge k = learn(Log(config).past, {});
    const Teams teams(k.calendar, k.needs, k.people);
    EXPECT_EQ(teams.holders(1), 0u);
    const Level level{teams.size_for({1, 2}, 1), {1, 2}};
    EXPECT_NEAR(teams.holders_in(level, 1)[1], 2, 1e-6);
    const Crew crew = teams.by_levels(Staircase(k.calendar.periods(), level), {0, 2}, 1);
    std::set<unsigned> able;
    for (const DutyChange& change : crew.duties) {
        const auto& who = crew.helpers[change.person].config;
        if (change.at == 0 && k.needs.all[1].is_met_by(who)) able.insert(change.person);
    }
    EXPECT_EQ(able.size(), 2u);
}

std::string told(const Crew& crew) {
    std::string text;
    for (const DutyChange& change : crew.duties) {
        text += std::to_string(change.at / (60 * kSecond)) + (change.on ? "+" : "-") +
                crew.helpers[change.person].config.id() + " ";
    }
    return text;
}

// One of staff and one volunteer, whose shifts touch, are on the roster of a Monday.
class Roster : public testing::Test {
  protected:
    Roster() : k_(learn(Log(config()).past, {})), teams_(k_.calendar, k_.needs, k_.people) {}

    static v1::EstateConfig config() {
        v1::EstateConfig config = village(20, 4);
        config.mutable_volunteers(2)->set_staff(true);
        config.mutable_volunteers(3)->set_staff(true);
        add_shift(config, "person-1", 1, 720, 900);
        add_shift(config, "person-1", 1, 480, 720);
        add_shift(config, "person-2", 1, 540, 700);
        return config;
    }

    Knowledge k_;
    Teams teams_;
};

TEST_F(Roster, IsFollowed) {
    EXPECT_EQ(told(teams_.by_roster({0, 7})),
              "480+person-1 540+person-2 700-person-2 720-person-1 720+person-1 900-person-1 ");
}

TEST_F(Roster, BringsStaffToWhoeverElseIsOnDuty) {
    const Crew all = teams_.everybody({0, 7});
    ASSERT_EQ(all.helpers.size(), 3u);
    EXPECT_EQ(told(all), "540+person-2 700-person-2 ");  // volunteers are there always
    const std::string drawn = told(teams_.at_random(2, {0, 1}, 1));
    EXPECT_THAT(drawn, testing::HasSubstr("540+person-2 700-person-2"));
    EXPECT_THAT(drawn, testing::StartsWith("0+person-"));
}

TEST_F(Roster, IsJoinedWhileAnybodyIsOnDuty) {
    Helper more;
    more.config.set_id("more");
    EXPECT_EQ(told(joined(teams_.by_roster({0, 7}), more)),
              "480+person-1 480+more 540+person-2 700-person-2 720-person-1 720+person-1 "
              "900-person-1 900-more ");
    const Crew all = joined(teams_.everybody({0, 7}), more);
    EXPECT_EQ(all.helpers.back().config.id(), "more");
    EXPECT_EQ(told(all), "540+person-2 700-person-2 ");  // so is who joins
}

}  // namespace
}  // namespace circle::sim
