// Rare coincidences: who is asked, whose yes counts, and what goes on ringing.
#include <gtest/gtest.h>

#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "tests/unit/core/rare.hpp"

namespace circle::core::testing {
namespace {

// safety-and-clock.md: "A yes that has become unsafe because the estate was changed meanwhile is
// refused"; "The engine never offers against a rule".
TEST(RareAsking, AYesThatHasBecomeUnsafeWhileItWaitedDoesNotCount) {
    v1::EstateConfig config = long_street(220);
    config.mutable_policy()->set_wave_first(5);
    config.mutable_categories(2)->set_licence("electrician");  // lost_found
    for (auto& v : *config.mutable_volunteers()) v.add_skills("electrician");
    World world = on_duty(config);
    const std::string request = ask(world);
    show_all(world, request);
    const v1::Offer far = farthest_offer(world, request);
    ASSERT_GT(world.accept(far.volunteer_id(), far.id()).confirm_by(), world.now());
    for (auto& v : *config.mutable_volunteers()) {
        if (v.id() == far.volunteer_id()) v.clear_skills();  // the licence was taken away
    }
    ASSERT_EQ(world.configure(config).code(), v1::CODE_OK);
    world.wait(60'000);
    for (const auto& visit : world.request(request).visits()) {
        EXPECT_NE(visit.volunteer_id(), far.volunteer_id()) << "sent without the licence";
    }
}

// safety-and-clock.md: "This alarm is not over when a helper accepts: a person has to acknowledge
// it, or the request ends."
TEST(RareAsking, ALifeInDangerRingsOnAfterAMissedArrival) {
    World world(safe_estate());
    for (const char* v : {"v1", "v2"}) world.on_duty(v);
    const auto fainted = submit_answering("elder_care", "what", "fainted");
    const auto id = world.ask(World::resident("h1"), fainted).request_id();
    ASSERT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_LIFE_THREATENING);
    ASSERT_EQ(world.accept("v1", world.offer_of("v1", id)).code(), v1::CODE_OK);
    world.wait(world.request(id).visits(0).promised_at() + 300'000 - world.now());
    ASSERT_EQ(world.request(id).visits(0).state(), v1::VISIT_STATE_MISSED);
    ASSERT_EQ(world.request(id).breached_at(), 0);
    const auto offer = world.offer_of("v2", id);
    ASSERT_FALSE(offer.empty());
    ASSERT_EQ(world.accept("v2", offer).code(), v1::CODE_OK);
    EXPECT_TRUE(world.request(id).has_alarm()) << "nobody has ever acknowledged it";
}

// The same by staff who do not set out.
TEST(RareAsking, ALifeInDangerRingsOnWhenStaffDoNotSetOut) {
    World world(safe_estate());
    world.on_duty("s1");
    const auto fainted = submit_answering("elder_care", "what", "fainted");
    const auto id = world.ask(World::resident("h1"), fainted).request_id();
    world.wait(180'000 + 61'000);  // sent, and silent for a minute
    ASSERT_EQ(world.request(id).visits_size(), 1);
    ASSERT_TRUE(world.request(id).has_alarm());
    EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_LIFE_THREATENING);
    ASSERT_EQ(world.progress("s1", id, v1::VISIT_STATE_ARRIVED).code(), v1::CODE_OK);
    EXPECT_TRUE(world.request(id).has_alarm()) << "nobody has ever acknowledged it";
}

v1::EstateConfig slow_rungs() {
    v1::EstateConfig config = small_estate();
    config.mutable_policy()->set_rung_estate_s(3600);
    config.mutable_policy()->set_rung_staff_s(3600);
    config.mutable_policy()->set_window_max_s(600);
    config.mutable_policy()->set_window_min_s(600);
    config.mutable_policy()->set_position_ttl_s(60);
    return config;
}

// 0006: whoever looks once more finds nothing to do.
TEST(RareAsking, WhoComesNearerIsAskedAtOnce) {
    World world(slow_rungs());
    for (const char* v : {"v1", "v4"}) world.on_duty(v);
    world.ask(World::helper("v4"), stand_at(121.6));  // 19 km away
    const auto id = world.submit("h1", "lost_found").request_id();
    ASSERT_FALSE(world.offer_of("v1", id).empty());
    ASSERT_TRUE(world.offer_of("v4", id).empty()) << "not in time";
    world.show("v1", world.offer_of("v1", id));
    world.ask(World::helper("v4"), stand_at(121.40105));  // at home again
    EXPECT_FALSE(world.offer_of("v4", id).empty());
}

TEST(RareAsking, WhosePositionHasExpiredIsAskedThen) {
    World world(slow_rungs());
    for (const char* v : {"v1", "v4"}) world.on_duty(v);
    world.ask(World::helper("v4"), stand_at(121.6));  // 19 km away
    const auto id = world.submit("h1", "lost_found").request_id();
    world.show("v1", world.offer_of("v1", id));
    world.wait(62'000);  // taken to be at home again
    v1::Command c;
    c.mutable_acknowledge_alarm()->set_request_id(id);
    by_k1(world, c);  // World looks once more
    EXPECT_EQ(world.volunteer("v4").position_at(), 0) << "no longer kept";
    EXPECT_FALSE(world.offer_of("v4", id).empty());
}

// policy.md: who may be asked: "on duty, without a visit".
TEST(RareAsking, StaffWhoAreSentInTheSameTurnAreNotAskedByOthers) {
    World world(one_riser(3));
    for (const char* v : {"v1", "s1"}) world.on_duty(v);
    const auto lead = world.submit("h1").request_id();
    const auto next = world.submit("h2").request_id();
    for (const auto& id : {lead, next}) world.show("v1", world.offer_of("v1", id));
    world.wait(31'000);
    ASSERT_EQ(world.request(next).rung(), v1::RUNG_ESTATE);
    world.submit("h3");
    ASSERT_FALSE(world.request(next).incident_id().empty());
    world.off_duty("v1");
    const auto offer = world.offer_of("s1", lead);
    ASSERT_FALSE(offer.empty());
    world.wait(120'000);
    world.assign(lead, "s1");
    const auto other = world.submit("h6", "lost_found").request_id();
    ASSERT_EQ(world.request(other).rung(), v1::RUNG_STAFF);
    world.wait(210'000);
    ASSERT_EQ(world.cancel("h1", lead).code(), v1::CODE_OK);
    ASSERT_EQ(world.request(next).visits_size(), 1);
    ASSERT_EQ(world.request(next).visits(0).volunteer_id(), "s1");
    EXPECT_EQ(world.offer_of("s1", other), "") << "s1 is on the way to somebody else";
}

// policy.md: at staff_assign_s "the nearest of the staff on duty is sent without being asked".
TEST(RareAsking, StaffAreSentThoughTwoOthersAskThem) {
    World world;
    world.on_duty("s1");
    const auto id = world.submit("h1").request_id();
    world.wait(340'000);
    ASSERT_EQ(world.offer_of("s1", id), "");
    ASSERT_EQ(world.request(id).rung(), v1::RUNG_STAFF);
    for (const char* h : {"h3", "h5"}) {
        const auto other = world.submit(h, "elder_care").request_id();
        ASSERT_FALSE(world.offer_of("s1", other).empty());
        world.show("s1", world.offer_of("s1", other));
    }
    world.wait(21'000);
    EXPECT_EQ(world.request(id).visits_size(), 1) << "361 s after the tap";
}

TEST(RareAsking, WhoWasSentAndDidNotComeIsNotTheFirstToBeSentAgain) {
    v1::EstateConfig config = small_estate();
    v1::VolunteerConfig far;
    for (const auto& v : config.volunteers()) {
        if (v.id() == "s1") far = v;
    }
    far.set_id("s2");
    far.set_group("3");
    *config.add_volunteers() = far;
    World world(config);
    world.on_duty("s1");
    const auto id = world.submit("h1").request_id();
    world.wait(370'000);
    ASSERT_EQ(world.request(id).visits(0).volunteer_id(), "s1");
    world.wait(world.request(id).visits(0).promised_at() + 301'000 - world.now());
    ASSERT_EQ(world.request(id).visits(0).state(), v1::VISIT_STATE_MISSED);
    ASSERT_EQ(world.cancel("h1", id).code(), v1::CODE_OK);
    const auto other = world.submit("h2").request_id();
    ASSERT_EQ(world.on_duty("s2").code(), v1::CODE_OK);
    world.wait(370'000);
    ASSERT_EQ(world.request(other).visits_size(), 1);
    EXPECT_EQ(world.request(other).visits(0).volunteer_id(), "s2");
}

// As in asking_test.cpp, with people who have just helped.
unsigned chance_with(unsigned target) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_wave_first(10);
    config.mutable_policy()->set_wave_max(10);
    World world(config);
    for (int i = 0; i < 6; ++i) {  // those of building 2 say no again and again
        for (const char* v : {"v21", "v22", "v23", "v24"}) world.on_duty(v);
        const auto id = ask(world);
        for (const char* v : {"v21", "v22", "v23", "v24"}) {
            if (!world.offer_of(v, id).empty()) world.decline(v, world.offer_of(v, id));
        }
        world.cancel("h1", id);
    }
    for (const char* v : {"v21", "v22", "v23", "v24"}) world.off_duty(v);
    world.wait(3'700'000);                                // nobody has been alerted within the hour
    for (const char* v : {"v11", "v12", "v13", "v14"}) {  // those of building 1 have just helped
        world.on_duty(v);
        const auto id = ask(world);
        help(world, id, world.request(id).offers(0));
        world.off_duty(v);
    }
    config.mutable_policy()->set_accept_target_pct(target);
    config.mutable_policy()->set_wave_first(3);
    config.mutable_policy()->set_wave_max(3);
    EXPECT_EQ(world.configure(config).code(), v1::CODE_OK);
    for (const char* v : {"v11", "v12", "v13", "v14", "v21", "v22", "v23", "v24"}) world.on_duty(v);
    const auto id = ask(world);
    unsigned chance = 0;
    for (const auto& event : world.history().back().events) {
        if (event.fact().kind() == v1::FACT_KIND_WAVE_OPENED) {
            chance = event.fact().why().chance_pct();
        }
    }
    return chance;
}
TEST(RareAsking, RaisingTheTargetNeverLowersTheChanceBesideTiredPeople) {
    unsigned before = 0;
    for (const unsigned target : {30u, 40u, 50u, 60u, 70u, 80u, 90u, 95u}) {
        const unsigned chance = chance_with(target);
        EXPECT_GE(chance, before) << "target " << target;
        before = chance;
    }
}

// walking.md: whoever holds an open offer sees minutes and floors change at once.
v1::EstateConfig towers() {
    v1::EstateConfig config = long_street(220);
    config.mutable_policy()->set_wave_first(5);
    for (auto& b : *config.mutable_buildings()) {
        v1::Unit& unit = *b.add_units();
        unit.set_id("u1");
        unit.set_lift(true);
    }
    for (auto& h : *config.mutable_households()) {
        h.set_unit("u1");
        h.set_floor(20);
    }
    return config;
}
TEST(RareAsking, ALiftOutWhileAYesWaits) {
    World world = on_duty(towers());
    const std::string request = ask(world);
    show_all(world, request);
    const v1::Offer far = farthest_offer(world, request);
    ASSERT_GT(world.accept(far.volunteer_id(), far.id()).confirm_by(), world.now() + 5'000);
    v1::Command c;
    c.mutable_set_lift()->set_building("1");
    c.mutable_set_lift()->set_unit("u1");
    c.mutable_set_lift()->set_out_of_order(true);
    c.mutable_set_lift()->set_reason("坏了");
    ASSERT_EQ(by_k1(world, c).code(), v1::CODE_OK);
    for (const auto& o : world.request(request).offers()) {
        if (o.id() == far.id()) {
            EXPECT_EQ(o.floors(), 19u) << "the yes that waits";
        }
    }
    world.wait(60'000);
    ASSERT_EQ(world.request(request).visits_size(), 1);
    const auto& visit = world.request(request).visits(0);
    ASSERT_EQ(visit.volunteer_id(), far.volunteer_id());
    EXPECT_EQ(visit.floors(), 19u);
    EXPECT_GE(visit.promised_at(), visit.accepted_at() + 90'000 + (far.walk_s() + 100) * 1000)
        << "promised after the lift had stopped, with the time of the lift";
}

// A yes to an offer that had run out, while a second one of the same request is open.
TEST(RareAsking, AYesThatWaitsEndsTheSecondOfferOfThatPerson) {
    World world(long_street(150));
    for (const char* v : {"v11", "v41"}) world.on_duty(v);
    const std::string request = ask(world);
    world.escalate(request);
    const auto both_asked = [&] {
        return !world.offer_of("v11", request).empty() && !world.offer_of("v41", request).empty();
    };
    show_all(world, request);
    world.wait(70'000);  // both have let it run out
    for (int i = 0; i < 20 && !both_asked(); ++i) {
        show_all(world, request);
        world.wait(10'000);
    }
    ASSERT_TRUE(both_asked());
    show_all(world, request);
    std::vector<v1::Offer> of_far;
    for (const auto& o : world.request(request).offers()) {
        if (o.volunteer_id() == "v41") of_far.push_back(o);
    }
    ASSERT_GE(of_far.size(), 2u);
    ASSERT_EQ(of_far[0].outcome(), v1::OFFER_OUTCOME_TIMED_OUT);
    ASSERT_EQ(of_far.back().outcome(), v1::OFFER_OUTCOME_OPEN);
    const auto yes = world.accept("v41", of_far[0].id());
    ASSERT_EQ(yes.code(), v1::CODE_OK);
    ASSERT_GT(yes.confirm_by(), world.now());
    world.decline("v41", of_far.back().id());  // the newer notification is wiped away
    // What is known of v41 must be what a reload knows: their yes waits, nobody else asks them.
    const auto other = world.submit("h2", "lost_found").request_id();
    world.escalate(other);
    EXPECT_EQ(world.offer_of("v41", other), "") << "their yes waits";
}

// policy.md: who waits goes unless somebody better placed says yes; roster.md spares a running
// visit.
TEST(RareAsking, AYesThatWaitsOutlastsTheShift) {
    v1::EstateConfig config = long_street(220);
    config.mutable_policy()->set_wave_first(5);
    World world = on_duty(config);
    std::string request = ask(world);
    show_all(world, request);
    const v1::Offer far = farthest_offer(world, request);
    ASSERT_FALSE(far.id().empty());
    ASSERT_EQ(world.cancel("h1", request).code(), v1::CODE_OK);
    // Their shift ends at midnight UTC; five seconds before, they say yes.
    v1::Command c;
    v1::Shift& shift = *c.mutable_set_shifts()->add_shifts();
    shift.set_weekday(2);
    shift.set_from_min(22 * 60);
    shift.set_to_min(24 * 60);
    ASSERT_EQ(world.ask(World::helper(far.volunteer_id()), c).code(), v1::CODE_OK);
    ASSERT_EQ(world.volunteer(far.volunteer_id()).duty_until(), kWednesday);
    world.wait(kWednesday - 6'000 - world.now());
    request = ask(world);
    show_all(world, request);
    const auto offer = world.offer_of(far.volunteer_id(), request);
    ASSERT_FALSE(offer.empty());
    ASSERT_GT(world.accept(far.volunteer_id(), offer).confirm_by(), kWednesday + 1'000);
    world.wait(61'000);
    const auto& r = world.request(request);
    ASSERT_EQ(r.visits_size(), 1) << "nobody else has said yes";
    EXPECT_EQ(r.visits(0).volunteer_id(), far.volunteer_id());
}

// ---- a life in danger, said after a first tap ----

v1::EstateConfig where_it_may_burst(unsigned fold_after) {
    v1::EstateConfig config = one_riser(fold_after);
    config.mutable_script()->set_text("先离开，打119");
    config.mutable_script()->add_numbers("119");
    v1::Option& burst = ask_how_bad(config);
    burst.set_life_threatening(true);
    burst.set_headcount(2);
    v1::Option& many = *config.mutable_categories(0)->mutable_questions(0)->add_options();
    many.set_id("flood");
    many.set_text("flood");
    many.set_headcount(3);
    return config;
}

TEST(Worse, TheOpenRequestOfTheKindKnowsThatALifeIsInDanger) {
    World world(where_it_may_burst(3));
    for (const char* v : {"v1", "v2"}) world.on_duty(v);
    std::vector<std::string> ids;
    for (const char* h : {"h1", "h2", "h3"}) {
        ids.push_back(
            world.ask(World::resident(h), submit_answering("water", "how", "slow")).request_id());
    }
    ASSERT_FALSE(world.request(ids[1]).incident_id().empty());
    const auto again = world.ask(World::resident("h2"), submit_answering("water", "how", "burst"));
    EXPECT_EQ(again.request_id(), ids[1]) << "one request, which knows now";
    EXPECT_FALSE(again.repeat());
    const v1::Request& r = world.request(ids[1]);
    EXPECT_TRUE(r.life_threatening());
    EXPECT_EQ(r.urgency(), v1::URGENCY_URGENT);
    EXPECT_EQ(r.headcount(), 2u);
    EXPECT_EQ(r.alarm().reason(), v1::ALARM_REASON_LIFE_THREATENING);
    ASSERT_EQ(r.answers_size(), 1);
    EXPECT_EQ(r.answers(0).option(), "burst");
    EXPECT_EQ(r.incident_id(), "") << "never behind others";
    const auto slow = world.ask(World::resident("h2"), submit_answering("water", "how", "slow"));
    EXPECT_TRUE(slow.repeat());
    EXPECT_TRUE(world.request(ids[1]).life_threatening()) << "nor harmless again";
}

TEST(Worse, WhatALeadHadAskedForOthersStaysWithThem) {
    World world(where_it_may_burst(3));
    std::vector<std::string> ids;
    for (const auto& [door, how] : {std::pair{"h1", "slow"}, {"h2", "slow"}, {"h3", "flood"}}) {
        ids.push_back(
            world.ask(World::resident(door), submit_answering("water", "how", how)).request_id());
    }
    ASSERT_EQ(world.request(ids[0]).headcount(), 3u) << "it leads";
    world.ask(World::resident("h1"), submit_answering("water", "how", "burst"));
    EXPECT_EQ(world.request(ids[0]).headcount(), 2u);
    EXPECT_EQ(world.request(ids[1]).headcount(), 3u) << "the next one leads";
}

TEST(Worse, WhoIsOnTheWayIsNeverOneTooMany) {
    World world(where_it_may_burst(3));
    for (const char* v : {"v1", "v2"}) world.on_duty(v);
    std::string lead;
    for (const char* door : {"h1", "h2", "h3"}) {
        const bool last = std::string_view(door) == "h3";
        const auto id = world
                            .ask(World::resident(door),
                                 submit_answering("water", "how", last ? "flood" : "slow"))
                            .request_id();
        if (lead.empty()) lead = id;
    }
    for (const char* v : {"v1", "v2"}) world.accept(v, world.offer_of(v, lead));
    ASSERT_EQ(live_visits(world.request(lead)), 2u);
    ASSERT_EQ(by_k1(world, unfold_of(lead)).code(), v1::CODE_OK);
    EXPECT_EQ(world.request(lead).headcount(), 2u);
}

TEST(Worse, WhatIsSaidAgainReachesTheHelper) {
    World world(where_it_may_burst(9));
    auto tap = submit_answering("water", "how", "slow");
    tap.mutable_submit_request()->mutable_note()->set_data("first");
    const auto id = world.ask(World::resident("h1"), tap).request_id();
    auto worse = submit_answering("water", "how", "burst");
    worse.mutable_submit_request()->mutable_note()->set_data("worse");
    world.ask(World::resident("h1"), worse);
    tap.mutable_submit_request()->mutable_note()->set_data("and");
    EXPECT_TRUE(world.ask(World::resident("h1"), tap).repeat());
    const v1::Request& r = world.request(id);
    EXPECT_EQ(r.note().data(), "first");
    ASSERT_EQ(r.remarks_size(), 2);
    EXPECT_EQ(r.remarks(0).text().data(), "worse");
    EXPECT_EQ(r.remarks(1).text().data(), "and");
    EXPECT_EQ(r.remarks(1).by().id(), "h1");
}

TEST(Worse, WordsForWhichThereIsNoRoomAreRefusedAndNotDropped) {
    World world(where_it_may_burst(9));
    auto tap = submit_answering("water", "how", "slow");
    const auto id = world.ask(World::resident("h1"), tap).request_id();
    tap.mutable_submit_request()->mutable_note()->set_data("more");
    for (int i = 0; i < kMaxRemarks; ++i) {
        ASSERT_EQ(world.ask(World::resident("h1"), tap).code(), v1::CODE_OK);
    }
    const auto refused = world.ask(World::resident("h1"), tap);
    EXPECT_EQ(refused.code(), v1::CODE_WRONG_STATE);
    EXPECT_EQ(refused.field(), "submit.note");
    tap.mutable_submit_request()->clear_note();
    EXPECT_TRUE(world.ask(World::resident("h1"), tap).repeat()) << "it is about the words";
    auto worse = submit_answering("water", "how", "burst");
    worse.mutable_submit_request()->mutable_note()->set_data("more");
    EXPECT_EQ(world.ask(World::resident("h1"), worse).code(), v1::CODE_OK);
    EXPECT_TRUE(world.request(id).life_threatening());
}

TEST(Worse, WhoLacksTheLicenceItTakesNowIsAskedNoMore) {
    v1::EstateConfig config = where_it_may_burst(9);
    for (auto& question : *config.mutable_categories(0)->mutable_questions()) {
        for (auto& option : *question.mutable_options()) {
            if (option.life_threatening()) option.set_licence("gas");
        }
    }
    World world(config);
    world.on_duty("v1");
    const auto id =
        world.ask(World::resident("h1"), submit_answering("water", "how", "slow")).request_id();
    ASSERT_FALSE(world.offer_of("v1", id).empty());
    world.ask(World::resident("h1"), submit_answering("water", "how", "burst"));
    EXPECT_EQ(world.request(id).offers(0).outcome(), v1::OFFER_OUTCOME_WITHDRAWN);
    EXPECT_EQ(open_offers(world.request(id)), 0u);
}

TEST(Worse, WhatOnlyTheFirstAnswerTookKeepsNobodyFromALife) {
    v1::EstateConfig config = where_it_may_burst(9);
    config.mutable_categories(0)->clear_skill();
    for (auto& question : *config.mutable_categories(0)->mutable_questions()) {
        for (auto& option : *question.mutable_options()) {
            if (option.life_threatening()) continue;
            option.set_licence("gas");
            option.set_skill("plumbing");
        }
    }
    World world(config);
    world.on_duty("v4");
    const auto id =
        world.ask(World::resident("h1"), submit_answering("water", "how", "slow")).request_id();
    ASSERT_EQ(world.request(id).licence(), "gas");
    ASSERT_EQ(world.offer_of("v4", id), "");
    world.ask(World::resident("h1"), submit_answering("water", "how", "burst"));
    EXPECT_EQ(world.request(id).licence(), "");
    EXPECT_EQ(world.request(id).skill(), "");
    EXPECT_NE(world.offer_of("v4", id), "") << "whoever is near";
}

TEST(Worse, NeitherPauseNorHoldStandsAgainstALife) {
    for (const bool held : {true, false}) {
        World world(where_it_may_burst(9));
        world.on_duty("v1");
        const auto id =
            world.ask(World::resident("h1"), submit_answering("water", "how", "slow")).request_id();
        v1::Command hold;
        hold.mutable_hold_request()->set_request_id(id);
        hold.mutable_hold_request()->set_seconds(600);
        hold.mutable_hold_request()->set_reason("等一等");
        ASSERT_EQ(by_k1(world, held ? hold : pause_of(id, 600)).code(), v1::CODE_OK);
        world.ask(World::resident("h1"), submit_answering("water", "how", "burst"));
        EXPECT_FALSE(is_held(world.request(id)));
        EXPECT_FALSE(is_paused(world.request(id)));
        EXPECT_EQ(world.request(id).alarm().reason(), v1::ALARM_REASON_LIFE_THREATENING);
        EXPECT_FALSE(world.offer_of("v1", id).empty()) << "asked at once";
    }
}

}  // namespace
}  // namespace circle::core::testing
