// Targets of categories, pauses, and the clock of the licensed trade.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatcher/core/local_time.hpp"
#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using ::testing::Contains;
using testing::facts;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::safe_estate;
using testing::World;

v1::Command pause(const std::string& request, unsigned seconds,
                  const std::string& text = "等阀门") {
    v1::Command c;
    c.mutable_pause_clock()->set_request_id(request);
    c.mutable_pause_clock()->set_reason(v1::PAUSE_REASON_PART);
    c.mutable_pause_clock()->set_seconds(seconds);
    c.mutable_pause_clock()->set_text(text);
    return c;
}

v1::Command resume(const std::string& request) {
    v1::Command c;
    c.mutable_resume_clock()->set_request_id(request);
    return c;
}

v1::Command object(const std::string& request) {
    v1::Command c;
    c.mutable_object_pause()->set_request_id(request);
    return c;
}

v1::Command call(const std::string& request) {
    v1::Command c;
    c.mutable_call_trade()->set_request_id(request);
    c.mutable_call_trade()->set_text("总闸烧了");
    return c;
}

v1::Command trade(const std::string& request, bool done) {
    v1::Command c;
    c.mutable_progress_trade()->set_request_id(request);
    c.mutable_progress_trade()->set_done(done);
    return c;
}

v1::Command acknowledge(const std::string& request) {
    v1::Command c;
    c.mutable_acknowledge_alarm()->set_request_id(request);
    return c;
}

v1::Outcome by_k1(World& world, const v1::Command& command) {
    return world.ask(World::coordinator("k1"), command);
}

// s1, who holds the licence, is at the door of h1.
std::string at_the_door(World& world) {
    world.on_duty("s1");
    const auto id = world.submit("h1", "electrical").request_id();
    EXPECT_EQ(world.assign(id, "s1").code(), v1::CODE_OK);
    EXPECT_EQ(world.progress("s1", id, v1::VISIT_STATE_ARRIVED).code(), v1::CODE_OK);
    return id;
}

// ---- target ----

