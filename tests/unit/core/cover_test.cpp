// What residents are told before the tap, against numbers worked out by hand; the book.
#include "dispatcher/core/cover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "dispatcher/core/local_time.hpp"
#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using testing::kStart;
using testing::small_estate;
using testing::World;

v1::CategoryCover line_of(const World& world, const std::string& category,
                          const std::string& building) {
    for (const auto& entity : world.machine().entities()) {
        for (const auto& line : entity.cover().categories()) {
            if (line.category() == category && line.building() == building) return line;
        }
    }
    ADD_FAILURE() << "no line for " << category << " in " << building;
    return {};
}

TEST(TimeToYes, OfOnePersonFollowsFromTheTail) {
    // S(t) = 1 - p (1 - 2^(-t/20)); its integral to 60 is 60 - p (60 - 20/ln 2 * (1 - 1/8)).
    const double p = .4;
    const double integral = 60 - p * (60 - 20 / std::log(2.0) * .875);
    const double yes = p * .875;
    EXPECT_NEAR(time_to_yes({p}, 20'000, 60'000), 1000 * integral / yes, 30);
}

TEST(TimeToYes, MorePeopleAreFaster) {
    const double one = time_to_yes({.4}, 20'000, 60'000);
    const double three = time_to_yes({.4, .4, .4}, 20'000, 60'000);
    EXPECT_LT(three, one / 2);
    EXPECT_EQ(time_to_yes({}, 20'000, 60'000), 0);
}

TEST(Cover, CountsWhoCouldComeAndHowLong) {
    World world;
    EXPECT_EQ(line_of(world, "water", "1").people(), 0u);
    EXPECT_EQ(line_of(world, "water", "1").minutes(), 0u);
    for (const char* v : {"v1", "v2", "v3"}) world.on_duty(v);
    world.wait(kCoverEvery);
    // Plumbers are v1 and v2.
    EXPECT_EQ(line_of(world, "water", "1").people(), 2u);
    EXPECT_EQ(line_of(world, "water", "1").able(), 2u);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 3u);
    // By hand: chances .4 and .4; S(t) = (1 - .4 a)^2 with a = 1 - 2^(-t/20), to 60 s.
    const double k = 20 / std::log(2.0);
    const double a1 = 60 - k * .875;                                  // ∫ a
    const double a2 = 60 - 2 * k * .875 + k / 2 * (1 - .125 * .125);  // ∫ a²
    const double missed = std::pow(1 - .4 * .875, 2);
    const double yes = (60 - .8 * a1 + .16 * a2) / (1 - missed);
    // Walks to building 1: none, and 100 m with the detour: the upper of two is the median.
    const double walk = 1.3 * great_circle_m({31.2, 121.40105, 1}, {31.2, 121.4021, 1});
    const auto minutes = static_cast<unsigned>(std::ceil((yes + 90 + std::ceil(walk)) / 60));
    EXPECT_EQ(line_of(world, "water", "1").minutes(), minutes);
}

TEST(Cover, WhoHasAVisitIsNotCounted) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.wait(kCoverEvery);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 0u);
    EXPECT_EQ(line_of(world, "lost_found", "1").able(), 1u) << "busy, not unable";
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    world.wait(kCoverEvery);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 1u);
}

TEST(Cover, StaffCountWhenUrgentOrWhenNobodyElseIsThere) {
    World world;
    world.on_duty("s1");
    world.wait(kCoverEvery);
    EXPECT_EQ(line_of(world, "water", "1").people(), 1u);
    world.on_duty("v1");
    world.wait(kCoverEvery);
    EXPECT_EQ(line_of(world, "water", "1").people(), 1u);
    EXPECT_EQ(line_of(world, "elder_care", "1").people(), 2u);
}

TEST(Cover, IsLookedAtOnceForAllChangesOfFiveSeconds) {
    World world;
    EXPECT_EQ(line_of(world, "water", "1").people(), 0u) << "written when configured";
    world.wait(kCoverEvery);
    const auto written = [](const Effects& effects) {
        int n = 0;
        for (const auto& event : effects.events) n += event.fact().reason() == "now";
        return n;
    };
    v1::Command on;
    on.mutable_set_duty()->set_duty(v1::DUTY_ON_DUTY);
    for (const char* v : {"v1", "v2", "v3"}) {
        EXPECT_EQ(written(world.send(World::helper(v), on)), 0) << v;
    }
    EXPECT_EQ(written(world.wait(kCoverEvery)), 1);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 3u);
    EXPECT_EQ(written(world.wait(kDay)), 0);
    // Commands that come before the timers do not put it off.
    v1::Command off;
    off.mutable_set_duty()->set_duty(v1::DUTY_OFF);
    world.send(World::helper("v1"), off);
    EXPECT_EQ(written(world.send_after(kCoverEvery, World::helper("v2"), off)), 1);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 2u);
    world.wait(kCoverEvery);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 1u);
}

