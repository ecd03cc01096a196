// The safety gate, two who go together, answers that mean danger, and causes of a breach: one test
// a rule. Pauses and the trade's clock are in clock_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using ::testing::Contains;
using testing::facts;
using ::testing::HasSubstr;
using testing::safe_estate;
using testing::small_estate;
using testing::World;

v1::Command submit(const std::string& category, const std::string& option = {},
                   v1::Sex sex = v1::SEX_UNSPECIFIED) {
    v1::Command c;
    c.mutable_submit_request()->set_category(category);
    c.mutable_submit_request()->set_sex(sex);
    if (option.empty()) return c;
    v1::Answer& answer = *c.mutable_submit_request()->add_answers();
    answer.set_question("what");
    answer.set_option(option);
    return c;
}

v1::Command assign(const std::string& request, const std::string& volunteer,
                   const std::string& despite = {}) {
    v1::Command c;
    c.mutable_assign_volunteer()->set_request_id(request);
    c.mutable_assign_volunteer()->set_volunteer_id(volunteer);
    c.mutable_assign_volunteer()->set_despite(despite);
    return c;
}

void come_on_duty(World& world) {
    for (const char* v : {"v1", "v2", "v3", "v4", "s1"}) world.on_duty(v);
}

// ---- gate ----

TEST(SafetyGate, OnlyWhoHoldsTheLicenceIsAsked) {
    World world(safe_estate());
    come_on_duty(world);
    const Effects tap = world.send(World::resident("h1"), submit("electrical"));
    const auto id = tap.outcomes[0].outcome().request_id();
    EXPECT_EQ(world.request(id).licence(), "electrician");
    world.wait(500'000);
    for (const auto& offer : world.request(id).offers()) EXPECT_EQ(offer.volunteer_id(), "s1");
    EXPECT_FALSE(world.request(id).offers().empty());
}

TEST(SafetyGate, SaysHowManyItKeptAway) {
    World world(safe_estate());
    for (const char* v : {"v1", "v2", "v3", "v4"}) world.on_duty(v);
    const Effects tap = world.send(World::resident("h1"), submit("electrical"));
    const v1::Why* why = nullptr;
    for (const auto& event : tap.events) {
        if (event.fact().has_why()) why = &event.fact().why();
    }
    ASSERT_NE(why, nullptr);
    EXPECT_EQ(why->rule(), "nobody");
    EXPECT_EQ(why->unsafe(), 4u);
}

TEST(SafetyGate, RefusesTheHandWithoutAReason) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id = world.ask(World::resident("h1"), submit("electrical")).request_id();
    const auto refused = world.ask(World::coordinator("k1"), assign(id, "v1"));
    EXPECT_EQ(refused.code(), v1::CODE_UNSAFE);
    EXPECT_EQ(refused.field(), "assign_volunteer.licence");
    EXPECT_TRUE(world.request(id).visits().empty());

    const Effects effects =
        world.send(World::coordinator("k1"), assign(id, "v1", "只是合闸，他做过三十年"));
    EXPECT_EQ(effects.outcomes[0].outcome().code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).visits(0).despite(), "licence");
    EXPECT_EQ(world.request(id).visits(0).despite_reason(), "只是合闸，他做过三十年");
    EXPECT_THAT(facts(effects), Contains(HasSubstr("RULE_OVERRULED v1")));
}

TEST(SafetyGate, AReasonIsKeptOnlyWhenARuleIsBroken) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id = world.ask(World::resident("h1"), submit("electrical")).request_id();
    ASSERT_EQ(world.ask(World::coordinator("k1"), assign(id, "s1", "随便写")).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).visits(0).despite(), "");
    EXPECT_EQ(world.request(id).visits(0).despite_reason(), "");
}

