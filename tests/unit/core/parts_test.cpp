// Policy, walking time, permissions, keys, configuration, credentials: each on its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/policy.hpp"
#include "dispatcher/core/walk.hpp"
#include "dispatcher/core/walks.hpp"
#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using testing::small_estate;
using testing::World;

TEST(Policy, DefaultsAndRanges) {
    v1::Policy policy;
    EXPECT_EQ(resolve(policy).sla, 600'000);
    EXPECT_FALSE(check(policy));
    policy.set_sla_s(59);
    ASSERT_TRUE(check(policy));
    EXPECT_EQ(check(policy)->field, "sla_s");
    EXPECT_EQ(check(policy)->accepted, "0 (default) or 60 to 7200");
    policy.set_sla_s(300);
    policy.set_window_min_s(100);
    EXPECT_EQ(check(policy)->field, "window_min_s") << "above the default maximum";
    policy.set_window_min_s(0);
    policy.set_detour(0.5);
    EXPECT_EQ(check(policy)->field, "detour");
}

TEST(Policy, WindowIsAThirdOfTheSlackWithinBounds) {
    const Policy policy;
    EXPECT_EQ(accept_window(policy, 600'000, 60'000), 90'000);
    EXPECT_EQ(accept_window(policy, 150'000, 30'000), 40'000);
    EXPECT_EQ(accept_window(policy, 0, 30'000), 20'000);
}

TEST(Walk, GreatCircleAgainstKnownDistances) {
    // One degree of latitude on the sphere of radius 6371008.8 m.
    EXPECT_NEAR(great_circle_m({0, 0, 1}, {1, 0, 1}), 111'195.08, 0.1);
    // Shanghai to Beijing, about 1068 km.
    EXPECT_NEAR(great_circle_m({31.2304, 121.4737, 1}, {39.9042, 116.4074, 1}), 1'067'000, 3'000);
    EXPECT_EQ(great_circle_m({31, 121, 1}, {31, 121, 9}), 0);
}

TEST(Walk, DetourAndPaceWhereNoPathsAreDrawn) {
    const Walks walks;
    const Walks::Door& door = walks.keep("r", {31.2009, 121.4, 1}, {});
    Walks::Stand stand;
    walks.find({31.2, 121.4, 1}, stand);  // 100.08 m
    EXPECT_NEAR(walks.seconds(stand, door, 1.3, 1.0), 130.1, 0.1);
    EXPECT_NEAR(walks.seconds(stand, door, 1.3, 0.5), 260.2, 0.2);
    walks.find({31.2009, 121.4, 1}, stand);
    EXPECT_NEAR(walks.seconds(stand, door, 1.3, 1.0), 0, 1e-6);
}

TEST(Walk, WhoWasNeverMeasuredStandsWhereTheEquatorMeetsGreenwich) {
    const Walks walks;
    const Walks::Door& door = walks.keep("r", {0, 1, 1}, {});
    Walks::Stand stand;
    walks.find({0, 0, 1}, stand);
    EXPECT_NEAR(walks.seconds(stand, door, 1, 1.0), 111'195.08, 0.1);
}

TEST(Permissions, EveryCommandHasExactlyItsSenders) {
    using Body = v1::Command::BodyCase;
    const std::vector<v1::Role> helpers = {v1::ROLE_VOLUNTEER, v1::ROLE_STAFF};
    const std::vector<v1::Role> team = {v1::ROLE_VOLUNTEER, v1::ROLE_STAFF, v1::ROLE_COORDINATOR};
    const std::map<Body, std::vector<v1::Role>> table = {
        {Body::kConfigureEstate, {v1::ROLE_OPERATOR}},
        {Body::kOpenCredential, {v1::ROLE_OPERATOR}},
        {Body::kRevokeCredential, {v1::ROLE_OPERATOR}},
        {Body::kSubmitRequest, {v1::ROLE_RESIDENT}},
        {Body::kCancelRequest, {v1::ROLE_RESIDENT}},
        {Body::kResolveRequest, {v1::ROLE_RESIDENT}},
        {Body::kCloseRequest, {v1::ROLE_COORDINATOR}},
        {Body::kShowOffer, helpers},
        {Body::kAcceptOffer, helpers},
        {Body::kDeclineOffer, helpers},
        {Body::kProgressVisit, helpers},
        {Body::kAbortVisit, helpers},
        {Body::kSetDuty, team},
        {Body::kSetPosition, helpers},
        {Body::kAcknowledgeAlarm, {v1::ROLE_COORDINATOR}},
        {Body::kAssignVolunteer, {v1::ROLE_COORDINATOR}},
        {Body::kWithdrawVisit, {v1::ROLE_COORDINATOR}},
        {Body::kEscalateRequest, {v1::ROLE_COORDINATOR}},
        {Body::kHoldRequest, {v1::ROLE_COORDINATOR}},
        {Body::kReopenRequest, {v1::ROLE_RESIDENT, v1::ROLE_COORDINATOR}},
        {Body::kAddRemark, team},
        {Body::kAcknowledgeFailure, {v1::ROLE_COORDINATOR}},
        {Body::kSetLift, {v1::ROLE_COORDINATOR}},
        {Body::kPauseClock, {v1::ROLE_COORDINATOR}},
        {Body::kResumeClock, {v1::ROLE_COORDINATOR}},
        {Body::kObjectPause, {v1::ROLE_RESIDENT}},
        {Body::kCallTrade, team},
        {Body::kProgressTrade, team},
        {Body::kFoldRequest, {v1::ROLE_COORDINATOR}},
        {Body::kUnfoldRequest, {v1::ROLE_COORDINATOR}},
        {Body::kAnnounceIncident, {v1::ROLE_COORDINATOR}},
        {Body::kEndIncident, {v1::ROLE_COORDINATOR}},
        {Body::kReportLost, {v1::ROLE_RESIDENT, v1::ROLE_COORDINATOR}},
        {Body::kWithdrawLost, {v1::ROLE_RESIDENT, v1::ROLE_COORDINATOR}},
        {Body::kReportFound,
         {v1::ROLE_RESIDENT, v1::ROLE_VOLUNTEER, v1::ROLE_STAFF, v1::ROLE_COORDINATOR}},
        {Body::kChangeItem, {v1::ROLE_COORDINATOR}},
        {Body::kDismissSuggestion, {v1::ROLE_COORDINATOR}},
        {Body::kHandOverItem, {v1::ROLE_COORDINATOR}},
        {Body::BODY_NOT_SET, {}},
        {Body::kSetShifts, team},
        {Body::kAskShiftChange, team},
        {Body::kAnswerShiftChange, team},
        {Body::kAcknowledgeGap, {v1::ROLE_COORDINATOR}},
        {Body::kThankHelpers, {v1::ROLE_RESIDENT}},
    };
    const auto* fields = v1::Command::descriptor()->oneof_decl(0);
    EXPECT_EQ(static_cast<int>(table.size()), fields->field_count() + 1) << "a new command";
    for (const auto& [body, roles] : table) {
        for (int role = 0; role < v1::Role_ARRAYSIZE; ++role) {
            const bool expected = std::count(roles.begin(), roles.end(), role) == 1;
            EXPECT_EQ(may_send(static_cast<v1::Role>(role), body), expected)
                << "role " << role << ", body " << body;
        }
    }
}

TEST(Keys, AreRoutedByKindEstateAndId) {
    v1::Entity entity;
    entity.set_estate("xinghe");
    entity.mutable_fact()->set_request_id("r1");
    entity.mutable_fact()->set_number(42);
    EXPECT_EQ(entity_key(entity), "fact/xinghe/r1/000000000042");
    EXPECT_EQ(outcome_key(World::resident("h1"), "k"), "test/1/h1/k");
}

TEST(Configure, RefusesWholeAndNamesTheField) {
    World world;
    const auto refused_field = [&](auto&& spoil) {
        v1::EstateConfig config = small_estate();
        spoil(config);
        const auto outcome = world.configure(config);
        EXPECT_EQ(outcome.code(), v1::CODE_INVALID);
        return outcome.field();
    };
    const std::string at = "configure_estate.config.";
    using C = v1::EstateConfig;
    EXPECT_EQ(refused_field([](C& c) { c.set_code("Other"); }), at + "code");
    EXPECT_EQ(refused_field([](C& c) { c.clear_phone(); }), at + "phone");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_households(2)->set_building("9"); }),
              at + "households[2].building");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_households(3)->set_id("h1"); }),
              at + "households[3].id");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_volunteers(0)->set_id("a/b"); }),
              at + "volunteers[0].id");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_volunteers(1)->set_pace_mps(9); }),
              at + "volunteers[1].pace_mps");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_buildings(0)->clear_point(); }),
              at + "buildings[0].point");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_categories(0)->set_headcount(6); }),
              at + "categories[0].headcount");
    EXPECT_EQ(refused_field([](C& c) {
                  c.mutable_categories(1)->mutable_questions(0)->mutable_options()->RemoveLast();
              }),
              at + "categories[1].questions");
    EXPECT_EQ(refused_field([](C& c) { c.add_features()->set_kind(v1::FEATURE_KIND_PATH); }),
              at + "features[0]");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_buildings(2)->add_footprint(); }),
              at + "buildings[2].footprint");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_station()->set_name("站"); }), at + "station");
    EXPECT_EQ(refused_field([](C& c) { c.add_hours()->set_weekday(8); }), at + "hours[0]");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_policy()->set_rung_estate_s(300); }),
              at + "policy.rung_estate_s");
    EXPECT_EQ(refused_field([](C& c) { c.mutable_policy()->set_wave_size(99); }),
              at + "policy.wave_size");
}

