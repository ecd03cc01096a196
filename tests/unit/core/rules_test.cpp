// The ladder, helpers by twos, what a coordinator does by hand, second rounds: one test a rule.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::facts;
using testing::kStart;
using testing::small_estate;
using testing::World;

// Two volunteers are needed.
std::string submit_lifting(World& world) {
    return world.ask(World::resident("h1"), testing::submit_answering("elder_care", "what", "lifting"))
        .request_id();
}

std::string traffic_at(World& world, double lat, double lon, v1::Outcome* outcome = nullptr) {
    v1::Command c = testing::submit_answering("traffic", "how", "slow");
    c.mutable_submit_request()->mutable_place()->set_lat(lat);
    c.mutable_submit_request()->mutable_place()->set_lon(lon);
    const auto answer = world.ask(World::resident("h1"), c);
    if (outcome) *outcome = answer;
    return answer.request_id();
}

// ---- ladder ----

TEST(Ladder, OwnBuildingFirstThenEstateThenStaff) {
    World world;
    for (const char* v : {"v1", "v2", "s1"}) world.on_duty(v);
    const auto id = world.submit("h1").request_id();
    EXPECT_EQ(world.request(id).offers_size(), 1);
    EXPECT_EQ(world.request(id).offers(0).volunteer_id(), "v1");
    world.show("v1", world.offer_of("v1", id));
    const auto second = facts(world.wait(30'000));
    EXPECT_THAT(second, ElementsAre("RUNG_OPENED ESTATE due", "WAVE_OPENED v2 rung.estate"));
    world.show("v2", world.offer_of("v2", id));
    // Both let their offers run out: staff are asked at once, not at 240 s.
    EXPECT_THAT(facts(world.wait(60'000)), Contains("RUNG_OPENED STAFF exhausted"));
    EXPECT_NE(world.offer_of("s1", id), "");
}

TEST(Ladder, EmptyRungBurnsNoTime) {
    World world;
    world.on_duty("v3");
    v1::Command c;
    c.mutable_submit_request()->set_category("lost_found");
    const Effects tap = world.send(World::resident("h1"), c);
    EXPECT_THAT(facts(tap), ElementsAre("REQUEST_SUBMITTED", "RUNG_OPENED ESTATE empty",
                                        "WAVE_OPENED v3 wave.nearest"));
}

TEST(Ladder, UrgentAsksStaffAtOnceAndTheEstateInHalfTheTime) {
    World world;
    for (const char* v : {"v1", "v2", "s1"}) world.on_duty(v);
    const auto id = world.submit("h1", "elder_care").request_id();
    EXPECT_NE(world.offer_of("v1", id), "");
    EXPECT_NE(world.offer_of("s1", id), "");
    EXPECT_EQ(world.offer_of("v2", id), "");
    for (const char* v : {"v1", "s1"}) world.show(v, world.offer_of(v, id));
    world.wait(15'000);
    EXPECT_NE(world.offer_of("v2", id), "");
}

TEST(Ladder, ACoordinatorOpensTheNextRung) {
    World world;
    for (const char* v : {"v1", "v2", "s1"}) world.on_duty(v);
    const auto id = world.submit("h1").request_id();
    EXPECT_EQ(world.escalate(id).code(), v1::CODE_OK);
    EXPECT_NE(world.offer_of("v2", id), "");
    EXPECT_EQ(world.escalate(id).code(), v1::CODE_OK);
    EXPECT_NE(world.offer_of("s1", id), "");
    EXPECT_EQ(world.escalate(id).code(), v1::CODE_WRONG_STATE) << "there is no rung left";
}

// ---- answers, place, headcount ----

TEST(Answers, ChangeWhatIsNeeded) {
    World world;
    const auto id = submit_lifting(world);
    EXPECT_EQ(world.request(id).headcount(), 2u);
    EXPECT_EQ(world.request(id).answers(0).option(), "lifting");
}

TEST(Answers, AreCheckedAgainstTheCategory) {
    World world;
    const auto field = [&](const v1::Command& c) {
        const auto outcome = world.ask(World::resident("h2"), c);
        EXPECT_EQ(outcome.code(), v1::CODE_INVALID);
        return outcome.field();
    };
    EXPECT_EQ(field(testing::submit_answering("elder_care", "nonsense", "lifting")),
              "submit.answers[0].question");
    EXPECT_EQ(field(testing::submit_answering("elder_care", "what", "nonsense")), "submit.answers[0].option");
    v1::Command twice = testing::submit_answering("elder_care", "what", "lifting");
    *twice.mutable_submit_request()->add_answers() = twice.submit_request().answers(0);
    EXPECT_EQ(field(twice), "submit.answers[1].question");
    v1::Command silent;
    silent.mutable_submit_request()->set_category("traffic");
    silent.mutable_submit_request()->mutable_place()->set_lat(31.2);
    silent.mutable_submit_request()->mutable_place()->set_lon(121.4);
    EXPECT_EQ(field(silent), "submit.answers: how") << "a required question";
}

TEST(Place, OnThePlanBelongsToTheNearestBuilding) {
    World world;
    const auto id = traffic_at(world, 31.2, 121.4 + 0.00105 * 2 + 0.0001);
    EXPECT_EQ(world.request(id).building(), "2");
    EXPECT_EQ(world.request(id).place(), v1::PLACE_KIND_PLAN);
    EXPECT_DOUBLE_EQ(world.request(id).point().lon(), 121.4 + 0.00105 * 2 + 0.0001);
}

TEST(Place, WithoutOneItIsTheDoor) {
    World world;
    const auto outcome = world.ask(World::resident("h3"), testing::submit_answering("traffic", "how", "slow"));
    EXPECT_EQ(world.request(outcome.request_id()).place(), v1::PLACE_KIND_DOOR);
    EXPECT_EQ(world.request(outcome.request_id()).building(), "2");
}

TEST(Place, FarAwayOrNotAskedForIsRefused) {
    World world;
    v1::Outcome outcome;
    traffic_at(world, 31.3, 121.4, &outcome);
    EXPECT_EQ(outcome.field(), "submit.place");
    traffic_at(world, 91, 121.4, &outcome);
    EXPECT_EQ(outcome.field(), "submit.place.lat");
    v1::Command c;
    c.mutable_submit_request()->set_category("water");
    c.mutable_submit_request()->mutable_place()->set_lat(31.2);
    EXPECT_EQ(world.ask(World::resident("h1"), c).field(), "submit.place");
}

TEST(Headcount, OffersGoOnUntilEverybodyIsComing) {
    World world;
    for (const char* v : {"v1", "v2", "v3", "v4"}) world.on_duty(v);
    const auto id = submit_lifting(world);
    world.escalate(id);
    EXPECT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_OFFERING);
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
    EXPECT_NE(world.offer_of("v2", id), "") << "one is still missing";
    const auto late = world.offer_of("v3", id);
    EXPECT_EQ(world.accept("v2", world.offer_of("v2", id)).code(), v1::CODE_OK);
    EXPECT_EQ(world.accept("v3", late).code(), v1::CODE_TAKEN);
    v1::Command alone;
    alone.mutable_progress_visit()->set_request_id(id);
    alone.mutable_progress_visit()->set_state(v1::VISIT_STATE_DONE);
    alone.mutable_progress_visit()->set_alone("家里有人搭了手");
    EXPECT_EQ(world.ask(World::helper("v1"), alone).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ASSIGNED);
    EXPECT_EQ(world.offer_of("v4", id), "") << "who has helped is not missing";
    world.progress("v2", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v2", id, v1::VISIT_STATE_DONE);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
}

// ---- by hand ----

TEST(Assign, WhoWasSentAndDoesNotSetOutIsMissedSoon) {
    for (const bool sets_out : {false, true}) {
        World world;
        const auto id = world.submit("h1").request_id();
        world.assign(id, "v3");
        if (sets_out) world.progress("v3", id, v1::VISIT_STATE_ON_THE_WAY);
        world.wait(149'000);
        EXPECT_FALSE(world.request(id).has_alarm());
        world.wait(2'000);
        ASSERT_EQ(world.request(id).has_alarm(), !sets_out);
        if (sets_out) continue;
        EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_NO_NEWS);
    }
}

TEST(Assign, WhoIsMissedIsMissedThoughAnotherComes) {
    World world;
    world.on_duty("v1");
    const auto id =
        world.ask(World::resident("h1"), submit_answering("elder_care", "what", "lifting"))
            .request_id();
    world.assign(id, "v3");
    world.wait(160'000);
    ASSERT_TRUE(world.request(id).has_alarm());
    world.assign(id, "v2");
    EXPECT_TRUE(world.request(id).has_alarm());
}

TEST(Assign, SendsSomebodyWithoutAsking) {
    World world;
    const auto id = world.submit("h1").request_id();
    EXPECT_TRUE(world.request(id).has_alarm());
    EXPECT_EQ(world.assign(id, "v3").code(), v1::CODE_OK) << "off duty: they agreed by phone";
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ASSIGNED);
    EXPECT_EQ(world.request(id).visits(0).assigned_by(), "k1");
    EXPECT_GT(world.request(id).visits(0).promised_at(), world.now());
    EXPECT_FALSE(world.request(id).has_alarm());
    EXPECT_TRUE(world.assign(id, "v3").repeat());
    EXPECT_EQ(world.assign(id, "v4").code(), v1::CODE_WRONG_STATE) << "nobody is missing";
    EXPECT_EQ(world.assign(id, "nobody").field(), "assign_volunteer.volunteer_id");
    const auto other = world.submit("h2").request_id();
    EXPECT_EQ(world.assign(other, "v3").code(), v1::CODE_BUSY_WITH_VISIT);
}

TEST(Assign, InsteadOfSomebodyIsOneStep) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    EXPECT_EQ(world.assign(id, "v2", "v1").code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).visits(0).state(), v1::VISIT_STATE_WITHDRAWN);
    EXPECT_EQ(world.request(id).visits(1).volunteer_id(), "v2");
    EXPECT_EQ(world.assign(id, "v3", "v1").field(), "assign_volunteer.instead_of");
}

TEST(Assign, TakesTheOpenOfferAndTellsTheOthers) {
    World world;
    world.on_duty("v1");
    world.on_duty("v2");
    const auto id = world.submit_widely("h1");
    const auto others = world.offer_of("v1", id);
    world.assign(id, "v2");
    for (const auto& offer : world.request(id).offers()) {
        EXPECT_EQ(offer.outcome(),
                  offer.id() == others ? v1::OFFER_OUTCOME_TAKEN : v1::OFFER_OUTCOME_ACCEPTED);
    }
}

TEST(Withdraw, OpensOffersAgainToOthers) {
    World world;
    world.on_duty("v1");
    world.on_duty("v2");
    const auto id = world.submit_widely("h1");
    world.accept("v1", world.offer_of("v1", id));
    EXPECT_EQ(world.withdraw(id, "v1").code(), v1::CODE_OK);
    EXPECT_EQ(world.offer_of("v1", id), "");
    EXPECT_NE(world.offer_of("v2", id), "");
    EXPECT_EQ(world.withdraw(id, "v3").field(), "withdraw_visit.volunteer_id");
}

TEST(Hold, KeepsTheEngineFromAskingUntilItsTime) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    EXPECT_EQ(world.hold(id, 60).code(), v1::CODE_OK);
    EXPECT_EQ(world.offer_of("v1", id), "");
    EXPECT_EQ(world.request(id).offers(0).outcome(), v1::OFFER_OUTCOME_WITHDRAWN);
    world.on_duty("v2");
    world.wait(59'000);
    EXPECT_EQ(world.offer_of("v2", id), "");
    world.wait(2'000);
    EXPECT_FALSE(world.request(id).has_hold());
    EXPECT_NE(world.offer_of("v1", id), "");
    EXPECT_EQ(world.hold(id, 60, "").field(), "hold_request.reason");
    EXPECT_EQ(world.hold(id, 7201).field(), "hold_request.seconds");
    world.hold(id, 600);
    EXPECT_EQ(world.hold(id, 0).code(), v1::CODE_OK) << "released by hand";
    EXPECT_NE(world.offer_of("v1", id), "");
}

TEST(Alarm, WhoActsHasTakenNotice) {
    World world;
    const auto id = world.submit("h1").request_id();
    EXPECT_EQ(world.request(id).alarm().acknowledged_at(), 0);
    world.hold(id, 60);
    EXPECT_EQ(world.request(id).alarm().acknowledged_by(), "k1");
}

TEST(Alarm, UnheardGoesRoundMoreAndMoreSlowly) {
    World world;  // two contacts
    const auto id = world.submit("h1").request_id();
    std::vector<std::uint32_t> steps;
    for (int minute = 0; minute < 8; ++minute) {
        world.wait(60'000);
        steps.push_back(world.request(id).alarm().contact());
    }
    EXPECT_THAT(steps, ElementsAre(1, 2, 2, 3, 3, 4, 4, 4));
}

// ---- clocks ----

TEST(Missed, SomebodyElseIsAskedAndWhoArrivesLateIsWelcome) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    const Time promised = world.request(id).visits(0).promised_at();
    world.wait(promised + 300'001 - world.now());
    EXPECT_EQ(world.request(id).visits(0).state(), v1::VISIT_STATE_MISSED);
    EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_ARRIVAL_MISSED);
    EXPECT_EQ(world.progress("v1", id, v1::VISIT_STATE_ARRIVED).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
    EXPECT_FALSE(world.request(id).has_alarm());
}

TEST(Missed, WhoArrivesAfterSomebodyElseTookItIsToldSo) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    const Time promised = world.request(id).visits(0).promised_at();
    world.wait(promised + 300'001 - world.now());
    world.on_duty("v2");
    world.accept("v2", world.offer_of("v2", id));
    const auto outcome = world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    EXPECT_EQ(outcome.code(), v1::CODE_TAKEN);
    EXPECT_EQ(outcome.winner(), "志愿者2");
}

TEST(Sla, LateArrivalIsABreachEvenIfNoTimerCameBefore) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    v1::Command c;
    c.mutable_progress_visit()->set_request_id(id);
    c.mutable_progress_visit()->set_state(v1::VISIT_STATE_ARRIVED);
    const Effects late = world.send_after(700'000, World::helper("v1"), c);
    EXPECT_THAT(facts(late), ElementsAre("SLA_BREACHED", "VISIT_PROGRESSED v1 ARRIVED"));
    EXPECT_EQ(world.request(id).breached_at(), world.request(id).sla_due_at());
}

// ---- second rounds ----

TEST(Reopen, BeginsANewRoundWithEverybody) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    world.wait(3'600'000);
    EXPECT_EQ(world.reopen(World::resident("h2"), id).code(), v1::CODE_NOT_FOUND);
    EXPECT_EQ(world.reopen(World::resident("h1"), id).code(), v1::CODE_OK);
    const v1::Request& r = world.request(id);
    EXPECT_EQ(r.state(), v1::REQUEST_STATE_OFFERING);
    EXPECT_EQ(r.clock_from(), world.now());
    EXPECT_EQ(r.sla_due_at(), world.now() + 600'000);
    EXPECT_EQ(r.arrived_at(), 0);
    EXPECT_EQ(r.reopens(), 1u);
    EXPECT_NE(world.offer_of("v1", id), "") << "who helped before may be asked again";
    EXPECT_TRUE(world.reopen(World::resident("h1"), id).repeat());
    EXPECT_EQ(world.submit("h1").request_id(), id) << "it is the open one of its category";
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
}

TEST(Reopen, OnlyWhatWasSolvedOrClosedAndWithinADay) {
    World world;
    const auto cancelled = world.submit("h1").request_id();
    world.cancel("h1", cancelled);
    EXPECT_EQ(world.reopen(World::resident("h1"), cancelled).code(), v1::CODE_WRONG_STATE);
    const auto id = world.submit("h2").request_id();
    v1::Command c;
    c.mutable_close_request()->set_request_id(id);
    c.mutable_close_request()->set_reason("重复");
    world.ask(World::coordinator("k1"), c);
    EXPECT_EQ(world.reopen(World::coordinator("k2"), id).code(), v1::CODE_OK);
    c.mutable_close_request()->set_reason("还是重复");
    world.ask(World::coordinator("k1"), c);
    world.wait(86'400'001);
    EXPECT_EQ(world.reopen(World::resident("h2"), id).code(), v1::CODE_WRONG_STATE);
}

// ---- people ----

TEST(Whereabouts, WhoHelpedStaysThereUntilTheySayOtherwise) {
    World world;
    world.on_duty("v1");
    world.on_duty("v2");
    const auto id = world.submit_widely("h5");
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    const auto next = world.submit_widely("h6");
    EXPECT_EQ(world.request(next).offers(0).volunteer_id(), "v1") << "still in building 3";
    world.cancel("h6", next);
    world.off_duty("v1");
    world.on_duty("v1");
    const auto later = world.submit_widely("h6");
    EXPECT_EQ(world.request(later).offers(0).volunteer_id(), "v2") << "v1 came on duty at home";
}

TEST(Whereabouts, CheckingInAtTheStation) {
    v1::EstateConfig config = small_estate();
    World without(config);
    v1::Command c;
    c.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
    c.mutable_set_duty()->set_at_station(true);
    EXPECT_EQ(without.ask(World::helper("v1"), c).field(), "set_duty.at_station");
    config.mutable_station()->set_name("服务站");
    *config.mutable_station()->mutable_point() = config.buildings(2).point();
    World world(config);
    EXPECT_EQ(world.ask(World::helper("v1"), c).code(), v1::CODE_OK);
    world.on_duty("v2");
    EXPECT_EQ(world.request(world.submit_widely("h5")).offers(0).volunteer_id(), "v1");
}

TEST(Remark, ReachesOnlyWhoWorksOnTheRequest) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    v1::Command c;
    c.mutable_add_remark()->set_request_id(id);
    c.mutable_add_remark()->mutable_text()->set_data("门铃坏了");
    EXPECT_EQ(world.ask(World::coordinator("k1"), c).code(), v1::CODE_OK);
    EXPECT_EQ(world.ask(World::helper("v1"), c).code(), v1::CODE_NOT_FOUND) << "only asked so far";
    world.accept("v1", world.offer_of("v1", id));
    EXPECT_EQ(world.ask(World::helper("v1"), c).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).remarks_size(), 2);
}

TEST(Staff, OnlyStaffSpeakAsStaff) {
    World world;
    v1::Principal pretender = World::helper("s1");
    pretender.set_id("v1");
    v1::Command c;
    c.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
    EXPECT_EQ(world.ask(pretender, c).code(), v1::CODE_UNAUTHENTICATED);
    EXPECT_EQ(world.on_duty("s1").code(), v1::CODE_OK);
}

TEST(Failure, IsKeptUntilACoordinatorHasSeenIt) {
    World world;
    v1::Command command = testing::submit_answering("elder_care", "what", "company");
    const Effects aside = world.quarantine(World::resident("h1"), command, "bad_alloc");
    EXPECT_THAT(facts(aside), ElementsAre("COMMAND_QUARANTINED"));
    const v1::Failure* failure = world.failure();
    ASSERT_NE(failure, nullptr);
    EXPECT_EQ(failure->principal().id(), "h1");
    EXPECT_EQ(failure->command(), "submit_request");
    v1::Command ack;
    ack.mutable_acknowledge_failure()->set_id(failure->id());
    EXPECT_EQ(world.ask(World::coordinator("k1"), ack).code(), v1::CODE_OK);
    EXPECT_EQ(world.failure(), nullptr);
    EXPECT_EQ(world.ask(World::coordinator("k1"), ack).code(), v1::CODE_NOT_FOUND);
}

TEST(Policy, AChangeReachesOpenRequestsAtOnce) {
    v1::EstateConfig config = small_estate();
    World world(config);
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    config.mutable_policy()->set_arrival_grace_s(30);
    v1::Command c;
    *c.mutable_configure_estate()->mutable_config() = config;
    ASSERT_EQ(world.ask(World::operator_(), c).code(), v1::CODE_OK);
    world.wait(10'000);  // what is told of the cover has settled
    EXPECT_EQ(world.machine().next_due(), world.request(id).visits(0).promised_at() + 30'000);
}

}  // namespace
}  // namespace circle::core