TEST(SafetyGate, AReasonHasALength) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id = world.ask(World::resident("h1"), submit("electrical")).request_id();
    const auto outcome =
        world.ask(World::coordinator("k1"), assign(id, "v1", std::string(201, 'x')));
    EXPECT_EQ(outcome.code(), v1::CODE_INVALID);
    EXPECT_EQ(outcome.field(), "assign_volunteer.despite");
}

TEST(SafetyGate, AnOptionMayAskForTheLicence) {
    World world(safe_estate());
    const auto ladder = world.ask(World::resident("h1"), submit("elder_care", "ladder"));
    EXPECT_EQ(world.request(ladder.request_id()).licence(), "ladder");
    const auto talk = world.ask(World::resident("h3"), submit("elder_care", "company"));
    EXPECT_EQ(world.request(talk.request_id()).licence(), "");
}

TEST(SafetyGate, TheHouseholdMayAskForAWoman) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id =
        world.ask(World::resident("h1"), submit("elder_care", "company", v1::SEX_FEMALE))
            .request_id();
    world.wait(400'000);
    for (const auto& offer : world.request(id).offers()) EXPECT_EQ(offer.volunteer_id(), "v2");
    const auto by_hand = world.ask(World::coordinator("k1"), assign(id, "v1"));
    EXPECT_EQ(by_hand.code(), v1::CODE_UNSAFE);
    EXPECT_EQ(by_hand.field(), "assign_volunteer.sex");
    EXPECT_EQ(world.ask(World::coordinator("k1"), assign(id, "v3")).field(), "assign_volunteer.sex")
        << "nobody knows";
}

TEST(SafetyGate, SexIsAskedOnlyWhereTheCategoryLetsThem) {
    World world(safe_estate());
    const auto outcome = world.ask(World::resident("h1"), submit("electrical", {}, v1::SEX_FEMALE));
    EXPECT_EQ(outcome.code(), v1::CODE_INVALID);
    EXPECT_EQ(outcome.field(), "submit.sex");
    const auto nonsense =
        world.ask(World::resident("h1"), submit("elder_care", {}, static_cast<v1::Sex>(7)));
    EXPECT_EQ(nonsense.field(), "submit.sex");
}

TEST(SafetyGate, AYesThatHasBecomeUnsafeIsRefused) {
    World world(safe_estate());
    world.on_duty("s1");
    const auto id = world.ask(World::resident("h1"), submit("electrical")).request_id();
    const auto offer = world.offer_of("s1", id);
    ASSERT_NE(offer, "");
    v1::EstateConfig config = safe_estate();
    config.mutable_volunteers(4)->clear_skills();
    ASSERT_EQ(world.configure(config).code(), v1::CODE_OK);
    const auto outcome = world.accept("s1", offer);
    EXPECT_EQ(outcome.code(), v1::CODE_UNSAFE);
    EXPECT_EQ(outcome.field(), "accept_offer.licence");
}

// ---- two who go together ----

TEST(TwoGoTogether, ToAnElderWhoLivesAlone) {
    World world(safe_estate());
    const auto alone = world.ask(World::resident("h3"), submit("elder_care", "company"));
    EXPECT_EQ(world.request(alone.request_id()).headcount(), 2u);
    EXPECT_TRUE(world.request(alone.request_id()).two_go_together());
    const auto family = world.ask(World::resident("h1"), submit("elder_care", "company"));
    EXPECT_EQ(world.request(family.request_id()).headcount(), 1u);
    EXPECT_FALSE(world.request(family.request_id()).two_go_together());
    const auto other = world.ask(World::resident("h3"), submit("lost_found"));
    EXPECT_EQ(world.request(other.request_id()).headcount(), 1u) << "the category does not say so";
}

TEST(TwoGoTogether, ForLifting) {
    World world(safe_estate());
    const auto id = world.ask(World::resident("h1"), submit("elder_care", "lifting")).request_id();
    EXPECT_EQ(world.request(id).headcount(), 2u);
    EXPECT_TRUE(world.request(id).two_go_together());
}

