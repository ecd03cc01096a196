// Who is spared, who is kept for what is urgent, and who is sent at last.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/core/street.hpp"

namespace circle::core {
namespace {

using namespace testing;

TEST(Sparing, ThreeIgnoredInARowRest) {
    World world = on_duty(long_street(60));
    const std::string request = ask(world);
    const std::string who = world.request(request).offers(0).volunteer_id();
    int ignored = 0;
    for (int i = 0; i < 150 && world.volunteer(who).workload().rest_until() == 0; ++i) {
        show_all(world, request);
        world.wait(4 * kSecond);
        ignored = std::max<int>(ignored, world.volunteer(who).workload().ignored());
    }
    EXPECT_EQ(ignored, 2);
    EXPECT_GT(world.volunteer(who).workload().rest_until(), world.now() + 1'500 * kSecond);
}

TEST(Sparing, DailyJobsAreALimitAndAreCountedFromTheLog) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_jobs_per_day(1);
    World world = on_duty(config);
    const std::string request = ask(world);
    const v1::Offer offer = world.request(request).offers(0);
    help(world, request, offer);
    EXPECT_EQ(world.volunteer(offer.volunteer_id()).workload().jobs(), 1u);
    const std::string next = ask(world, "h2");
    for (const auto& o : world.request(next).offers()) {
        EXPECT_NE(o.volunteer_id(), offer.volunteer_id());
    }
}

// Whom one more request asks first, of all who are next door.
std::string first_asked(World& world) {
    return world.request(ask(world, "h2")).offers(0).volunteer_id();
}

TEST(Sparing, WhoWasAlertedOftenEnoughComesAfterTheOthers) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_alerts_per_hour(2);
    config.mutable_policy()->set_wave_first(1);
    config.mutable_policy()->set_rest_after_ignored(100);
    World world(config);
    for (const char* v : {"v11", "v12"}) world.on_duty(v);
    const std::string tired = first_asked(world);
    const std::string other = tired == "v11" ? "v12" : "v11";
    world.cancel("h2", world.request(ask(world, "h2")).id());
    world.off_duty(other);
    for (int i = 0; i < 2; ++i) world.cancel("h2", ask(world, "h2"));
    world.on_duty(other);
    EXPECT_EQ(first_asked(world), other);
    world.cancel("h2", ask(world, "h2"));
    world.wait(3'600 * kSecond);
    EXPECT_EQ(first_asked(world), tired) << "an hour later it is forgotten";
}

// h1, in a building without a lift.
void live_upstairs(v1::EstateConfig& config, int floor) {
    config.mutable_buildings(0)->add_units()->set_id("1");
    for (v1::HouseholdConfig& household : *config.mutable_households()) {
        if (household.building() == "1") household.set_unit("1");
    }
    config.mutable_households(0)->set_floor(floor);
}

// Two are next door. Who was asked in vain often enough comes last, and both of them are missed.
TEST(Sparing, TheTimelineSaysWhySomebodyNearerComesLater) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_alerts_per_hour(1);
    config.mutable_policy()->set_missed_s(86'400);
    World world(config);
    for (const char* v : {"v11", "v12"}) world.on_duty(v);
    for (int i = 0; i < 8; ++i) {
        const std::string request = ask(world);
        help(world, request, world.request(request).offers(0));
        world.wait(3'600 * kSecond);
    }
    world.off_duty("v12");
    world.cancel("h2", ask(world, "h2"));
    world.on_duty("v12");
    v1::Command tap;
    tap.mutable_submit_request()->set_category("lost_found");
    const Effects asked = world.send(World::resident("h2"), tap);
    const auto wave = std::find_if(asked.events.begin(), asked.events.end(),
                                   [](const auto& e) { return e.fact().has_why(); });
    ASSERT_NE(wave, asked.events.end());
    const v1::Why& why = wave->fact().why();
    ASSERT_EQ(why.candidates_size(), 2);
    EXPECT_EQ(why.candidates(0).volunteer_id(), "v12");
    EXPECT_FALSE(why.candidates(0).tired());
    EXPECT_TRUE(why.candidates(1).tired());
    EXPECT_GT(why.candidates(1).missed_pct(), 0u);
}

TEST(Sparing, AVisitWithManyFloorsRestsLonger) {
    for (const int floor : {8, 9}) {  // seven floors up, and eight
        v1::EstateConfig config = long_street(60);
        live_upstairs(config, floor);
        World world = on_duty(config);
        const std::string request = ask(world);
        const v1::Offer offer = world.request(request).offers(0);
        EXPECT_EQ(offer.floors(), static_cast<unsigned>(floor - 1));
        help(world, request, offer);
        const Time rest = world.volunteer(offer.volunteer_id()).workload().rest_until();
        EXPECT_EQ((rest - world.now()) / kSecond, floor == 9 ? 1'200 : 600);
    }
}

TEST(Sparing, FloorsOfADayAreALimit) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_floors_per_day(5);
    live_upstairs(config, 6);
    World world = on_duty(config);
    const std::string request = ask(world);
    const v1::Offer offer = world.request(request).offers(0);
    help(world, request, offer);
    EXPECT_EQ(world.volunteer(offer.volunteer_id()).workload().floors(), 5u);
    const std::string next = ask(world, "h2");
    show_all(world, next);
    world.wait(300 * kSecond);
    for (const auto& o : world.request(next).offers()) {
        EXPECT_NE(o.volunteer_id(), offer.volunteer_id());
    }
    const std::string urgent = world.submit("h1", "elder_care").request_id();
    EXPECT_NE(world.offer_of(offer.volunteer_id(), urgent), "") << "what is urgent spares nobody";
}

TEST(Sparing, WhoDoesNotAnswerThreeTimesIsAskedAfterTheOthers) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_wave_first(1);
    config.mutable_policy()->set_alerts_per_hour(60);
    World world(config);
    world.on_duty("v11");
    for (int i = 0; i < 3; ++i) {
        const std::string request = ask(world);
        show_all(world, request);
        world.wait(61 * kSecond);
        world.cancel("h1", request);
    }
    EXPECT_GT(world.volunteer("v11").workload().rest_until(), world.now());
    world.on_duty("v12");
    EXPECT_EQ(first_asked(world), "v12");
}

TEST(Sparing, LimitsEndWithTheDayThoughNothingElseHappens) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_jobs_per_day(1);
    World world(config);
    world.on_duty("v11");
    const std::string first = ask(world);
    help(world, first, world.request(first).offers(0));
    const std::string next = ask(world, "h2");
    const Time midnight = (world.now() / kDay + 1) * kDay;
    world.wait(midnight - 1 - world.now());
    EXPECT_EQ(world.request(next).offers_size(), 0);
    world.wait(1);
    EXPECT_EQ(open_of(world, next), 1);
}

TEST(Reserve, TheLastFewAreKeptForUrgentRequests) {
    v1::EstateConfig config = long_street(60);
    config.mutable_policy()->set_reserve_urgent(16);
    World world = on_duty(config);
    const std::string kept = ask(world);
    EXPECT_EQ(open_of(world, kept), 0);
    const auto& events = world.history().back().events;
    const auto why = std::find_if(events.begin(), events.end(), [](const v1::Event& event) {
        return event.fact().kind() == v1::FACT_KIND_ALARM_RAISED;
    });
    ASSERT_NE(why, events.end());
    EXPECT_EQ(why->fact().why().reserved(), 16u) << "the timeline says who was kept";
    EXPECT_GT(open_of(world, world.submit("h2", "elder_care").request_id()), 0);
}

TEST(Staff, AreSentWhenNobodyHasSaidYesAndHaveToSetOut) {
    v1::EstateConfig config = testing::small_estate();
    World world(config);
    world.on_duty("s1");
    world.on_duty("v3");
    const std::string request = world.submit("h5", "lost_found").request_id();
    world.wait(360 * kSecond);
    const v1::Request& r = world.request(request);
    ASSERT_EQ(r.visits_size(), 1);
    EXPECT_EQ(r.visits(0).volunteer_id(), "s1");
    EXPECT_TRUE(r.visits(0).offer_id().empty());
    world.wait(60 * kSecond);
    EXPECT_EQ(world.request(request).alarm().reason(), v1::ALARM_REASON_NO_NEWS);
    world.progress("s1", request, v1::VISIT_STATE_ON_THE_WAY);
    EXPECT_EQ(world.request(request).visits(0).state(), v1::VISIT_STATE_ON_THE_WAY);
}

}  // namespace
}  // namespace circle::core