TEST(Cover, LeavesOutWhomTheEngineSparesForTheDay) {
    v1::EstateConfig config = small_estate();
    config.set_utc_offset_min(480);
    config.mutable_policy()->set_jobs_per_day(1);
    World world(config);
    for (const char* v : {"v1", "v3"}) world.on_duty(v);
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    world.wait(kCoverEvery);
    EXPECT_EQ(line_of(world, "water", "1").people(), 0u);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 1u);
    EXPECT_EQ(line_of(world, "elder_care", "1").people(), 2u) << "what is urgent spares nobody";
    world.wait(kDay);
    EXPECT_EQ(line_of(world, "water", "1").people(), 1u) << "a new day";
}

TEST(Cover, LeavesOutWhoIsKeptForUrgentRequests) {
    v1::EstateConfig config = small_estate();
    config.mutable_policy()->set_reserve_urgent(2);
    World world(config);
    for (const char* v : {"v1", "v3"}) world.on_duty(v);
    world.wait(kCoverEvery);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 0u);
    EXPECT_EQ(line_of(world, "elder_care", "1").people(), 2u);
    world.on_duty("v4");
    world.wait(kCoverEvery);
    EXPECT_EQ(line_of(world, "lost_found", "1").people(), 3u);
}

TEST(Cover, PausedTimeIsNotWhatVisitsTook) {
    World world;
    world.on_duty("v1");
    for (int i = 0; i < kEnoughVisits; ++i) {
        const auto id = world.submit("h1").request_id();
        v1::Command pause;
        pause.mutable_pause_clock()->set_request_id(id);
        pause.mutable_pause_clock()->set_reason(v1::PAUSE_REASON_PART);
        pause.mutable_pause_clock()->set_seconds(3'600);
        ASSERT_EQ(world.ask(World::coordinator("k1"), pause).code(), v1::CODE_OK);
        world.wait(kHour + 1'000);
        world.accept("v1", world.offer_of("v1", id));
        world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
        world.progress("v1", id, v1::VISIT_STATE_DONE);
        world.wait(kCoverEvery);
    }
    EXPECT_LT(line_of(world, "water", "1").minutes(), 9u);
}

TEST(Cover, IsNeverBelowWhatVisitsReallyTook) {
    World world;
    world.on_duty("v1");
    for (int i = 0; i < kEnoughVisits; ++i) {
        const auto id = world.submit("h1").request_id();
        world.accept("v1", world.offer_of("v1", id));
        const bool early = line_of(world, "water", "1").minutes() < 9;
        EXPECT_TRUE(early) << "too few to say";
        world.wait(500'000);
        world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
        world.progress("v1", id, v1::VISIT_STATE_DONE);
        world.wait(kCoverEvery);
    }
    EXPECT_EQ(line_of(world, "water", "1").minutes(), 9u);
    EXPECT_LT(line_of(world, "lost_found", "1").minutes(), 9u);
}

TEST(Cover, NamesTheNextShiftWhenNobodyIsThere) {
    v1::EstateConfig config = small_estate();
    config.set_utc_offset_min(480);
    v1::Shift& shift = *config.add_shifts();
    shift.set_volunteer("v2");
    shift.set_weekday(4);
    shift.set_from_min(540);
    shift.set_to_min(600);
    World world(config);
    const Time thursday_nine = (kStart + 480 * kMinute) / kDay * kDay + 25 * kHour;
    EXPECT_EQ(line_of(world, "water", "1").next_at(), thursday_nine);
    world.wait(thursday_nine + kCoverEvery - world.now());
    EXPECT_EQ(line_of(world, "water", "1").people(), 1u);
    EXPECT_EQ(line_of(world, "water", "1").next_at(), 0);
}

v1::Ledger ledger_of(const World& world, const std::string& month) {
    for (const auto& entity : world.machine().entities()) {
        if (entity.has_ledger() && entity.ledger().month() == month) return entity.ledger();
    }
    return {};
}

TEST(Book, VisitsMinutesAndBuildings) {
    World world;  // an estate on UTC: kStart is 14 November, 22:13:20
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.wait(4 * kMinute);
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.wait(20 * kMinute);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    world.off_duty("v1");
    const v1::Ledger ledger = ledger_of(world, "2023-11");
    ASSERT_EQ(ledger.people_size(), 1);
    EXPECT_EQ(ledger.people(0).volunteer_id(), "v1");
    EXPECT_EQ(ledger.people(0).visits(), 1u);
    EXPECT_EQ(ledger.people(0).minutes(), 24u);
    EXPECT_EQ(ledger.people(0).duty_minutes(), 24u);
    ASSERT_EQ(ledger.buildings_size(), 1);
    EXPECT_EQ(ledger.buildings(0).building(), "1");
    EXPECT_EQ(ledger.buildings(0).requests(), 1u);
    EXPECT_EQ(ledger.buildings(0).helped(), 1u);
    EXPECT_EQ(ledger.buildings(0).in_time(), 1u);
    EXPECT_EQ(ledger.buildings(0).minutes(), 4u);
}

TEST(Book, AResolvedRequestCountsTheVisitsThatItEnds) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.wait(11 * kMinute);
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    v1::Command c;
    c.mutable_resolve_request()->set_request_id(id);
    ASSERT_EQ(world.ask(World::resident("h1"), c).code(), v1::CODE_OK);
    const v1::Ledger ledger = ledger_of(world, "2023-11");
    EXPECT_EQ(ledger.people(0).visits(), 1u);
    EXPECT_EQ(ledger.buildings(0).in_time(), 0u) << "after the mark";
    EXPECT_EQ(ledger.buildings(0).helped(), 1u);
}

TEST(Book, ATapTakenBackIsNoCallUnlessThePromiseWasBroken) {
    World world;
    world.cancel("h1", world.submit("h1").request_id());
    EXPECT_EQ(ledger_of(world, "2023-11").buildings_size(), 0);
    const auto id = world.submit("h1").request_id();
    world.wait(11 * kMinute);
    world.cancel("h1", id);
    const v1::Ledger ledger = ledger_of(world, "2023-11");
    ASSERT_EQ(ledger.buildings_size(), 1);
    EXPECT_EQ(ledger.buildings(0).requests(), 1u);
    EXPECT_EQ(ledger.buildings(0).helped(), 0u);
}

TEST(Book, DutyIsSplitWhereMonthsEnd) {
    World world;
    const Time december = 1'701'388'800'000;  // 1 December, 00:00 UTC
    world.wait(december - 30 * kMinute - world.now());
    world.on_duty("v1");
    world.wait(kHour);
    world.off_duty("v1");
    EXPECT_EQ(ledger_of(world, "2023-11").people(0).duty_minutes(), 30u);
    EXPECT_EQ(ledger_of(world, "2023-12").people(0).duty_minutes(), 30u);
}

TEST(Book, KeepsTwoYears) {
    World world;
    for (int month = 0; month < 26; ++month) {
        world.on_duty("v1");
        world.wait(kMinute);
        world.off_duty("v1");
        world.wait(31 * kDay);
    }
    std::size_t n = 0;
    for (const auto& entity : world.machine().entities()) n += entity.has_ledger();
    EXPECT_LE(n, 24u);
    EXPECT_EQ(ledger_of(world, "2023-11").people_size(), 0);
}

TEST(Thanks, OnceFromTheHouseholdForAllWhoHelped) {
    World world;
    world.on_duty("v1");
    const auto id = world.submit("h1").request_id();
    v1::Command thanks;
    thanks.mutable_thank_helpers()->set_request_id(id);
    thanks.mutable_thank_helpers()->mutable_text()->set_data("谢谢王阿姨");
    EXPECT_EQ(world.ask(World::resident("h1"), thanks).code(), v1::CODE_WRONG_STATE);
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    EXPECT_EQ(world.ask(World::resident("h2"), thanks).field(), "thank_helpers.request_id");
    EXPECT_EQ(world.ask(World::resident("h1"), thanks).code(), v1::CODE_OK);
    EXPECT_TRUE(world.ask(World::resident("h1"), thanks).repeat());
    EXPECT_EQ(world.request(id).thanks().text().data(), "谢谢王阿姨");
    EXPECT_EQ(ledger_of(world, "2023-11").people(0).thanks(), 1u);
}

}  // namespace
}  // namespace circle::core