v1::Command finish(const std::string& request, const std::string& alone = {}) {
    v1::Command c;
    c.mutable_progress_visit()->set_request_id(request);
    c.mutable_progress_visit()->set_state(v1::VISIT_STATE_DONE);
    c.mutable_progress_visit()->set_alone(alone);
    return c;
}

TEST(TwoGoTogether, NobodyFinishesAloneWithoutAReasonThatIsKept) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id = world.ask(World::resident("h1"), submit("elder_care", "lifting")).request_id();
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    const auto refusal = world.ask(World::helper("v1"), finish(id));
    EXPECT_EQ(refusal.code(), v1::CODE_UNSAFE);
    EXPECT_EQ(refusal.field(), "progress_visit.alone");
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED) << "the second is still sought";
    EXPECT_EQ(world.ask(World::helper("v1"), finish(id, std::string(201, 'a'))).code(),
              v1::CODE_INVALID);
    const Effects done = world.send(World::helper("v1"), finish(id, "家里有人搭了手"));
    EXPECT_THAT(facts(done), Contains(HasSubstr("RULE_OVERRULED")));
    const v1::Visit& visit = world.request(id).visits(0);
    EXPECT_EQ(visit.state(), v1::VISIT_STATE_DONE);
    EXPECT_EQ(visit.despite(), "alone");
    EXPECT_EQ(visit.despite_reason(), "家里有人搭了手");
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_RESOLVED);
}

TEST(TwoGoTogether, FinishWhenBothHaveBeenThere) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id = world.ask(World::resident("h1"), submit("elder_care", "lifting")).request_id();
    for (const char* v : {"v1", "v2"}) {
        ASSERT_EQ(world.assign(id, v).code(), v1::CODE_OK);
        world.progress(v, id, v1::VISIT_STATE_ARRIVED);
    }
    for (const char* v : {"v1", "v2"}) {
        EXPECT_EQ(world.ask(World::helper(v), finish(id, "多余的理由")).code(), v1::CODE_OK);
    }
    for (const auto& visit : world.request(id).visits()) EXPECT_EQ(visit.despite(), "");
}

// ---- danger ----

TEST(LifeThreatening, AlarmsAtTheTapBesideTheOffers) {
    World world(safe_estate());
    come_on_duty(world);
    const Effects tap = world.send(World::resident("h1"), submit("elder_care", "fainted"));
    const auto& r = world.request(tap.outcomes[0].outcome().request_id());
    EXPECT_TRUE(r.life_threatening());
    EXPECT_EQ(r.urgency(), v1::URGENCY_URGENT);
    EXPECT_EQ(r.alarm().reason(), v1::ALARM_REASON_LIFE_THREATENING);
    EXPECT_FALSE(r.offers().empty());
}

TEST(LifeThreatening, WhoeverIsNearestGoesWhateverSexWasAskedFor) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id =
        world.ask(World::resident("h1"), submit("elder_care", "fainted", v1::SEX_FEMALE))
            .request_id();
    EXPECT_EQ(world.request(id).sex(), v1::SEX_UNSPECIFIED);
    EXPECT_FALSE(world.offer_of("v1", id).empty());

    const auto harmless =
        world.ask(World::resident("h2"), submit("elder_care", "company", v1::SEX_FEMALE))
            .request_id();
    ASSERT_EQ(world.request(harmless).sex(), v1::SEX_FEMALE);
    world.ask(World::resident("h2"), submit("elder_care", "fainted"));
    EXPECT_EQ(world.request(harmless).sex(), v1::SEX_UNSPECIFIED) << "said later";
}

