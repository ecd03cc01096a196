// The request's life, stepped effect by effect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using ::testing::ElementsAre;
using testing::facts;
using ::testing::IsEmpty;
using testing::World;

v1::Command submit_body(const std::string& category) {
    v1::Command c;
    c.mutable_submit_request()->set_category(category);
    return c;
}

v1::Command accept_body(const std::string& offer) {
    v1::Command c;
    c.mutable_accept_offer()->set_offer_id(offer);
    return c;
}

v1::Command decline_body(const std::string& offer) {
    v1::Command c;
    c.mutable_decline_offer()->set_offer_id(offer);
    return c;
}

TEST(Story, FromTapToDone) {
    World world;
    for (const char* v : {"v1", "v2", "v3"}) world.on_duty(v);
    const Effects tap = world.send(World::resident("h3"), submit_body("lost_found"));
    EXPECT_THAT(facts(tap), ElementsAre("REQUEST_SUBMITTED", "WAVE_OPENED v2 wave.nearest"));
    ASSERT_EQ(tap.outcomes.size(), 1u);
    const std::string id = tap.outcomes[0].outcome().request_id();
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_OFFERING);
    EXPECT_EQ(world.request(id).number(), 1u);
    EXPECT_EQ(tap.events[0].images_size(), 0) << "one image, in the last event that touched it";
    EXPECT_EQ(tap.events[1].images_size(), 1);
    world.show("v2", world.offer_of("v2", id));
    EXPECT_THAT(facts(world.wait(30'000)),
                ElementsAre("RUNG_OPENED ESTATE due", "WAVE_OPENED v1 v3 rung.estate"));

    const std::string offer = world.offer_of("v2", id);
    const Effects yes = world.send(World::helper("v2"), accept_body(offer));
    EXPECT_THAT(facts(yes), ElementsAre("VISIT_ACCEPTED v2", "OFFER_ENDED v1 v3 TAKEN"));
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ASSIGNED);

    world.progress("v2", id, v1::VISIT_STATE_ON_THE_WAY);
    world.progress("v2", id, v1::VISIT_STATE_ARRIVED);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
    EXPECT_EQ(world.request(id).arrived_at(), world.now());
    world.progress("v2", id, v1::VISIT_STATE_DONE);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
    EXPECT_EQ(world.request(id).end_reason(), "done");
}

TEST(Story, EventNumbersHaveNoGaps) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.cancel("h1", id);
    std::uint64_t expected = 0;
    for (const Effects& effects : world.history()) {
        for (const auto& event : effects.events) EXPECT_EQ(event.number(), ++expected);
    }
    EXPECT_GT(expected, 4u);
}

TEST(Accept, SecondIsToldTaken) {
    World world;
    world.on_duty("v1");
    world.on_duty("v2");
    const auto id = world.submit_widely("h1");
    const auto late = world.offer_of("v2", id);
    EXPECT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    const auto outcome = world.accept("v2", late);
    EXPECT_EQ(outcome.code(), v1::CODE_TAKEN);
    EXPECT_EQ(outcome.winner(), "志愿者1");
    EXPECT_EQ(world.request(id).visits_size(), 1);
}

TEST(Accept, WinnerMayTapTwice) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    const auto offer = world.offer_of("v1", id);
    EXPECT_FALSE(world.accept("v1", offer).repeat());
    const auto again = world.accept("v1", offer);
    EXPECT_EQ(again.code(), v1::CODE_OK);
    EXPECT_TRUE(again.repeat());
    EXPECT_EQ(world.request(id).visits_size(), 1);
}

TEST(Accept, TimedOutOfferStillWinsWhileNobodyHas) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    const auto offer = world.offer_of("v1", id);
    world.show("v1", offer);
    world.wait(60'000);
    EXPECT_EQ(world.request(id).offers(0).outcome(), v1::OFFER_OUTCOME_TIMED_OUT);
    EXPECT_EQ(world.accept("v1", offer).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).offers(0).outcome(), v1::OFFER_OUTCOME_ACCEPTED);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ASSIGNED);
}

TEST(Accept, OthersOffersAreNotFound) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    EXPECT_EQ(world.accept("v2", world.offer_of("v1", id)).code(), v1::CODE_NOT_FOUND);
    EXPECT_EQ(world.accept("v1", "nonsense").code(), v1::CODE_NOT_FOUND);
}