TEST(Target, OfTheCategoryOrThePolicy) {
    World world(safe_estate());
    const auto own = world.request(world.submit("h1", "electrical").request_id());
    EXPECT_EQ(own.sla_s(), 1200u);
    EXPECT_EQ(own.sla_due_at() - own.clock_from(), 1'200'000);
    const auto other = world.request(world.submit("h1").request_id());
    EXPECT_EQ(other.sla_s(), 600u);
    EXPECT_EQ(other.sla_due_at() - other.clock_from(), 600'000);
}

// ---- pause ----

TEST(Pause, MovesEveryDueTimeByItsLength) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    const v1::Request before = world.request(id);
    world.wait(10'000);
    ASSERT_EQ(by_k1(world, pause(id, 300)).code(), v1::CODE_OK);
    EXPECT_THAT(facts(world.wait(299'000)), IsEmpty()) << "neither breach nor alarm nor rung";
    EXPECT_THAT(facts(world.wait(2'000)), Contains("CLOCK_RESUMED due"));
    const v1::Request& after = world.request(id);
    EXPECT_EQ(after.sla_due_at(), before.sla_due_at() + 300'000);
    EXPECT_EQ(after.pauses(0).ended_at(), after.pauses(0).until());
    EXPECT_GE(after.review_at(), before.review_at() + 300'000);
}

TEST(Pause, MovesRungAndAlarm) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    const v1::Request before = world.request(id);
    by_k1(world, pause(id, 3'600));
    world.wait(10'000);
    EXPECT_EQ(by_k1(world, resume(id)).code(), v1::CODE_OK);
    const Time length = world.request(id).pauses(0).ended_at() - world.request(id).pauses(0).from();
    EXPECT_EQ(world.request(id).rung_due_at(), before.rung_due_at() + length);
    EXPECT_EQ(world.request(id).alarm_due_at(), before.alarm_due_at() + length);
}

TEST(Pause, PausedTimeNeverCounts) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    Time ran = 0;
    for (int i = 0; i < 5; ++i) {
        ran += kMinute;
        world.wait(kMinute);
        by_k1(world, pause(id, 900));
        world.wait(900'000);
    }
    EXPECT_EQ(world.request(id).breached_at(), 0) << ran << " ms have run";
    const auto& r = world.request(id);
    Time paused = 0;
    for (const auto& p : r.pauses()) paused += p.ended_at() - p.from();
    EXPECT_EQ(r.sla_due_at(), r.clock_from() + 600'000 + paused);
    world.wait(r.sla_due_at() - world.now());
    EXPECT_EQ(world.request(id).breached_at(), world.request(id).sla_due_at());
}

TEST(Pause, AsksNobodyAndAsksAgainAfterwards) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    ASSERT_NE(world.offer_of("v1", id), "");
    const Effects paused = world.send(World::coordinator("k1"), pause(id, 600));
    EXPECT_THAT(facts(paused), Contains("OFFER_ENDED v1 WITHDRAWN"));
    world.on_duty("v4");
    world.wait(300'000);
    EXPECT_EQ(world.offer_of("v1", id), "");
    world.wait(301'000);
    EXPECT_NE(world.offer_of("v1", id), "");
}

TEST(Pause, IsOverWhenSomebodyArrives) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    const Time promised = world.request(id).visits(0).promised_at();
    by_k1(world, pause(id, 3'600));
    world.wait(1'800'000);
    EXPECT_EQ(world.request(id).visits(0).state(), v1::VISIT_STATE_ACCEPTED) << "not missed";
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    const auto& r = world.request(id);
    EXPECT_EQ(r.breached_at(), 0);
    EXPECT_EQ(r.pauses(0).ended_at(), r.arrived_at());
    EXPECT_GE(r.visits(0).promised_at(), promised + 1'800'000);
}

TEST(Pause, EndsWithTheRequest) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    by_k1(world, pause(id, 3'600));
    world.wait(2'000'000);
    ASSERT_EQ(world.cancel("h1", id).code(), v1::CODE_OK);
    EXPECT_GT(world.request(id).pauses(0).ended_at(), 0);
    EXPECT_EQ(world.request(id).breached_at(), 0);
}

TEST(Pause, ASecondOneTakesTheFirstOnesPlace) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    by_k1(world, pause(id, 600));
    world.wait(60'000);
    ASSERT_EQ(by_k1(world, pause(id, 7'200)).code(), v1::CODE_OK);
    ASSERT_EQ(world.request(id).pauses_size(), 2);
    EXPECT_EQ(world.request(id).pauses(0).ended_at(), world.request(id).pauses(1).from());
}

TEST(Pause, TakesAHoldsPlaceAndHasNoneBeside) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    ASSERT_EQ(world.hold(id, 600).code(), v1::CODE_OK);
    const Effects effects = world.send(World::coordinator("k1"), pause(id, 600));
    EXPECT_THAT(facts(effects), Contains("REQUEST_RELEASED"));
    EXPECT_FALSE(world.request(id).has_hold());
    EXPECT_EQ(world.hold(id, 600).code(), v1::CODE_WRONG_STATE);
}

TEST(Pause, OpeningTheNextRungEndsIt) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    by_k1(world, pause(id, 600));
    ASSERT_EQ(world.escalate(id).code(), v1::CODE_OK);
    EXPECT_GT(world.request(id).pauses(0).ended_at(), 0);
    EXPECT_NE(world.offer_of("v1", id), "");
}

TEST(Pause, NamesTheFieldThatDoesNotFit) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    EXPECT_EQ(by_k1(world, pause("nonsense", 600)).field(), "pause_clock.request_id");
    EXPECT_EQ(by_k1(world, pause(id, 59)).field(), "pause_clock.seconds");
    EXPECT_EQ(by_k1(world, pause(id, 604'801)).field(), "pause_clock.seconds");
    EXPECT_EQ(by_k1(world, pause(id, 60, std::string(201, 'x'))).field(), "pause_clock.text");
    v1::Command no_reason = pause(id, 60);
    no_reason.mutable_pause_clock()->clear_reason();
    EXPECT_EQ(by_k1(world, no_reason).field(), "pause_clock.reason");
}

TEST(Pause, NotWhenSomebodyIsAtTheDoor) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    EXPECT_EQ(by_k1(world, pause(id, 600)).code(), v1::CODE_WRONG_STATE);
    EXPECT_EQ(by_k1(world, resume(id)).repeat(), true) << "nothing is paused";
}

TEST(Pause, OfABreachedRequestHealsNothing) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    world.wait(700'000);
    const Time mark = world.request(id).breached_at();
    const Time due = world.request(id).sla_due_at();
    ASSERT_EQ(by_k1(world, pause(id, 600)).code(), v1::CODE_OK);
    world.wait(700'000);
    EXPECT_EQ(world.request(id).breached_at(), mark);
    EXPECT_EQ(world.request(id).sla_due_at(), due);
}

TEST(Pause, GoesOnFromItsEndThoughNobodyDecidedThen) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    by_k1(world, pause(id, 300));
    const Time until = world.request(id).pauses(0).until();
    world.outage(500'000);
    EXPECT_EQ(world.request(id).pauses(0).ended_at(), until);
}

// ---- objection ----

TEST(Objection, AlarmsAndEndsNothing) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    by_k1(world, pause(id, 3'600));
    EXPECT_EQ(world.ask(World::resident("h2"), object(id)).code(), v1::CODE_NOT_FOUND);
    ASSERT_EQ(world.ask(World::resident("h1"), object(id)).code(), v1::CODE_OK);
    EXPECT_TRUE(world.ask(World::resident("h1"), object(id)).repeat());
    EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_PAUSE_OBJECTED);
    EXPECT_EQ(world.request(id).pauses(0).ended_at(), 0);
    EXPECT_THAT(facts(world.wait(61'000)), Contains("ALARM_ESCALATED PAUSE_OBJECTED"));
    EXPECT_EQ(world.request(id).pauses(0).ended_at(), 0);
}

TEST(Objection, OnlyToWhatIsPaused) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    EXPECT_EQ(world.ask(World::resident("h1"), object(id)).code(), v1::CODE_WRONG_STATE);
}

// ---- trade ----

TEST(Trade, IsCalledFromTheDoorAndHasItsOwnClock) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    ASSERT_EQ(world.ask(World::helper("s1"), call(id)).code(), v1::CODE_OK);
    const auto& trade = world.request(id).trade();
    EXPECT_EQ(trade.name(), "电工");
    EXPECT_EQ(trade.due_at() - trade.called_at(), 3'600'000);
    EXPECT_TRUE(world.ask(World::helper("s1"), call(id)).repeat());
}

TEST(Trade, WhoIsToCallItIsAlarmedUntilThatIsSettled) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_TRADE_WANTED);
    EXPECT_GT(world.request(id).alarm().next_contact_at(), 0);
    world.progress("s1", id, v1::VISIT_STATE_DONE);
    EXPECT_TRUE(world.request(id).has_alarm()) << "they have left, nobody has called";
    by_k1(world, call(id));
    EXPECT_EQ(world.request(id).alarm().next_contact_at(), 0);

    World own(safe_estate());
    const auto there = at_the_door(own);
    own.ask(World::helper("s1"), call(there));
    own.ask(World::helper("s1"), trade(there, false));
    EXPECT_FALSE(own.request(there).has_alarm()) << "the trade is there";

    World station(safe_estate());
    const auto other = at_the_door(station);
    by_k1(station, call(other));
    EXPECT_FALSE(station.request(other).has_alarm()) << "they have called it themselves";
}

TEST(Trade, IsWantedUntilACoordinatorHasCalled) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    EXPECT_TRUE(world.request(id).trade().wanted());
    by_k1(world, pause(id, 600));
    EXPECT_EQ(world.request(id).alarm().acknowledged_at(), 0) << "a pause is no call";
    by_k1(world, resume(id));
    const Time due = world.request(id).trade().due_at();
    world.wait(60'000);
    const auto called = by_k1(world, call(id));
    EXPECT_EQ(called.code(), v1::CODE_OK);
    EXPECT_FALSE(called.repeat());
    EXPECT_FALSE(world.request(id).trade().wanted());
    EXPECT_GT(world.request(id).alarm().acknowledged_at(), 0);
    EXPECT_EQ(world.request(id).trade().due_at(), due) << "from when it was asked for";
    EXPECT_TRUE(by_k1(world, call(id)).repeat());
}

TEST(Trade, RingsAgainWhereAnotherAlarmWasAcknowledged) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    world.wait(3'600'000);
    ASSERT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_TRADE_BREACHED);
    by_k1(world, acknowledge(id));
    EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_TRADE_WANTED);
    EXPECT_EQ(world.request(id).alarm().acknowledged_at(), 0);
    // Meant for the breach, too, which a colleague has just acknowledged.
    const auto late = world.ask(World::coordinator("k2"), acknowledge(id));
    EXPECT_EQ(late.code(), v1::CODE_WRONG_STATE);
    EXPECT_TRUE(world.request(id).trade().wanted()) << "nobody has called";
    EXPECT_EQ(world.request(id).alarm().acknowledged_at(), 0);
    by_k1(world, call(id));
    EXPECT_FALSE(world.request(id).trade().wanted());
    EXPECT_GT(world.request(id).alarm().acknowledged_at(), 0);
}

TEST(Trade, WhateverIsDoneAboutAnotherAlarmLeavesTheCallToBeMade) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    const auto still_wanted = [&] {
        const v1::Alarm& alarm = world.request(id).alarm();
        return alarm.reason() == v1::ALARM_REASON_TRADE_WANTED && alarm.acknowledged_at() == 0 &&
               alarm.next_contact_at() > 0;
    };
    by_k1(world, pause(id, 600));
    world.ask(World::resident("h1"), object(id));
    ASSERT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_PAUSE_OBJECTED);
    by_k1(world, resume(id));
    EXPECT_TRUE(still_wanted()) << "the pause is over, nobody has called";
    world.wait(world.request(id).trade().due_at() - world.now());
    ASSERT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_TRADE_BREACHED);
    by_k1(world, pause(id, 600));
    EXPECT_TRUE(still_wanted()) << "the breach is known, nobody has called";
    by_k1(world, trade(id, false));
    EXPECT_FALSE(world.request(id).has_alarm()) << "it is there";
}

TEST(Trade, WhoHasCalledHasTakenNoticeOfTheBreachToo) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    world.wait(3'600'000);
    ASSERT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_TRADE_BREACHED);
    by_k1(world, call(id));
    EXPECT_FALSE(world.request(id).trade().wanted());
    EXPECT_GT(world.request(id).alarm().acknowledged_at(), 0);
}

TEST(Trade, NobodyIsAlarmedForLackOfNewsBeforeItsMark) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    world.progress("s1", id, v1::VISIT_STATE_DONE);
    by_k1(world, call(id));
    const Time due = world.request(id).trade().due_at();
    EXPECT_THAT(facts(world.wait(due - world.now() - 1'000)),
                Not(Contains(::testing::HasSubstr("ALARM_RAISED"))));
    EXPECT_GT(world.request(id).review_at(), due);
}

TEST(Trade, KeepsTheRequestOpenWhenTheHelperLeaves) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    by_k1(world, call(id));
    ASSERT_EQ(world.progress("s1", id, v1::VISIT_STATE_DONE).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
    EXPECT_EQ(world.cancel("h1", id).code(), v1::CODE_WRONG_STATE);
    EXPECT_THAT(facts(world.wait(3'500'000)), IsEmpty()) << "no news until its mark";
    ASSERT_EQ(by_k1(world, trade(id, false)).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
    ASSERT_EQ(by_k1(world, trade(id, true)).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
    EXPECT_EQ(world.request(id).trade().breached_at(), 0);
}

TEST(Trade, TheHouseholdMaySayThatItIsSolved) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    world.progress("s1", id, v1::VISIT_STATE_DONE);
    v1::Command solved;
    solved.mutable_resolve_request()->set_request_id(id);
    EXPECT_EQ(world.ask(World::resident("h1"), solved).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
}

TEST(Trade, DoneWhileTheHelperIsThereLeavesTheEndToThem) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    ASSERT_EQ(world.ask(World::helper("s1"), trade(id, true)).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
    world.progress("s1", id, v1::VISIT_STATE_DONE);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
}

TEST(Trade, LateIsAlarmed) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    world.progress("s1", id, v1::VISIT_STATE_DONE);
    const auto late = facts(world.wait(3'600'000));
    EXPECT_THAT(late, Contains("TRADE_BREACHED 电工"));
    EXPECT_THAT(late, Contains("ALARM_RAISED TRADE_BREACHED"));
    EXPECT_EQ(world.request(id).trade().breached_at(), world.request(id).trade().due_at());
}

TEST(Trade, APauseMovesItsMark) {
    World world(safe_estate());
    const auto id = at_the_door(world);
    world.ask(World::helper("s1"), call(id));
    const Time due = world.request(id).trade().due_at();
    world.progress("s1", id, v1::VISIT_STATE_DONE);
    ASSERT_EQ(by_k1(world, pause(id, 86'400)).code(), v1::CODE_OK);
    EXPECT_THAT(facts(world.wait(86'000'000)), Not(Contains("TRADE_BREACHED 电工")));
    world.wait(401'000);
    EXPECT_EQ(world.request(id).trade().due_at(), due + 86'400'000);
    EXPECT_EQ(world.request(id).trade().breached_at(), 0);
}

TEST(Trade, IsCalledOnlyWhereThereIsOneAndByWhoIsThere) {
    World world(safe_estate());
    const auto water = world.submit("h1").request_id();
    EXPECT_EQ(by_k1(world, call(water)).code(), v1::CODE_WRONG_STATE) << "no trade";
    world.on_duty("s1");
    const auto id = world.submit("h3", "electrical").request_id();
    world.assign(id, "s1");
    EXPECT_EQ(world.ask(World::helper("s1"), call(id)).code(), v1::CODE_WRONG_STATE)
        << "not at the door";
    EXPECT_EQ(world.ask(World::helper("v3"), call(id)).code(), v1::CODE_NOT_FOUND);
    EXPECT_EQ(by_k1(world, trade(id, false)).code(), v1::CODE_WRONG_STATE) << "not called";
    EXPECT_EQ(by_k1(world, call(id)).code(), v1::CODE_OK) << "a coordinator may, at any time";
}

}  // namespace
}  // namespace circle::core