TEST(LifeThreatening, IsHeardOfThoughAHelperIsComing) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id = world.ask(World::resident("h1"), submit("elder_care", "fainted")).request_id();
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    ASSERT_TRUE(world.request(id).has_alarm());
    EXPECT_THAT(facts(world.wait(31'000)), Contains(HasSubstr("ALARM_ESCALATED")));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    EXPECT_TRUE(world.request(id).has_alarm()) << "nobody has acknowledged it";
}

TEST(LifeThreatening, AReopenedOneIsAlarmedAgain) {
    World world(safe_estate());
    come_on_duty(world);
    const auto id = world.ask(World::resident("h1"), submit("elder_care", "fainted")).request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    ASSERT_FALSE(world.request(id).has_alarm());
    ASSERT_EQ(world.reopen(World::resident("h1"), id).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_LIFE_THREATENING);
}

// ---- configuration ----

TEST(SafetyConfig, RefusesWhatDoesNotFit) {
    const auto refused_field = [](auto&& spoil) {
        World world(safe_estate());
        v1::EstateConfig config = safe_estate();
        spoil(config);
        return world.configure(config).field();
    };
    const std::string at = "configure_estate.config.";
    using C = v1::EstateConfig;
    EXPECT_EQ(refused_field([](C& c) { c.mutable_categories(4)->set_sla_s(59); }),
              at + "categories[4].sla_s");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_categories(4)->mutable_trade()->set_sla_s(1); }),
              at + "categories[4].trade");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_categories(4)->mutable_trade()->clear_name(); }),
              at + "categories[4].trade");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_script()->clear_numbers(); }), at + "script");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_script()->set_numbers(0, "x120"); }),
              at + "script");
    EXPECT_EQ(refused_field([](C& c) { c.clear_script(); }), at + "categories[1].script")
        << "an answer is life-threatening and nobody says what to do";
    EXPECT_EQ(
        refused_field([](C& c) { c.mutable_categories(4)->set_licence(std::string(65, 'x')); }),
        at + "categories[4].licence");
}

// ---- why it was too late ----

v1::BreachCause cause_of(const World& world, const std::string& id) {
    EXPECT_GT(world.request(id).breached_at(), 0);
    return world.request(id).breach_cause();
}

TEST(BreachCause, NobodyOnDuty) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    const Effects effects = world.wait(600'000);
    std::string told;
    for (const auto& event : effects.events) {
        if (event.fact().kind() == v1::FACT_KIND_SLA_BREACHED) told = event.fact().reason();
    }
    EXPECT_EQ(told, "nobody_on_duty");
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_NOBODY_ON_DUTY);
}

TEST(BreachCause, NobodyOnDutyWhoMayHelp) {
    World world(safe_estate());
    for (const char* v : {"v1", "v2", "v3", "v4"}) world.on_duty(v);
    const auto id = world.ask(World::resident("h1"), submit("electrical")).request_id();
    world.wait(7'200'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_NOBODY_ON_DUTY);
}

TEST(BreachCause, AllBusy) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto first = world.submit("h1").request_id();
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", first)).code(), v1::CODE_OK);
    world.progress("v1", first, v1::VISIT_STATE_ARRIVED);
    const auto id = world.submit("h2").request_id();
    world.wait(600'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_ALL_BUSY);
}

TEST(BreachCause, KeptForWhatIsUrgent) {
    v1::EstateConfig config = safe_estate();
    config.mutable_policy()->set_reserve_urgent(2);
    World world(config);
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.wait(600'000);
    ASSERT_TRUE(world.request(id).offers().empty());
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_KEPT_BACK);
}

TEST(BreachCause, NobodyAccepted) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.wait(600'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_NOBODY_ACCEPTED);
}

TEST(BreachCause, GivenUp) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.abort("v1", id);
    world.wait(600'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_GIVEN_UP);
}

