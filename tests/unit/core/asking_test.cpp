// How many are asked, who, and for how long a yes waits.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cmath>

#include "dispatcher/core/acceptance.hpp"
#include "dispatcher/core/confirming.hpp"
#include "dispatcher/core/leaving.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/wave.hpp"
#include "dispatcher/core/worth.hpp"
#include "tests/unit/core/street.hpp"

namespace circle::core {
namespace {

using ::testing::HasSubstr;
using namespace testing;

TEST(Acceptance, OneDecayedEstimateForEachPersonAroundTheEstatesMean) {
    const Policy policy;
    EXPECT_NEAR(estate_chance({0, 0}, policy), .40, 1e-9);
    EXPECT_NEAR(estate_chance({20'000, 60'000}, policy), (20 + 8.0) / 100, 1e-9);
    v1::Workload person;
    EXPECT_NEAR(chance_of_yes(person, .4), .4, 1e-9);
    for (int i = 0; i < 25; ++i) count_answer(person, false, 10);
    EXPECT_NEAR(chance_of_yes(person, .4), .2, 1e-9);
    const double soon = chance_of_yes(person, .4);
    turn_to_day(person, 33);  // after 23 days half of it is forgotten
    EXPECT_GT(chance_of_yes(person, .4), soon);
    EXPECT_NEAR(person.no_milli(), 12'500, 600);
}

TEST(Acceptance, WhoIsSilentBecomesLessLikely) {
    const AnswerTime times(20 * kSecond);
    EXPECT_NEAR(times.answered(20 * kSecond), .5, 1e-9);
    EXPECT_NEAR(times.still_yes(.4, 0), .4, 1e-9);
    // .4 · ½ of a yes against .6 · (½ + ½ · ½) of a no.
    EXPECT_NEAR(times.still_yes(.4, 20 * kSecond), .2 / (.2 + .45), 1e-9);
    v1::Workload person;
    count_silence(person, .4, times, 20 * kSecond, 1);
    EXPECT_NEAR(person.yes_milli(), 500 * .2 / .65, 1);
    EXPECT_NEAR(person.yes_milli() + person.no_milli(), 500, 1);
}

TEST(Worth, OfBeingThereInTimeAndEarly) {
    v1::Request request;
    request.set_clock_from(0);
    request.set_sla_due_at(600 * kSecond);
    const Policy policy;
    const Worth worth(request, policy, {});
    // Half of the people take longer than the median to set out.
    EXPECT_NEAR(worth.in_time(600 * kSecond - policy.turnout, 0), .5, 1e-6);
    EXPECT_EQ(worth.in_time(600 * kSecond, 0), 0);
    EXPECT_GT(worth.of(0, 100 * kSecond), worth.of(0, 200 * kSecond));
    EXPECT_GT(worth.of(3'000 * kSecond, 0), 0) << "too late is better than never";
}

TEST(Worth, LearnsHowLongPeopleTakeAndForgetsWithoutATrace) {
    v1::Visit slow;
    slow.set_accepted_at(1);
    slow.set_arrived_at(1 + 300 * kSecond);
    Turnouts seen;
    for (int i = 0; i < 100; ++i) seen.add(slow, 0);
    v1::Request request;
    request.set_sla_due_at(600 * kSecond);
    EXPECT_LT(Worth(request, {}, seen).in_time(0, 350 * kSecond),
              Worth(request, {}, {}).in_time(0, 350 * kSecond));
    for (int i = 0; i < 100; ++i) seen.add(slow, 0, -1);
    EXPECT_EQ(seen.count + seen.sum + seen.squares, 0);
}

TEST(Wave, ChanceIsThatOfAPoissonBinomial) {
    Wave wave;
    for (const double p : {.5, .4, .2}) wave.add(p, 1);
    EXPECT_NEAR(wave.chance(1), 1 - .5 * .6 * .8, 1e-12);
    EXPECT_NEAR(wave.chance(2), 1 - .24 - (.5 * .6 * .8 + .5 * .4 * .8 + .5 * .6 * .2), 1e-12);
    EXPECT_NEAR(wave.chance(3), .5 * .4 * .2, 1e-12);
    EXPECT_NEAR(wave.chance(4), 0, 1e-12);
}

TEST(Wave, GainIsTheDifferenceOfValues) {
    Wave wave(.3);
    wave.add(.5, .9);
    wave.add(.4, .6);
    for (const auto& [chance, worth] : {std::pair{.3, .95}, {.3, .8}, {.7, .5}, {.2, .1}}) {
        Wave more = wave;
        more.add(chance, worth);
        EXPECT_NEAR(more.value() - wave.value(), wave.gain(chance, worth), 1e-12);
    }
}

TEST(Asking, FewAtFirstAndOneMoreEveryTenSeconds) {
    World world = on_duty(long_street(60));
    const std::string request = ask(world);
    EXPECT_EQ(open_of(world, request), 3);
    EXPECT_EQ(world.request(request).rung(), v1::RUNG_ESTATE) << "four of the building do not do";
    const auto& why = world.history().back();
    EXPECT_THAT(to_string(why), HasSubstr("RUNG_OPENED"));
    for (const auto& o : world.request(request).offers()) {
        EXPECT_EQ(o.volunteer_id()[1] == '1' || o.volunteer_id()[1] == '2', true) << "the nearest";
    }
    show_all(world, request);
    for (const int open : {4, 5}) {
        world.wait(10 * kSecond);
        show_all(world, request);
        EXPECT_EQ(open_of(world, request), open);
    }
}

TEST(Asking, WhoIsTooFarToBeInTimeIsNotRungAtOnce) {
    for (const double metres : {60.0, 600.0}) {
        v1::EstateConfig config = long_street(metres);
        config.mutable_policy()->set_accept_prior_pct(20);
        World world = on_duty(config);
        EXPECT_EQ(open_of(world, ask(world)), metres < 100 ? 5 : 4) << "four live next door";
    }
}

TEST(Asking, AHigherTargetNeverAsksFewer) {
    int before = 0;
    for (const unsigned target : {10u, 40u, 60u, 80u, 90u, 99u}) {
        v1::EstateConfig config = long_street(60);
        config.mutable_policy()->set_accept_target_pct(target);
        config.mutable_policy()->set_wave_first(10);
        config.mutable_policy()->set_wave_max(10);
        World world = on_duty(config);
        const int asked = open_of(world, ask(world));
        EXPECT_GE(asked, before) << target;
        before = asked;
    }
    EXPECT_GT(before, 5);
}

TEST(Asking, MoreAsSilenceGoesOnAndNeverAboveTheCap) {
    World world = on_duty(long_street(60));
    const std::string request = ask(world);
    show_all(world, request);
    for (int i = 0; i < 60; ++i) {
        world.wait(10 * kSecond);
        show_all(world, request);
        ASSERT_LE(open_of(world, request), 10);
    }
    EXPECT_GT(world.request(request).offers_size(), 10);
}

// The chance of a yes that the newest wave of a request was opened with, in per cent.
unsigned chance_of_newest(const World& world, const std::string& request) {
    unsigned chance = 0;
    for (const Effects& effects : world.history()) {
        for (const auto& event : effects.events) {
            const bool wave = event.fact().kind() == v1::FACT_KIND_WAVE_OPENED;
            if (wave && event.fact().request_id() == request) {
                chance = event.fact().why().chance_pct();
            }
        }
    }
    return chance;
}

// Everybody is asked once, and these say no: their chances fall.
World with_refusals(const std::vector<unsigned>& refusals) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_wave_first(10);
    config.mutable_policy()->set_wave_max(10);
    World world = on_duty(config);
    for (const unsigned who : refusals) {
        const std::string id = "v" + std::to_string(who / 4 + 1) + std::to_string(who % 4 + 1);
        const std::string request = ask(world);
        if (const auto offer = world.offer_of(id, request); !offer.empty()) {
            world.decline(id, offer);
        }
        world.cancel("h1", request);
    }
    return world;
}

// The chance of a yes that the first wave has, in per cent, and how many it is.
std::pair<unsigned, int> first_wave(unsigned target, unsigned most,
                                    const std::vector<unsigned>& refusals) {
    World world = with_refusals(refusals);
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_accept_target_pct(target);
    config.mutable_policy()->set_wave_first(most);
    config.mutable_policy()->set_wave_max(most);
    EXPECT_EQ(world.configure(config).code(), v1::CODE_OK);
    const std::string request = ask(world);
    return {chance_of_newest(world, request), open_of(world, request)};
}

TEST(Asking, RaisingTheTargetNeverLowersTheChanceOfAYes) {
    EXPECT_TRUE(rc::check([] {
        const auto refusals = *rc::gen::scale(
            .1, rc::gen::container<std::vector<unsigned>>(rc::gen::inRange(0u, 16u)));
        const auto most = *rc::gen::inRange(1u, 11u);
        const auto one = *rc::gen::inRange(1u, 100u), other = *rc::gen::inRange(1u, 100u);
        const auto lower = first_wave(std::min(one, other), most, refusals);
        const auto higher = first_wave(std::max(one, other), most, refusals);
        RC_ASSERT(lower.first <= higher.first);
        RC_ASSERT(lower.second <= higher.second);
        // Alerts never above the cap: five for three where people are shy.
        RC_ASSERT(higher.second <= static_cast<int>(std::min(most * 5 / 3, 10u)));
    }));
}

// How many are asked at once when the promise has so long been running, with everybody silent.
int asked_after(v1::EstateConfig config, Time wait) {
    config.mutable_policy()->set_wave_first(10);
    config.mutable_policy()->set_wave_max(10);
    World world = on_duty(config);
    const std::string request = ask(world);
    int most = 0;
    for (Time t = 0; t <= wait; t += 10 * kSecond) {
        show_all(world, request);
        most = open_of(world, request);
        world.wait(10 * kSecond);
    }
    return most;
}

TEST(Asking, TheSecondHalfHasItsOwnTarget) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_accept_target_pct(10);
    config.mutable_policy()->set_accept_target_late_pct(10);
    EXPECT_LT(asked_after(config, 310 * kSecond), 3);
    config.mutable_policy()->set_accept_target_late_pct(99);
    EXPECT_LT(asked_after(config, 290 * kSecond), 3);
    EXPECT_GT(asked_after(config, 310 * kSecond), 5);
}

TEST(Asking, WhatIsUrgentHasItsOwnTarget) {
    for (const unsigned target : {10u, 99u}) {
        v1::EstateConfig config = long_street(60);
        config.mutable_policy()->set_accept_target_pct(50);
        config.mutable_policy()->set_accept_target_urgent_pct(target);
        World world = on_duty(config);
        const auto id = world.submit("h1", "elder_care").request_id();
        EXPECT_EQ(open_of(world, id), target == 10 ? 1 : 10);
    }
}

TEST(Asking, WhereFewSayYesFiveAreAskedForThree) {
    for (const unsigned prior : {29u, 30u}) {
        v1::EstateConfig config = long_street(60);
        config.mutable_policy()->set_accept_prior_pct(prior);
        World world = on_duty(config);
        EXPECT_EQ(open_of(world, ask(world)), prior == 29 ? 5 : 3);
    }
}

TEST(Asking, AtTheEndOnlyOneAtATime) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_leave_pool_s(120);
    EXPECT_GT(asked_after(config, 110 * kSecond), 5);
    EXPECT_EQ(asked_after(config, 200 * kSecond), 1);
}

TEST(Asking, ForWhatIsUrgentNeverOneAtATime) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_leave_pool_s(60);
    for (auto& category : *config.mutable_categories()) category.set_urgency(v1::URGENCY_URGENT);
    EXPECT_GT(asked_after(config, 100 * kSecond), 1);
}

TEST(Asking, ForWhatIsPausedTheTimeStandsStill) {
    v1::EstateConfig config = long_street(60);
    World world = on_duty(config);
    const std::string request = ask(world);
    v1::Command pause;
    pause.mutable_pause_clock()->set_request_id(request);
    pause.mutable_pause_clock()->set_reason(v1::PAUSE_REASON_PART);
    pause.mutable_pause_clock()->set_seconds(1'800);
    ASSERT_EQ(world.ask(World::coordinator("k1"), pause).code(), v1::CODE_OK);
    EXPECT_EQ(open_of(world, request), 0);
    world.wait(1'801 * kSecond);
    EXPECT_EQ(open_of(world, request), 3) << "as at the tap, not one by one as at the end";
    show_all(world, request);
    world.wait(10 * kSecond);
    EXPECT_EQ(open_of(world, request), 4);
}

TEST(Asking, SeveralAtOnceDoNotAskTheSameFewPeople) {
    World world = on_duty(long_street(60));
    const std::string a = ask(world, "h1"), b = ask(world, "h2"), c = ask(world, "h3");
    std::map<std::string, int> asked;
    for (const auto& id : {a, b, c}) {
        EXPECT_GT(open_of(world, id), 0);
        for (const auto& o : world.request(id).offers()) ++asked[o.volunteer_id()];
    }
    for (const auto& [id, n] : asked) EXPECT_LE(n, 2) << id;
}

// v11 to v14 live next door and v21 to v24 a minute's walk away, v11 has just helped.
std::string first_asked_after_a_visit(const v1::EstateConfig& config) {
    World world = on_duty(config);
    for (const char* other : {"v12", "v13", "v14"}) world.off_duty(other);
    const std::string request = ask(world);
    show_all(world, request);
    const std::string offer = world.offer_of("v11", request);
    EXPECT_EQ(world.accept("v11", offer).code(), v1::CODE_OK);
    world.wait(300 * kSecond);
    EXPECT_EQ(world.progress("v11", request, v1::VISIT_STATE_ARRIVED).code(), v1::CODE_OK);
    EXPECT_EQ(world.progress("v11", request, v1::VISIT_STATE_DONE).code(), v1::CODE_OK);
    return world.request(ask(world, "h2")).offers(0).volunteer_id();
}

TEST(Asking, WhoHasJustHelpedIsAskedAfterThoseWhoAreAlmostAsNear) {
    v1::EstateConfig config = long_street(20);
    EXPECT_EQ(first_asked_after_a_visit(config)[1], '2');
    config.mutable_policy()->set_spare_walk_s(1);
    config.mutable_policy()->set_fair_walk_s(1);
    EXPECT_EQ(first_asked_after_a_visit(config), "v11");
}

TEST(Asking, WhoSaysYesMoreOftenIsNotCalledFromFarther) {
    World world = on_duty(long_street(220));
    for (int i = 0; i < 10; ++i) {
        const std::string request = ask(world);
        show_all(world, request);
        const v1::Request r = world.request(request);
        for (const auto& o : r.offers()) {
            if (o.volunteer_id()[1] == '1') world.decline(o.volunteer_id(), o.id());
        }
        world.cancel("h1", request);
        world.wait(900 * kSecond);
    }
    const std::string request = ask(world);
    EXPECT_EQ(world.request(request).offers(0).volunteer_id()[1], '1') << "next door";
    EXPECT_LT(world.volunteer("v11").workload().yes_milli(), 1'000u);
}

// long_street(220) with one volunteer on duty at its far end, who walks fast, and four in building
// 2, who do not. In the last week `visits` requests were helped.
class WhoIsMissed : public ::testing::Test {
  protected:
    static Estate estate_of(int visits) {
        Estate estate;
        v1::EstateConfig& config = *estate.config.value.mutable_config();
        config = long_street(220);
        for (const v1::VolunteerConfig& v : config.volunteers()) {
            v1::Volunteer& volunteer = estate.volunteers[v.id()].value;
            volunteer.set_id(v.id());
            volunteer.set_group(v.group());
            volunteer.set_pace_mps(v.group() == "2" ? .8 : 1);
            const bool there = v.group() == "2" || v.id() == "v41";
            volunteer.set_duty(there ? v1::DUTY_ON_DUTY : v1::DUTY_OFF);
        }
        estate.call_roll();
        v1::Visit visit;
        visit.set_accepted_at(1);
        visit.set_arrived_at(1 + estate.policy.turnout);
        for (int i = 0; i < visits; ++i) estate.turnouts.add(visit, 0);
        return estate;
    }
    static double cost(const Estate& estate, const char* who) {
        return Leaving(estate, kStart).cost(estate.volunteers.at(who));
    }
    // Of building 3.
    static v1::Request request_of(const Estate& estate, v1::Urgency urgency) {
        v1::Request request;
        request.set_id("r");
        request.set_urgency(urgency);
        request.set_headcount(1);
        request.set_rung(v1::RUNG_ESTATE);
        request.set_building("3");
        *request.mutable_point() = estate.config.value.config().buildings(2).point();
        request.set_clock_from(kStart);
        request.set_sla_due_at(kStart + estate.policy.sla);
        return request;
    }
    static std::string first_asked(const Estate& estate, v1::Urgency urgency) {
        const v1::Request request = request_of(estate, urgency);
        const Moment moment{kStart, 7};
        return find_candidates(estate, find_free(estate), Leaving(estate, kStart), request, moment,
                               8)
            .best.at(0)
            .who->value.id();
    }
};

TEST_F(WhoIsMissed, WhoIsAloneCostsMoreThanWhoHasCompany) {
    const Estate busy = estate_of(2'646);
    EXPECT_GT(cost(busy, "v41"), cost(busy, "v21"));
    EXPECT_GT(cost(busy, "v21"), 0);
    EXPECT_EQ(cost(busy, "v42"), 0) << "off duty";
    EXPECT_EQ(cost(estate_of(3), "v41"), 0) << "who asks so rarely misses nobody";
    Estate nearest = estate_of(2'646);
    nearest.policy.missed = 1'000;
    EXPECT_EQ(cost(nearest, "v41"), 0) << "an estate that wants the nearest";
}

TEST_F(WhoIsMissed, WhoCanBeSparedGoesFirstUnlessItIsUrgent) {
    EXPECT_EQ(first_asked(estate_of(3), v1::URGENCY_NORMAL), "v41") << "the nearest";
    EXPECT_EQ(first_asked(estate_of(2'646), v1::URGENCY_NORMAL)[1], '2');
    EXPECT_EQ(first_asked(estate_of(2'646), v1::URGENCY_URGENT), "v41");
}

TEST_F(WhoIsMissed, AYesWaitsForWhoCanBeSpared) {
    for (const int visits : {3, 2'646}) {
        const Estate estate = estate_of(visits);
        v1::Request request = request_of(estate, v1::URGENCY_NORMAL);
        for (const char* who : {"v41", "v21"}) {
            v1::Offer& offer = *request.add_offers();
            offer.set_id(who);
            offer.set_volunteer_id(who);
            offer.set_opened_at(kStart);
            offer.set_outcome(v1::OFFER_OUTCOME_OPEN);
            offer.set_walk_s(
                walk_seconds(estate, estate.door(request), estate.volunteers.at(who), kStart));
        }
        const v1::Offer& alone = request.offers(0);
        const v1::Offer& spared = request.offers(1);
        const bool busy = visits > 1'000;
        EXPECT_EQ(confirm_by(estate, request, alone, kStart) > kStart, busy);
        EXPECT_EQ(goes_before(estate, request, spared, alone, kStart), busy);
    }
}

// Of a street these are on duty, and all are asked at once.
World street_of(std::initializer_list<const char*> people) {
    v1::EstateConfig config = long_street(220);
    config.mutable_policy()->set_wave_first(5);
    World world(config);
    for (const char* who : people) world.on_duty(who);
    return world;
}

TEST(Waiting, WhoComesTooFarIsNotToldWhoGoesWhileThatIsNotSure) {
    World world = street_of({"v11", "v31", "v41"});
    const std::string id = ask(world);
    show_all(world, id);
    ASSERT_GT(world.accept("v31", world.offer_of("v31", id)).confirm_by(), world.now());
    const auto outcome = world.accept("v41", world.offer_of("v41", id));
    EXPECT_EQ(outcome.code(), v1::CODE_TAKEN);
    EXPECT_EQ(outcome.winner(), "") << "v11 may still say yes";
}

TEST(Waiting, WhoHasSaidYesElsewhereIsNotWaitedFor) {
    World world = street_of({"v11", "v41", "v42"});
    const std::string here = ask(world, "h1");   // v11's building
    const std::string there = ask(world, "h5");  // v41 and v42 are nearer
    for (const auto& id : {here, there}) show_all(world, id);
    ASSERT_GT(world.accept("v41", world.offer_of("v41", here)).confirm_by(), world.now());
    ASSERT_GT(world.accept("v11", world.offer_of("v11", there)).confirm_by(), world.now());
    ASSERT_EQ(world.request(here).visits_size(), 1) << "v42 lives no nearer";
    EXPECT_EQ(world.request(here).visits(0).volunteer_id(), "v41");
}

// On a street where a walk to the far end eats the ten minutes.
class Nearer : public ::testing::Test {
  protected:
    Nearer() : world_(on_duty(five_at_once())), request_(ask(world_)) {
        show_all(world_, request_);
        for (const auto& o : world_.request(request_).offers()) {
            if (far_.empty() || o.walk_s() > walk_of(far_)) far_ = o.id();
            if (near_.empty() || o.walk_s() < walk_of(near_)) near_ = o.id();
        }
    }
    static v1::EstateConfig five_at_once() {
        v1::EstateConfig config = long_street(220);
        config.mutable_policy()->set_wave_first(5);
        return config;
    }
    std::uint32_t walk_of(const std::string& offer) const { return find(offer).walk_s(); }
    v1::Offer find(const std::string& id) const {
        for (const auto& o : world_.request(request_).offers()) {
            if (o.id() == id) return o;
        }
        return {};
    }
    v1::Outcome accept(const std::string& offer) {
        return world_.accept(find(offer).volunteer_id(), offer);
    }

    World world_;
    std::string request_, far_, near_;
};

TEST_F(Nearer, AYesFromFarWaitsAndTheNearerOneGoes) {
    ASSERT_GT(walk_of(far_), walk_of(near_) + 100);
    const auto outcome = accept(far_);
    EXPECT_EQ(outcome.code(), v1::CODE_OK);
    EXPECT_GT(outcome.confirm_by(), world_.now());
    EXPECT_LE(outcome.confirm_by(), world_.now() + 60 * kSecond);
    EXPECT_EQ(find(far_).outcome(), v1::OFFER_OUTCOME_CONFIRMING);
    EXPECT_EQ(world_.request(request_).state(), v1::REQUEST_STATE_OFFERING);
    EXPECT_EQ(accept(far_).confirm_by(), outcome.confirm_by()) << "an impatient finger";

    EXPECT_EQ(accept(near_).code(), v1::CODE_OK);
    EXPECT_EQ(find(far_).outcome(), v1::OFFER_OUTCOME_TAKEN);
    const v1::Request& r = world_.request(request_);
    ASSERT_EQ(r.visits_size(), 1);
    EXPECT_EQ(r.visits(0).volunteer_id(), find(near_).volunteer_id());
}

TEST_F(Nearer, NobodyNearerAnswersAndTheWaitEnds) {
    const auto outcome = accept(far_);
    world_.wait(outcome.confirm_by() - world_.now());
    const v1::Request& r = world_.request(request_);
    ASSERT_EQ(r.visits_size(), 1);
    EXPECT_EQ(r.visits(0).volunteer_id(), find(far_).volunteer_id());
    EXPECT_NE(find(near_).outcome(), v1::OFFER_OUTCOME_OPEN);
}

TEST_F(Nearer, WithoutAnybodyNearerThereIsNothingToWaitFor) {
    accept(far_);
    const v1::Request asked = world_.request(request_);
    for (const auto& o : asked.offers()) {
        if (o.outcome() == v1::OFFER_OUTCOME_OPEN && o.walk_s() < walk_of(far_)) {
            world_.decline(o.volunteer_id(), o.id());
        }
    }
    EXPECT_EQ(find(far_).outcome(), v1::OFFER_OUTCOME_ACCEPTED);
}

TEST_F(Nearer, WhoWaitsMayStillSayNo) {
    accept(far_);
    EXPECT_EQ(world_.decline(find(far_).volunteer_id(), far_).code(), v1::CODE_OK);
    EXPECT_EQ(find(far_).outcome(), v1::OFFER_OUTCOME_DECLINED);
    EXPECT_EQ(world_.request(request_).visits_size(), 0);
    EXPECT_GT(open_of(world_, request_), 0);
}

TEST_F(Nearer, TheEndOfTheRequestEndsTheWait) {
    accept(far_);
    EXPECT_EQ(world_.cancel("h1", request_).code(), v1::CODE_OK);
    EXPECT_EQ(find(far_).outcome(), v1::OFFER_OUTCOME_WITHDRAWN);
}

TEST_F(Nearer, TheNearestGoesAtOnce) {
    EXPECT_EQ(accept(near_).confirm_by(), 0);
    EXPECT_EQ(find(near_).outcome(), v1::OFFER_OUTCOME_ACCEPTED);
}

}  // namespace
}  // namespace circle::core