TEST(Configure, DiffKeepsDutyAndErasesWhoIsGone) {
    World world;
    world.on_duty("v1");
    v1::EstateConfig config = small_estate();
    config.mutable_volunteers(0)->set_name("新名字");
    config.mutable_volunteers()->RemoveLast();  // s1
    ASSERT_EQ(world.configure(config).code(), v1::CODE_OK);
    EXPECT_EQ(world.volunteer("v1").name(), "新名字");
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY);
    EXPECT_THROW(world.volunteer("s1"), std::out_of_range);
    const auto& last = world.history().back().events.at(0);
    EXPECT_EQ(last.images_size(), 1) << "only what changed";
    EXPECT_THAT(last.erased(), ::testing::ElementsAre("volunteer/test/s1"));
}

TEST(Configure, NobodyInUseMayVanish) {
    World world;
    world.on_duty("v1");
    world.submit("h1");
    v1::EstateConfig config = small_estate();
    config.mutable_households()->DeleteSubrange(0, 1);
    EXPECT_EQ(world.configure(config).code(), v1::CODE_INVALID);
    config = small_estate();
    config.mutable_volunteers()->DeleteSubrange(0, 1);
    EXPECT_EQ(world.configure(config).code(), v1::CODE_INVALID);
}

v1::Command open(char digit, v1::CredentialKind kind, const v1::Principal& who,
                 const std::string& with = {}) {
    v1::Command command;
    auto* credential = command.mutable_open_credential()->mutable_credential();
    credential->set_id(std::string(64, digit));
    credential->set_kind(kind);
    *credential->mutable_principal() = who;
    credential->set_opened_with(with);
    return command;
}