TEST(Accept, TakesTheVolunteersOtherOffersBack) {
    World world;
    world.on_duty("v1");
    const auto first = world.submit("h1").request_id();
    const auto second = world.submit("h2").request_id();
    const auto kept = world.offer_of("v1", second);
    const Effects yes = world.send(World::helper("v1"), accept_body(world.offer_of("v1", first)));
    EXPECT_THAT(
        facts(yes),
        ElementsAre("VISIT_ACCEPTED v1", "OFFER_ENDED v1 WITHDRAWN", "RUNG_OPENED ESTATE exhausted",
                    "RUNG_OPENED STAFF exhausted", "ALARM_RAISED NOBODY_AVAILABLE nobody"));
    EXPECT_EQ(world.accept("v1", kept).code(), v1::CODE_OFFER_ENDED);
}

TEST(Decline, IsReplacedAtOnceAndNeverAskedAgain) {
    World world;
    for (const char* v : {"v1", "v2", "v3", "v4"}) world.on_duty(v);
    const auto id = world.submit_widely("h5", "lost_found");  // building 3: v3, v2, then v1|v4
    const auto offer = world.offer_of("v3", id);
    const Effects no = world.send(World::helper("v3"), decline_body(offer));
    ASSERT_EQ(no.events.size(), 2u);
    EXPECT_EQ(facts(no)[0], "OFFER_ENDED v3 DECLINED");
    EXPECT_EQ(no.events[1].fact().why().rule(), "replace.declined");
    EXPECT_EQ(no.events[1].fact().volunteer_ids_size(), 1);
    world.wait(3'600'000);
    for (int i = 1; i < world.request(id).offers_size(); ++i) {
        const auto& later = world.request(id).offers(i);
        const bool after = later.opened_at() > no.events[0].fact().now();
        EXPECT_FALSE(after && later.volunteer_id() == "v3");
    }
}

TEST(Offer, NotShownInFiveSecondsIsUnreachableAndReplaced) {
    World world;
    world.on_duty("v1");
    world.on_duty("v2");
    const auto id = world.submit_widely("h1");
    world.show("v1", world.offer_of("v1", id));
    const Effects later = world.wait(5'000);
    EXPECT_THAT(facts(later), ElementsAre("OFFER_ENDED v2 UNREACHABLE"));
    EXPECT_NE(world.offer_of("v1", id), "");
}

TEST(Offer, TimesOutAndIsAskedAgainAfterAPauseAtMostThreeTimes) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    for (int round = 0; round < 12; ++round) {
        const auto offer = world.offer_of("v1", id);
        if (!offer.empty()) world.show("v1", offer);
        world.wait(60'000);
    }
    EXPECT_EQ(world.request(id).offers_size(), 3);
    for (const auto& offer : world.request(id).offers()) {
        EXPECT_EQ(offer.outcome(), v1::OFFER_OUTCOME_TIMED_OUT);
    }
}

TEST(Cancel, WithinSecondsIsAnUndo) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    const auto offer = world.offer_of("v1", id);
    EXPECT_EQ(world.cancel("h1", id).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).end_reason(), "undo");
    EXPECT_EQ(world.request(id).offers(0).outcome(), v1::OFFER_OUTCOME_WITHDRAWN);
    EXPECT_EQ(world.accept("v1", offer).code(), v1::CODE_OFFER_ENDED);
    EXPECT_TRUE(world.cancel("h1", id).repeat());
    EXPECT_EQ(world.cancel("h2", id).code(), v1::CODE_NOT_FOUND);
}

TEST(Cancel, NotAfterArrival) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    EXPECT_EQ(world.cancel("h1", id).code(), v1::CODE_WRONG_STATE);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
}

TEST(Abort, OpensOffersAgainWithTheClockRunning) {
    World world;
    world.on_duty("v1");
    world.on_duty("v2");
    const auto id = world.submit_widely("h1");
    const Time due = world.request(id).sla_due_at();
    world.accept("v1", world.offer_of("v1", id));
    EXPECT_EQ(world.abort("v1", id).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).sla_due_at(), due);
    EXPECT_EQ(world.offer_of("v1", id), "") << "who gave up is not asked again";
    EXPECT_NE(world.offer_of("v2", id), "") << "who was told taken is asked again at once";
}