TEST(BreachCause, LateYes) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    world.wait(590'000);
    world.on_duty("v1");
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    world.wait(20'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_LATE_YES);
}

TEST(BreachCause, AYesAtOnceIsNotToBlameForAWayThatIsTooLong) {
    v1::EstateConfig config = safe_estate();
    config.mutable_policy()->set_sla_s(60);  // less than it takes to set out
    World world(config);
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    world.wait(70'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_LONG_WALK);
}

// v1 is sent at half of the promise, whose mark passes with nobody at the door.
std::string sent_and_late(World& world, bool sets_out) {
    for (const char* v : {"v1", "v2"}) world.on_duty(v);
    const auto id = world.submit("h1").request_id();
    world.wait(300'000);
    EXPECT_EQ(world.assign(id, "v1").code(), v1::CODE_OK);
    if (sets_out) world.progress("v1", id, v1::VISIT_STATE_ON_THE_WAY);
    world.wait(310'000);
    EXPECT_EQ(cause_of(world, id),
              sets_out ? v1::BREACH_CAUSE_LONG_WALK : v1::BREACH_CAUSE_NOT_SET_OUT);
    return id;
}

void help_for(World& world, const std::string& id, const char* who, Time time) {
    world.progress(who, id, v1::VISIT_STATE_ARRIVED);
    world.wait(time);
    world.progress(who, id, v1::VISIT_STATE_DONE);
}

TEST(BreachCause, LongWalk) {
    World world(safe_estate());
    const auto id = sent_and_late(world, true);
    help_for(world, id, "v1", 300'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_LONG_WALK) << "they helped for five minutes";
}

TEST(BreachCause, WhoCameInsteadWasNotThereBefore) {
    World world(safe_estate());
    const auto id = sent_and_late(world, false);
    ASSERT_EQ(world.withdraw(id, "v1").code(), v1::CODE_OK);
    ASSERT_EQ(world.assign(id, "v2").code(), v1::CODE_OK);
    help_for(world, id, "v2", 5'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_NOT_SET_OUT);
}

TEST(BreachCause, WhoWasSentJustNowIsNotToBlame) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.wait(590'000);
    ASSERT_EQ(world.assign(id, "v1").code(), v1::CODE_OK);
    world.wait(20'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_LATE_YES);
}

TEST(BreachCause, DoneAtOnceMeansThereBefore) {
    for (const bool sets_out : {true, false}) {
        World world(safe_estate());
        const auto id = sent_and_late(world, sets_out);
        help_for(world, id, "v1", 5'000);
        EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_ARRIVAL_NOT_TAPPED);
    }
}

TEST(BreachCause, SolvedAndNobodySaidTheyWereThere) {
    for (const bool sets_out : {true, false}) {
        World world(safe_estate());
        const auto id = sent_and_late(world, sets_out);
        v1::Command solved;
        solved.mutable_resolve_request()->set_request_id(id);
        ASSERT_EQ(world.ask(World::resident("h1"), solved).code(), v1::CODE_OK);
        EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_ARRIVAL_NOT_TAPPED);
    }
}

TEST(BreachCause, Held) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    ASSERT_EQ(world.hold(id, 160).code(), v1::CODE_OK);
    world.wait(600'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_HELD) << "more than a quarter of the target";
}

TEST(BreachCause, AShortHoldIsNotToBlame) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    ASSERT_EQ(world.hold(id, 60).code(), v1::CODE_OK);
    world.wait(600'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_NOBODY_ACCEPTED);
}

TEST(BreachCause, ServiceDown) {
    World world(safe_estate());
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.outage(200'000);
    world.wait(400'000);
    EXPECT_EQ(cause_of(world, id), v1::BREACH_CAUSE_SERVICE_DOWN);
}

TEST(BreachCause, ANewRoundForgetsTheOldOne) {
    World world(safe_estate());
    const auto id = world.submit("h1").request_id();
    world.wait(600'000);
    world.on_duty("v1");
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    ASSERT_EQ(world.reopen(World::resident("h1"), id).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(id).breach_cause(), v1::BREACH_CAUSE_UNSPECIFIED);
}

}  // namespace
}  // namespace circle::core
