// Rare coincidences: outages, roster, book, cover, and what a reload sees.
#include <gtest/gtest.h>

#include "tests/unit/core/rare.hpp"

namespace circle::core::testing {
namespace {

// More doors than are kept (Walks): the door of one is asked for while others come and go.
TEST(RareEstate, CoverOfAHundredBuildings) {
    v1::EstateConfig config = small_estate();
    for (int b = 4; b <= 100; ++b) {
        v1::Building& building = *config.add_buildings();
        building = config.buildings(0);
        building.set_id(std::to_string(b));
        building.set_name(building.id());
        building.mutable_point()->set_lon(121.4 + .00105 * b);
    }
    World world(config);
    for (const char* v : {"v1", "v2", "v3", "v4"}) world.on_duty(v);
    world.wait(10'000);
    // water needs plumbing (v1, v2), lost_found anybody: v4 lives where v1 does, so nobody's walk
    // depends on which category is looked at first.
    const v1::CoverNow cover = cover_of(world);
    std::uint32_t far = 0;
    for (const auto& line : cover.categories()) {
        if (line.category() == "lost_found" && line.building() == "3") far = line.minutes();
    }
    EXPECT_GT(far, 0u);
    EXPECT_LT(far, 10u);
}

// Replay: who was alerted for a request that has become urgent since, by folding.
TEST(RareEstate, AlertsOfALeadThatBecameUrgentDoNotCount) {
    v1::EstateConfig config = one_riser(2);
    config.mutable_policy()->clear_wave_size();
    config.mutable_policy()->set_alerts_per_hour(1);
    ask_how_bad(config).set_urgency(v1::URGENCY_URGENT);
    World world(config);
    world.on_duty("v1");
    const auto lead = world.submit("h1").request_id();
    ASSERT_FALSE(world.offer_of("v1", lead).empty());
    world.ask(World::resident("h2"), submit_answering("water", "how", "burst"));
    ASSERT_EQ(world.request(lead).urgency(), v1::URGENCY_URGENT);
    world.submit("h1", "lost_found");  // World compares with what was reloaded
}

// Replay: who was taken off the estate and put back within the hour.
TEST(RareEstate, AlertsOfWhoWasRemovedAndPutBackCount) {
    v1::EstateConfig config = small_estate();
    config.mutable_policy()->clear_wave_size();
    config.mutable_policy()->set_alerts_per_hour(1);
    World world(config);
    world.on_duty("v3");
    const auto id = world.submit("h5", "lost_found").request_id();
    ASSERT_EQ(world.decline("v3", world.offer_of("v3", id)).code(), v1::CODE_OK);
    v1::EstateConfig without = config;
    without.mutable_volunteers()->DeleteSubrange(2, 1);
    ASSERT_EQ(world.configure(without).code(), v1::CODE_OK);
    ASSERT_EQ(world.configure(config).code(), v1::CODE_OK);
    ASSERT_EQ(world.on_duty("v3").code(), v1::CODE_OK);
    world.submit("h6", "lost_found");  // World compares with what was reloaded
}

// Machine::apply(): "Never throws".
TEST(RareEstate, OnDutyForMoreThanTwoYears) {
    World world;
    world.on_duty("s1");
    v1::Command c;
    c.mutable_set_duty()->set_duty(v1::DUTY_OFF);
    Effects effects;
    EXPECT_NO_THROW(effects = world.send_after(Time{800} * 86'400'000, World::helper("s1"), c));
    EXPECT_EQ(world.volunteer("s1").duty(), v1::DUTY_OFF);
}

// safety-and-clock.md: `held` if holds took a quarter of the target in all.
TEST(RareEstate, AHoldEndsWhenItsRequestIsFolded) {
    World world(one_riser(3));
    world.on_duty("v3");  // cannot do it
    const auto one = world.submit("h1").request_id();
    const auto two = world.submit("h2").request_id();
    ASSERT_EQ(world.hold(two, 600).code(), v1::CODE_OK);
    world.wait(5'000);
    world.submit("h3");
    ASSERT_FALSE(world.request(two).incident_id().empty());
    ASSERT_FALSE(world.request(two).has_hold());
    world.wait(600'000);
    ASSERT_GT(world.request(two).breached_at(), 0);
    EXPECT_NE(world.request(two).breach_cause(), v1::BREACH_CAUSE_HELD) << "it was held for 5 s";
    EXPECT_EQ(world.request(two).breach_cause(), world.request(one).breach_cause());
}

// outages.md: "Only the lead looks for helpers".
TEST(RareEstate, APausedRequestDoesNotLead) {
    World world(one_riser(3));
    for (const char* v : {"v1", "v2"}) world.on_duty(v);
    const auto one = world.submit("h1").request_id();
    ASSERT_EQ(by_k1(world, pause_of(one, 604'800)).code(), v1::CODE_OK);
    const auto two = world.submit("h2").request_id();
    world.wait(31'000);
    ASSERT_FALSE(world.request(two).offers().empty());
    const auto three = world.submit("h3").request_id();
    ASSERT_FALSE(incident_id(world).empty());
    world.wait(300'000);
    unsigned asked = 0;
    for (const auto& id : {one, two, three}) {
        for (const auto& o : world.request(id).offers()) {
            asked += o.opened_at() > world.now() - 300'000;
        }
    }
    EXPECT_GT(asked, 0u) << "two doors wait on a running clock, two plumbers are free";
}

TEST(RareEstate, AHeldRequestDoesNotLead) {
    World world(one_riser(3));
    for (const char* v : {"v1", "v2"}) world.on_duty(v);
    const auto one = world.submit("h1").request_id();
    ASSERT_EQ(world.hold(one, 7200).code(), v1::CODE_OK);
    const auto two = world.submit("h2").request_id();
    world.wait(31'000);
    const auto three = world.submit("h3").request_id();
    ASSERT_FALSE(incident_id(world).empty());
    const Time folded = world.now();
    world.wait(300'000);
    unsigned asked = 0;
    for (const auto& id : {one, two, three}) {
        for (const auto& o : world.request(id).offers()) asked += o.opened_at() >= folded;
    }
    EXPECT_GT(asked, 0u) << "only h1 was held";
}

// safety-and-clock.md: the coordinators are alarmed (PAUSE_OBJECTED), contact after contact, until
// one of them acknowledges. incidents.hpp: what outlasts help rings at this door.
TEST(RareEstate, AnObjectionRingsOnWhenItsRequestIsFolded) {
    World world(one_riser(3));
    const auto one = world.submit("h1").request_id();  // nobody: alarmed
    ASSERT_TRUE(world.request(one).has_alarm());
    const auto two = world.submit("h2").request_id();
    ASSERT_EQ(by_k1(world, pause_of(two, 3600)).code(), v1::CODE_OK);
    ASSERT_EQ(world.ask(World::resident("h2"), object_of(two)).code(), v1::CODE_OK);
    ASSERT_EQ(world.request(two).alarm().reason(), v1::ALARM_REASON_PAUSE_OBJECTED);
    world.submit("h3");
    ASSERT_FALSE(world.request(two).incident_id().empty());
    bool rings = false;
    for (const auto& id : {one, two}) {
        const auto& alarm = world.request(id).alarm();
        rings |= alarm.reason() == v1::ALARM_REASON_PAUSE_OBJECTED && alarm.next_contact_at() > 0;
    }
    EXPECT_TRUE(rings) << "nobody has acknowledged it";
}

// safety-and-clock.md: a pause ends "with the first arrival"; outages.md: "the same tap stops it".
TEST(RareEstate, AnArrivalAtTheLeadEndsEverybodysPause) {
    World world(one_riser(2));
    for (const char* v : {"v1", "v2"}) world.on_duty(v);
    const auto one = world.submit("h1").request_id();
    const auto two = world.submit("h2").request_id();
    ASSERT_FALSE(world.request(two).incident_id().empty());
    ASSERT_EQ(by_k1(world, pause_of(two, 604'800)).code(), v1::CODE_OK);
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", one)).code(), v1::CODE_OK);
    ASSERT_EQ(world.progress("v1", one, v1::VISIT_STATE_ARRIVED).code(), v1::CODE_OK);
    ASSERT_GT(world.request(two).arrived_at(), 0);
    EXPECT_GT(world.request(two).pauses(0).ended_at(), 0);
}

// safety-and-clock.md: "A breach that has happened stays: a pause heals nothing."
TEST(RareEstate, APauseHealsNoTradesBreachThatAnOutageHid) {
    World world(safe_estate());
    world.on_duty("s1");
    const auto id = world.submit("h1", "electrical").request_id();
    world.assign(id, "s1");
    world.progress("s1", id, v1::VISIT_STATE_ARRIVED);
    v1::Command c;
    c.mutable_call_trade()->set_request_id(id);
    ASSERT_EQ(by_k1(world, c).code(), v1::CODE_OK);
    const Time due = world.request(id).trade().due_at();
    // Nobody decided for two hours: the pause is applied before the timers.
    world.send_after(7'200'000, World::coordinator("k1"), pause_of(id, 3600));
    world.wait(10'000'000);
    EXPECT_EQ(world.request(id).trade().breached_at(), due);
}

// roster.md: "At its beginning the volunteer comes on duty"; "after an outage the roster is made up
// for as of now". Commands are applied before the timers of their batch.
TEST(RareEstate, AShiftBeganBeforeSomebodyElsesSwitch) {
    v1::EstateConfig config = small_estate();
    add_shift(config, "v1", 9, 12);
    World world(config);
    world.wait(kWednesday + 9 * kHour - 10'000 - world.now());
    v1::Command c;
    c.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
    world.send_after(20'000, World::helper("v2"), c);  // nobody decided at nine
    world.wait(3'600'000);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY) << "since nine";
}

TEST(RareEstate, AShiftEndedBeforeSomebodyElsesSwitch) {
    v1::EstateConfig config = small_estate();
    add_shift(config, "v1", 9, 12);
    World world(config);
    world.wait(kWednesday + 12 * kHour - 10'000 - world.now());
    ASSERT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY);
    v1::Command c;
    c.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
    world.send_after(20'000, World::helper("v2"), c);
    world.wait(60'000);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF) << "since noon";
}

// roster.md: "an agreed swap only by a coordinator, since somebody counts on it".
TEST(RareEstate, LeaveOfAPartThatCameBackKeepsTheAgreedSwap) {
    v1::EstateConfig config = small_estate();
    add_shift(config, "v1", 9, 12);
    World world(config);
    const Time nine = kWednesday + 9 * kHour;
    const auto swap = change(world, "v1", v1::SHIFT_CHANGE_KIND_SWAP, nine, nine + 3 * kHour);
    ASSERT_EQ(swap.code(), v1::CODE_OK) << swap.field();
    ASSERT_EQ(answer(world, "v2", swap.id(), v1::SHIFT_CHANGE_STATE_AGREED).code(), v1::CODE_OK);
    // v1 takes the first hour back after all.
    const auto back = change(world, "v2", v1::SHIFT_CHANGE_KIND_SWAP, nine, nine + kHour);
    ASSERT_EQ(answer(world, "v1", back.id(), v1::SHIFT_CHANGE_STATE_AGREED).code(), v1::CODE_OK);
    // and asks for leave of it.
    change(world, "v1", v1::SHIFT_CHANGE_KIND_LEAVE, nine, nine + kHour);
    world.wait(nine + kHour + kMinute - world.now());
    EXPECT_EQ(world.volunteer("v2").duty(), v1::DUTY_ON_DUTY) << "v2's from 10 to 12";
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
}

// roster.md: "nobody is on the roster twice".
TEST(RareEstate, LeaveTakenBackPutsNobodyOnTheRosterTwice) {
    v1::EstateConfig config = small_estate();
    add_shift(config, "v1", 9, 12);
    add_shift(config, "v2", 9, 12);
    World world(config);
    const Time nine = kWednesday + 9 * kHour;
    const auto leave = change(world, "v1", v1::SHIFT_CHANGE_KIND_LEAVE, nine, nine + 3 * kHour);
    ASSERT_EQ(leave.code(), v1::CODE_OK);
    const auto swap = change(world, "v2", v1::SHIFT_CHANGE_KIND_SWAP, nine, nine + 3 * kHour);
    ASSERT_EQ(answer(world, "v1", swap.id(), v1::SHIFT_CHANGE_STATE_AGREED).code(), v1::CODE_OK);
    EXPECT_EQ(answer(world, "v1", leave.id(), v1::SHIFT_CHANGE_STATE_WITHDRAWN).code(),
              v1::CODE_WRONG_STATE)
        << "v1 stands for two shifts, and the station counts on both";
}

// roster.md: "duty minutes: time on duty when it ends".
TEST(RareEstate, DutyOfWhoIsTakenOffTheEstateIsBooked) {
    v1::EstateConfig config = small_estate();
    World world(config);
    world.on_duty("v3");
    world.wait(3'600'000);
    config.mutable_volunteers()->DeleteSubrange(2, 1);
    ASSERT_EQ(world.configure(config).code(), v1::CODE_OK);
    unsigned minutes = 0;
    for (const auto& entity : world.machine().entities()) {
        for (const auto& person : entity.ledger().people()) minutes += person.duty_minutes();
    }
    EXPECT_EQ(minutes, 60u);
}

// Who comes on duty is told only of what they may be asked for.
TEST(RareEstate, WhoComesOnDutyHearsOfWhatTheyMayBeSentTo) {
    World world;
    world.submit("h1");  // needs plumbing
    world.submit("h5", "lost_found");
    world.on_duty("v3");  // has not
    EXPECT_EQ(world.volunteer("v3").waiting(), 1u);
    world.on_duty("v1");
    EXPECT_EQ(world.volunteer("v1").waiting(), 2u);
}

// outages.md: unfolded "as though it had never been folded"; what is reopened "is a matter of this
// door".
TEST(RareEstate, ALeadTakenOutGivesBackTheNeedOfTheOthers) {
    v1::EstateConfig config = one_riser(2);
    v1::Option& burst = ask_how_bad(config);
    burst.set_urgency(v1::URGENCY_URGENT);
    burst.set_headcount(2);
    World world(config);
    world.on_duty("v1");
    const auto lead = world.submit("h1").request_id();
    world.ask(World::resident("h2"), submit_answering("water", "how", "burst"));
    ASSERT_EQ(by_k1(world, unfold_of(lead)).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(lead).urgency(), v1::URGENCY_NORMAL);
    EXPECT_EQ(world.request(lead).headcount(), 1u);
}

TEST(RareEstate, ALeadTakenOutThatHasItsHelperAsksNobodyMore) {
    v1::EstateConfig config = one_riser(2);
    ask_how_bad(config).set_headcount(2);
    World world(config);
    world.on_duty("v1");
    world.on_duty("v2");
    const auto lead = world.submit("h1").request_id();
    world.ask(World::resident("h2"), submit_answering("water", "how", "burst"));
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", lead)).code(), v1::CODE_OK);
    ASSERT_FALSE(world.offer_of("v2", lead).empty()) << "two are to come";
    ASSERT_EQ(by_k1(world, unfold_of(lead)).code(), v1::CODE_OK);
    EXPECT_TRUE(world.offer_of("v2", lead).empty());
}

}  // namespace
}  // namespace circle::core::testing