TEST(Submit, SecondTapShowsTheFirst) {
    World world;
    const auto first = world.submit("h1");
    const auto second = world.submit("h1");
    EXPECT_EQ(second.request_id(), first.request_id());
    EXPECT_TRUE(second.repeat());
    EXPECT_NE(world.submit("h1", "lost_found").request_id(), first.request_id());
}

TEST(Submit, SameKeyGivesTheSameOutcome) {
    World world;
    const auto first = world.ask(World::resident("h1"), submit_body("water"), "tap");
    world.cancel("h1", first.request_id());
    const auto again = world.ask(World::resident("h1"), submit_body("water"), "tap");
    EXPECT_EQ(again.request_id(), first.request_id());
    EXPECT_EQ(again.code(), first.code());
    EXPECT_TRUE(again.repeat());
    EXPECT_NE(again.command_id(), first.command_id());
}

TEST(Submit, UnknownCategoryNamesTheField) {
    World world;
    const auto outcome = world.submit("h1", "gas");
    EXPECT_EQ(outcome.code(), v1::CODE_INVALID);
    EXPECT_EQ(outcome.field(), "submit.category");
}

TEST(Submit, WithNobodyOnDutyAlarmsAtOnce) {
    World world;
    const Effects tap = world.send(World::resident("h1"), submit_body("water"));
    EXPECT_THAT(facts(tap),
                ElementsAre("REQUEST_SUBMITTED", "RUNG_OPENED ESTATE empty",
                            "RUNG_OPENED STAFF empty", "ALARM_RAISED NOBODY_AVAILABLE nobody"));
    EXPECT_EQ(tap.events.back().fact().why().off_duty(), 5u) << "why nobody could be asked";
}

TEST(Duty, WhoComesOnDutySeesWaitingRequests) {
    World world;
    const auto id = world.submit("h1").request_id();
    world.on_duty("v3");
    EXPECT_EQ(world.offer_of("v3", id), "") << "no plumber";
    world.on_duty("v2");
    EXPECT_NE(world.offer_of("v2", id), "");
}

TEST(Duty, GoingOffWithdrawsOffersAndKeepsTheVisit) {
    World world;
    world.on_duty("v1");
    const auto first = world.submit("h1").request_id();
    world.off_duty("v1");
    EXPECT_EQ(world.request(first).offers(0).outcome(), v1::OFFER_OUTCOME_WITHDRAWN);
    world.on_duty("v1");
    world.accept("v1", world.offer_of("v1", first));
    world.off_duty("v1");
    EXPECT_EQ(world.request(first).state(), v1::REQUEST_STATE_ASSIGNED);
}

TEST(Alarm, RunsBesideTheOffersAndGoesFromContactToContact) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.show("v1", world.offer_of("v1", id));
    world.wait(65'000);  // timed out: nobody is left for the moment
    EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_NOBODY_AVAILABLE);
    const auto first = world.request(id).alarm().contact();
    world.wait(60'000);
    EXPECT_EQ(world.request(id).alarm().contact(), first + 1);
    v1::Command ack;
    ack.mutable_acknowledge_alarm()->set_request_id(id);
    EXPECT_EQ(world.ask(World::coordinator("k2"), ack).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).alarm().acknowledged_by(), "k2");
    const auto contact = world.request(id).alarm().contact();
    world.wait(120'000);
    EXPECT_EQ(world.request(id).alarm().contact(), contact);
}

TEST(Alarm, NotAcceptedAfterTwoMinutes) {
    World world;
    for (const char* v : {"v1", "v2", "v3", "v4"}) world.on_duty(v);
    const auto id = world.submit("h1", "lost_found").request_id();
    for (int second = 0; second < 121; second += 5) {
        for (const char* v : {"v1", "v2", "v3", "v4"}) {
            const auto offer = world.offer_of(v, id);
            if (!offer.empty()) world.show(v, offer);
        }
        world.wait(5'000);
    }
    EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_NOT_ACCEPTED);
}