TEST(Credentials, ARevokedCardBindsNothingAndEndsItsSessions) {
    World world;
    const auto card = open('a', v1::CREDENTIAL_KIND_CARD, World::resident("h1"));
    EXPECT_EQ(world.ask(World::operator_(), card).code(), v1::CODE_OK);
    const auto session =
        open('b', v1::CREDENTIAL_KIND_SESSION, World::resident("h1"), std::string(64, 'a'));
    EXPECT_EQ(world.ask(World::operator_(), session).code(), v1::CODE_OK);

    v1::Command revoke;
    revoke.mutable_revoke_credential()->set_id(std::string(64, 'a'));
    const Effects effects = world.send(World::operator_(), revoke);
    EXPECT_EQ(effects.events.at(0).images_size(), 2) << "the card and its session";
    const auto late =
        open('c', v1::CREDENTIAL_KIND_SESSION, World::resident("h1"), std::string(64, 'a'));
    EXPECT_EQ(world.ask(World::operator_(), late).code(), v1::CODE_UNAUTHENTICATED);
}

TEST(Credentials, AreOnlyForPeopleOfTheEstate) {
    World world;
    const auto outcome = world.ask(World::operator_(),
                                   open('a', v1::CREDENTIAL_KIND_BEARER, World::helper("nobody")));
    EXPECT_EQ(outcome.code(), v1::CODE_NOT_FOUND);
    EXPECT_EQ(outcome.field(), "open_credential.credential.principal");
    auto bad = open('z', v1::CREDENTIAL_KIND_BEARER, World::helper("v1"));
    EXPECT_EQ(world.ask(World::operator_(), bad).field(), "open_credential.credential.id");
}

TEST(Load, RefusesWhatItCannotUnderstand) {
    const auto machine = make_machine();
    v1::ShardState newer;
    newer.set_format(kStateFormat + 1);
    EXPECT_THROW(machine->load(newer, {}, {}), std::invalid_argument);
    v1::Entity orphan;
    orphan.set_estate("x");
    orphan.mutable_fact()->set_request_id("r");
    EXPECT_THROW(machine->load({}, {orphan}, {}), std::invalid_argument);
}

}  // namespace
}  // namespace circle::core