TEST(Sla, BreachIsMarkedOnceAndAlarmed) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    EXPECT_FALSE(world.request(id).has_alarm());
    world.wait(600'000);
    EXPECT_EQ(world.request(id).breached_at(), world.request(id).sla_due_at());
    EXPECT_TRUE(world.request(id).has_alarm());
}

TEST(Sla, ArrivalInTimeStopsTheClock) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.wait(1'200'000);
    EXPECT_EQ(world.request(id).breached_at(), 0);
}

TEST(Outage, WhatRanOutMeanwhileCountsAgainstNobody) {
    World world;
    world.on_duty("v1");
    world.on_duty("v2");
    const auto id = world.submit("h1").request_id();
    world.show("v1", world.offer_of("v1", id));
    const Effects back = world.outage(15 * 60'000);
    for (const auto& offer : world.request(id).offers()) {
        EXPECT_NE(offer.outcome(), v1::OFFER_OUTCOME_TIMED_OUT);
        EXPECT_NE(offer.outcome(), v1::OFFER_OUTCOME_UNREACHABLE);
    }
    EXPECT_NE(world.offer_of("v1", id), "") << to_string(back);
    const auto offers = world.request(id).offers();
    EXPECT_GT(offers[offers.size() - 1].expires_at(), world.now()) << "windows start now";
}

TEST(Position, FreshOneBeatsHomeAndAgesOut) {
    World world;
    v1::Command here;
    here.mutable_set_position()->mutable_position()->set_lat(31.2);
    here.mutable_set_position()->mutable_position()->set_lon(121.4 + 0.00105 * 3);
    world.on_duty("v1");
    world.on_duty("v2");
    EXPECT_EQ(world.ask(World::helper("v1"), here).code(), v1::CODE_OK);
    const auto id = world.submit("h5").request_id();
    EXPECT_EQ(world.request(id).offers(0).volunteer_id(), "v1") << "stands in building 3 now";
    world.cancel("h5", id);
    world.wait(1'800'001);
    const auto later = world.submit("h5").request_id();
    EXPECT_EQ(world.request(later).offers(0).volunteer_id(), "v2") << "v1 counts as at home again";
}

TEST(Permission, RolesStayInTheirPlace) {
    World world;
    EXPECT_EQ(world.ask(World::helper("v1"), submit_body("water")).code(), v1::CODE_FORBIDDEN);
    EXPECT_EQ(world.ask(World::resident("h1"), accept_body("x.1")).code(), v1::CODE_FORBIDDEN);
    EXPECT_EQ(world.ask(World::resident("nobody"), submit_body("water")).code(),
              v1::CODE_UNAUTHENTICATED);
    v1::Principal stranger = World::resident("h1");
    stranger.set_estate("other");
    EXPECT_EQ(world.ask(stranger, submit_body("water")).code(), v1::CODE_NOT_FOUND);
    v1::Command empty;
    EXPECT_EQ(world.ask(World::resident("h1"), empty).code(), v1::CODE_UNSUPPORTED);
}

TEST(Retention, EndedRequestsAndOutcomesGoAfterAWeek) {
    World world;
    const auto id = world.submit("h1").request_id();
    world.cancel("h1", id);
    world.wait(7 * 86'400'000LL + 10'000);  // and the cover was looked at
    EXPECT_THROW(world.request(id), std::out_of_range);
    EXPECT_EQ(world.machine().next_due(), std::nullopt) << "nothing is left to wait for";
}

TEST(Quarantine, AnswersAndAlarmsWithoutAnyOtherEffect) {
    World world;
    const auto machine = make_machine();
    v1::Command command = submit_body("water");
    *command.mutable_principal() = World::resident("h1");
    command.set_client_key("bad");
    machine->load({}, {}, {});
    const Effects effects = machine->quarantine({"5-0", 5, &command}, "bad_alloc", {9, 0});
    EXPECT_THAT(effects.events, IsEmpty()) << "an unknown estate has no events";
    ASSERT_EQ(effects.outcomes.size(), 1u);
    EXPECT_EQ(effects.outcomes[0].outcome().code(), v1::CODE_QUARANTINED);
    EXPECT_EQ(effects.outcomes[0].outcome().command_id(), "5-0");
}

}  // namespace
}  // namespace circle::core
