// Weekly shifts, leave and swaps; duty that follows them; shifts without cover.
#include "dispatcher/core/roster.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatcher/core/gaps.hpp"
#include "dispatcher/core/local_time.hpp"
#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using testing::facts;
using ::testing::IsEmpty;
using testing::kStart;
using testing::small_estate;
using testing::World;

constexpr Time kShanghai = 480 * kMinute;
// Wednesday, 15 November 2023, 00:00 in Shanghai; kStart is 06:13:20 of that day.
constexpr Time kWednesday = (kStart + kShanghai) / kDay * kDay - kShanghai;

Time clock(int day, int hour, int minute = 0) {
    return kWednesday + day * kDay + hour * kHour + minute * kMinute;
}

void add_shift(v1::EstateConfig& config, const std::string& volunteer, unsigned weekday,
               unsigned from_h, unsigned to_h) {
    v1::Shift& shift = *config.add_shifts();
    shift.set_volunteer(volunteer);
    shift.set_weekday(weekday);
    shift.set_from_min(from_h * 60);
    shift.set_to_min(to_h * 60);
}

v1::EstateConfig rostered_estate() {
    v1::EstateConfig config = small_estate();
    config.set_utc_offset_min(480);
    return config;
}

Estate estate_of(const v1::EstateConfig& config) {
    Estate estate;
    *estate.config.value.mutable_config() = config;
    return estate;
}

void wait_until(World& world, Time at) {
    world.wait(at - world.now());
}

v1::Outcome ask_change(World& world, const v1::Principal& who, v1::ShiftChangeKind kind,
                       const Span& span, const std::string& with = {},
                       const std::string& volunteer = {}) {
    v1::Command c;
    auto& ask = *c.mutable_ask_shift_change();
    ask.set_kind(kind);
    ask.set_from(span.from);
    ask.set_to(span.to);
    ask.set_with_volunteer_id(with);
    ask.set_volunteer_id(volunteer);
    return world.ask(who, c);
}

v1::Outcome answer(World& world, const v1::Principal& who, const std::string& id,
                   v1::ShiftChangeState state) {
    v1::Command c;
    c.mutable_answer_shift_change()->set_id(id);
    c.mutable_answer_shift_change()->set_state(state);
    return world.ask(who, c);
}

template <class T>
std::vector<T> all_of(const World& world, bool (v1::Entity::*has)() const,
                      const T& (v1::Entity::*get)() const) {
    std::vector<T> found;
    for (const auto& entity : world.machine().entities()) {
        if ((entity.*has)()) found.push_back((entity.*get)());
    }
    return found;
}

std::vector<v1::CoverGap> gaps(const World& world) {
    return all_of<v1::CoverGap>(world, &v1::Entity::has_cover_gap, &v1::Entity::cover_gap);
}

std::vector<v1::ShiftChange> changes(const World& world) {
    return all_of<v1::ShiftChange>(world, &v1::Entity::has_shift_change, &v1::Entity::shift_change);
}

TEST(Spans, TouchingOnesAreOneAndTakingAwaySplits) {
    Spans spans;
    add(spans, {10, 20});
    add(spans, {30, 40});
    add(spans, {20, 25});
    EXPECT_EQ(spans, (Spans{{10, 25}, {30, 40}}));
    add(spans, {24, 31});
    EXPECT_EQ(spans, (Spans{{10, 40}}));
    take_away(spans, {15, 20});
    EXPECT_EQ(spans, (Spans{{10, 15}, {20, 40}}));
    take_away(spans, {0, 12});
    take_away(spans, {39, 50});
    EXPECT_EQ(spans, (Spans{{12, 15}, {20, 39}}));
}

TEST(LocalTime, DaysWeekdaysAndMonths) {
    const Estate estate = estate_of(rostered_estate());
    EXPECT_EQ(weekday_of(day_of(estate, kStart)), 3u);
    EXPECT_EQ(on_day(estate, day_of(estate, kStart), 0), kWednesday);
    EXPECT_EQ(month_of(estate, kStart), "2023-11");
    // 30 November, 16:00 UTC, is December in Shanghai.
    const Time december = 1'701'360'000'000;
    EXPECT_EQ(month_of(estate, december - 1), "2023-11");
    EXPECT_EQ(month_of(estate, december), "2023-12");
    EXPECT_EQ(next_month_after(estate, kStart), december);
    EXPECT_EQ(month_of(estate, next_month_after(estate, december)), "2024-01");
}

TEST(Roster, RepeatsWeeklyInLocalTime) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    const Estate estate = estate_of(config);
    const Roster roster(estate, kStart, kStart + 9 * kDay);
    ASSERT_NE(roster.at("v1", clock(0, 9)), nullptr);
    EXPECT_EQ(*roster.at("v1", clock(0, 9)), (Span{clock(0, 9), clock(0, 12)}));
    EXPECT_EQ(roster.at("v1", clock(0, 12)), nullptr);
    EXPECT_EQ(roster.at("v1", clock(0, 9) - 1), nullptr);
    EXPECT_NE(roster.at("v1", clock(7, 11)), nullptr);
    EXPECT_EQ(roster.at("v1", clock(1, 10)), nullptr);
    EXPECT_THAT(roster.of("v2"), IsEmpty());
}

TEST(Roster, AdjacentShiftsAreOneAcrossMidnightAndSunday) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 7, 20, 24);  // Sunday evening
    add_shift(config, "v1", 1, 0, 6);    // and on into Monday
    add_shift(config, "v1", 1, 6, 8);
    const Estate estate = estate_of(config);
    const Roster roster(estate, kStart, kStart + 9 * kDay);
    const Span* night = roster.at("v1", clock(4, 23));
    ASSERT_NE(night, nullptr);
    EXPECT_EQ(*night, (Span{clock(4, 20), clock(5, 8)}));
    EXPECT_EQ(roster.at("v1", clock(5, 7)), night);
}

TEST(Roster, KeepsTheClockOfEstatesWestOfGreenwich) {
    v1::EstateConfig config = rostered_estate();
    config.set_utc_offset_min(-570);  // Marquesas
    add_shift(config, "v1", 2, 22, 24);
    add_shift(config, "v1", 3, 0, 1);
    const Estate estate = estate_of(config);
    const Roster roster(estate, kStart, kStart + 2 * kDay);
    const Time tuesday = on_day(estate, day_of(estate, kStart), 0);
    EXPECT_EQ(weekday_of(day_of(estate, kStart)), 2u);
    const Span* night = roster.at("v1", tuesday + 23 * kHour);
    ASSERT_NE(night, nullptr);
    EXPECT_EQ(*night, (Span{tuesday + 22 * kHour, tuesday + 25 * kHour}));
}

TEST(Roster, LeaveTakesAwayAndSwapsMoveInTheOrderOfAgreement) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    Estate estate = estate_of(config);
    const auto change = [&](const std::string& id, v1::ShiftChangeKind kind, const char* whose,
                            const char* with, Time agreed) {
        v1::ShiftChange& c = estate.shift_changes[id].value;
        c.set_id(id);
        c.set_kind(kind);
        c.set_state(v1::SHIFT_CHANGE_STATE_AGREED);
        c.set_volunteer_id(whose);
        c.set_with_volunteer_id(with);
        c.set_from(clock(0, 9));
        c.set_to(clock(0, 11));
        c.set_answered_at(agreed);
    };
    const auto who_at = [&](Time at) {
        const Roster roster(estate, at, at);
        std::vector<std::string> who;
        for (const auto& [id, spans] : roster.all()) {
            if (roster.at(id, at)) who.push_back(id);
        }
        return who;
    };
    change("b", v1::SHIFT_CHANGE_KIND_SWAP, "v1", "v2", 10);
    EXPECT_THAT(who_at(clock(0, 10)), ElementsAre("v2"));
    EXPECT_THAT(who_at(clock(0, 11)), ElementsAre("v1"));
    EXPECT_THAT(who_at(clock(7, 10)), ElementsAre("v1")) << "only that week";
    change("a", v1::SHIFT_CHANGE_KIND_SWAP, "v2", "v3", 20);  // and on
    EXPECT_THAT(who_at(clock(0, 10)), ElementsAre("v3"));
    change("c", v1::SHIFT_CHANGE_KIND_LEAVE, "v3", "", 30);
    EXPECT_THAT(who_at(clock(0, 10)), IsEmpty());
    estate.shift_changes.at("c").value.set_state(v1::SHIFT_CHANGE_STATE_WITHDRAWN);
    EXPECT_THAT(who_at(clock(0, 10)), ElementsAre("v3"));
}

TEST(ShiftDuty, BeginsAndEndsByItself) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    World world(config);
    wait_until(world, clock(0, 9) - 1);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
    const Effects begins = world.wait(1);
    EXPECT_THAT(facts(begins), ElementsAre("DUTY_CHANGED v1"));
    EXPECT_EQ(begins.events.at(0).fact().reason(), "shift");
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY);
    EXPECT_EQ(world.volunteer("v1").duty_until(), clock(0, 12));
    wait_until(world, clock(0, 12) - 1);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY);
    const Effects ends = world.wait(1);
    EXPECT_EQ(ends.events.at(0).fact().reason(), "shift_over");
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
    EXPECT_EQ(world.volunteer("v1").duty_until(), 0);
    wait_until(world, clock(7, 9));
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY) << "a week later again";
}

TEST(ShiftDuty, OnesOwnSwitchWins) {
    v1::EstateConfig config = rostered_estate();
    for (const unsigned day : {3u, 4u}) add_shift(config, "v1", day, 9, 12);
    World world(config);
    wait_until(world, clock(0, 10));
    world.off_duty("v1");
    wait_until(world, clock(0, 12));
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF) << "off until the next shift";
    wait_until(world, clock(0, 14));
    world.on_duty("v1");
    EXPECT_EQ(world.volunteer("v1").duty_until(), 0) << "outside a shift without an end";
    wait_until(world, clock(1, 8));
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY);
    wait_until(world, clock(1, 9));
    EXPECT_EQ(world.volunteer("v1").duty_until(), clock(1, 12)) << "the shift takes it up";
    wait_until(world, clock(1, 10));
    world.off_duty("v1");
    world.on_duty("v1");
    EXPECT_EQ(world.volunteer("v1").duty_until(), clock(1, 12));
    wait_until(world, clock(1, 12));
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
}

TEST(ShiftDuty, OffBeforeTheLateTimerIsServedWinsToo) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    World world(config);
    v1::Command off;
    off.mutable_set_duty()->set_duty(v1::DUTY_OFF);
    const auto said = world.send_after(clock(0, 9, 5) - world.now(), World::helper("v1"), off);
    EXPECT_FALSE(said.outcomes.at(0).outcome().repeat());
    world.wait(kMinute);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
}

TEST(ShiftDuty, AnOutageOverTheBeginningIsMadeUpFor) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    World world(config);
    world.outage(clock(0, 10) - world.now());
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY);
    world.outage(clock(0, 14) - world.now());
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
}

TEST(ShiftDuty, WhoComesOnDutyIsAskedForWhatWaits) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    World world(config);
    wait_until(world, clock(0, 8, 58));
    const auto id = world.submit("h1").request_id();
    EXPECT_EQ(world.offer_of("v1", id), "");
    wait_until(world, clock(0, 9));
    EXPECT_NE(world.offer_of("v1", id), "");
}

TEST(ShiftDuty, OpenOffersAreWithdrawnAtItsEnd) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    World world(config);
    wait_until(world, clock(0, 12) - 2);
    const auto id = world.submit("h1").request_id();
    ASSERT_NE(world.offer_of("v1", id), "");
    const Effects end = world.wait(1);
    EXPECT_THAT(facts(end), Contains("OFFER_ENDED v1 WITHDRAWN"));
    EXPECT_EQ(world.offer_of("v1", id), "");
}

TEST(ShiftDuty, ARunningVisitIsSpared) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    config.mutable_policy()->set_duty_grace_s(600);
    World world(config);
    wait_until(world, clock(0, 11, 59));
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    wait_until(world, clock(0, 12, 5));
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY);
    const auto other = world.submit("h2").request_id();
    world.progress("v1", id, v1::VISIT_STATE_DONE);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
    EXPECT_EQ(world.offer_of("v1", other), "") << "the shift was over: nothing more is offered";
}

TEST(ShiftDuty, TheGraceEndsTheDutyAndKeepsTheVisit) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    config.mutable_policy()->set_duty_grace_s(600);
    World world(config);
    wait_until(world, clock(0, 11, 59));
    const auto id = world.submit("h1").request_id();
    world.accept("v1", world.offer_of("v1", id));
    world.progress("v1", id, v1::VISIT_STATE_ARRIVED);
    wait_until(world, clock(0, 12, 10) - 1);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY);
    world.wait(1);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
    EXPECT_EQ(world.request(id).state(), v1::REQUEST_STATE_ARRIVED);
    EXPECT_EQ(world.progress("v1", id, v1::VISIT_STATE_DONE).code(), v1::CODE_OK);
}

TEST(SetShifts, ReplacesOnePersonsWeekAndIsChecked) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    add_shift(config, "v2", 3, 9, 12);
    World world(config);
    const auto week = [](unsigned from, unsigned to) {
        v1::Command c;
        v1::Shift& shift = *c.mutable_set_shifts()->add_shifts();
        shift.set_weekday(3);
        shift.set_from_min(from);
        shift.set_to_min(to);
        return c;
    };
    EXPECT_EQ(world.ask(World::helper("v1"), week(600, 600)).field(),
              "set_shifts.shifts[0].to_min");
    EXPECT_EQ(world.ask(World::helper("v1"), week(1440, 1441)).field(),
              "set_shifts.shifts[0].from_min");
    v1::Command twice = week(600, 700);
    *twice.mutable_set_shifts()->add_shifts() = twice.set_shifts().shifts(0);
    EXPECT_EQ(world.ask(World::helper("v1"), twice).field(), "set_shifts.shifts[1].from_min");
    v1::Command others = week(600, 700);
    others.mutable_set_shifts()->set_volunteer_id("v2");
    EXPECT_EQ(world.ask(World::helper("v1"), others).code(), v1::CODE_FORBIDDEN);
    v1::Command many;
    for (int i = 0; i < kMaxShifts + 1; ++i) {
        v1::Shift& shift = *many.mutable_set_shifts()->add_shifts();
        shift.set_weekday(1 + static_cast<unsigned>(i) % 7);
        shift.set_from_min(static_cast<unsigned>(i) * 10);
        shift.set_to_min(static_cast<unsigned>(i) * 10 + 5);
    }
    EXPECT_EQ(world.ask(World::helper("v1"), many).field(), "set_shifts.shifts");

    // 06:00 to 07:00 of today, a Wednesday: it runs.
    EXPECT_EQ(world.ask(World::helper("v1"), week(360, 420)).code(), v1::CODE_OK);
    EXPECT_EQ(world.volunteer("v1").duty_until(), clock(0, 7));
    wait_until(world, clock(0, 9));
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
    EXPECT_EQ(world.volunteer("v2").duty(), v1::DUTY_ON_DUTY) << "the others' stay";
    v1::Command none;
    none.mutable_set_shifts()->set_volunteer_id("v2");
    EXPECT_EQ(world.ask(World::coordinator("k1"), none).code(), v1::CODE_OK);
    EXPECT_EQ(world.volunteer("v2").duty(), v1::DUTY_OFF) << "taken off while it ran";
}

TEST(ShiftChange, LeaveIsAgreedAtOnceAndMayBeTakenBack) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    World world(config);
    const Span shift{clock(0, 9), clock(0, 12)};
    const auto leave = ask_change(world, World::helper("v1"), v1::SHIFT_CHANGE_KIND_LEAVE, shift);
    ASSERT_EQ(leave.code(), v1::CODE_OK) << leave.field();
    EXPECT_EQ(changes(world).at(0).state(), v1::SHIFT_CHANGE_STATE_AGREED);
    EXPECT_EQ(ask_change(world, World::helper("v1"), v1::SHIFT_CHANGE_KIND_LEAVE, shift).field(),
              "ask_shift_change.from")
        << "not on the roster any more";
    EXPECT_EQ(
        answer(world, World::helper("v2"), leave.id(), v1::SHIFT_CHANGE_STATE_WITHDRAWN).code(),
        v1::CODE_NOT_FOUND);
    EXPECT_EQ(
        answer(world, World::helper("v1"), leave.id(), v1::SHIFT_CHANGE_STATE_WITHDRAWN).code(),
        v1::CODE_OK);
    EXPECT_EQ(ask_change(world, World::helper("v1"), v1::SHIFT_CHANGE_KIND_LEAVE, shift).code(),
              v1::CODE_OK);
    wait_until(world, clock(0, 9));
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
    wait_until(world, clock(0, 12));
    EXPECT_EQ(changes(world).at(0).state(), v1::SHIFT_CHANGE_STATE_OVER);
    wait_until(world, clock(7, 12));
    EXPECT_THAT(changes(world), IsEmpty()) << "forgotten after a week";
}

TEST(ShiftChange, OnlyFutureShiftsOfOnesOwn) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 6, 12);  // it runs
    World world(config);
    const auto leave = [&](const v1::Principal& who, const Span& span, const char* whose = "") {
        return ask_change(world, who, v1::SHIFT_CHANGE_KIND_LEAVE, span, {}, whose);
    };
    EXPECT_EQ(leave(World::helper("v1"), {clock(0, 6), clock(0, 12)}).field(),
              "ask_shift_change.from");
    EXPECT_EQ(leave(World::helper("v2"), {clock(7, 6), clock(7, 12)}).field(),
              "ask_shift_change.from");
    EXPECT_EQ(leave(World::helper("v1"), {clock(7, 6), clock(7, 13)}).field(),
              "ask_shift_change.from");
    EXPECT_EQ(leave(World::helper("v1"), {clock(7, 8), clock(7, 6)}).field(),
              "ask_shift_change.to");
    EXPECT_EQ(leave(World::helper("v2"), {clock(7, 6), clock(7, 12)}, "v1").code(),
              v1::CODE_FORBIDDEN);
    EXPECT_EQ(leave(World::coordinator("k1"), {clock(7, 6), clock(7, 12)}, "v1").code(),
              v1::CODE_OK);
}

TEST(ShiftChange, ASwapToAnybodyHasOneTaker) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    add_shift(config, "v4", 3, 10, 11);
    World world(config);
    const Span shift{clock(0, 9), clock(0, 12)};
    const auto swap = ask_change(world, World::helper("v1"), v1::SHIFT_CHANGE_KIND_SWAP, shift);
    ASSERT_EQ(swap.code(), v1::CODE_OK);
    EXPECT_EQ(changes(world).at(0).state(), v1::SHIFT_CHANGE_STATE_ASKED);
    const auto take = [&](const char* who) {
        return answer(world, World::helper(who), swap.id(), v1::SHIFT_CHANGE_STATE_AGREED);
    };
    EXPECT_EQ(take("v1").code(), v1::CODE_FORBIDDEN) << "one's own";
    EXPECT_EQ(take("v4").code(), v1::CODE_WRONG_STATE) << "on the roster already";
    EXPECT_EQ(take("v3").code(), v1::CODE_OK);
    EXPECT_EQ(take("v2").code(), v1::CODE_TAKEN);
    EXPECT_TRUE(take("v3").repeat());
    EXPECT_EQ(
        answer(world, World::helper("v1"), swap.id(), v1::SHIFT_CHANGE_STATE_WITHDRAWN).code(),
        v1::CODE_WRONG_STATE)
        << "somebody counts on it";
    wait_until(world, clock(0, 9));
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_OFF);
    EXPECT_EQ(world.volunteer("v3").duty(), v1::DUTY_ON_DUTY);
    EXPECT_EQ(world.volunteer("v3").duty_until(), clock(0, 12));
}

TEST(ShiftChange, ANamedPersonOrACoordinatorAnswers) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    add_shift(config, "v4", 3, 10, 11);
    World world(config);
    const Span shift{clock(0, 9), clock(0, 12)};
    const auto ask = [&](const char* with) {
        return ask_change(world, World::helper("v1"), v1::SHIFT_CHANGE_KIND_SWAP, shift, with);
    };
    EXPECT_EQ(ask("v4").field(), "ask_shift_change.with_volunteer_id") << "double booking";
    EXPECT_EQ(ask("v1").field(), "ask_shift_change.with_volunteer_id");
    EXPECT_EQ(ask("nobody").field(), "ask_shift_change.with_volunteer_id");
    const std::string id = ask("v2").id();
    EXPECT_EQ(answer(world, World::helper("v3"), id, v1::SHIFT_CHANGE_STATE_AGREED).code(),
              v1::CODE_FORBIDDEN);
    EXPECT_EQ(answer(world, World::helper("v2"), id, v1::SHIFT_CHANGE_STATE_REFUSED).code(),
              v1::CODE_OK);
    EXPECT_EQ(ask("v3").id(), id) << "the same time has the same name";
    EXPECT_EQ(answer(world, World::coordinator("k1"), id, v1::SHIFT_CHANGE_STATE_AGREED).code(),
              v1::CODE_OK);
    EXPECT_EQ(answer(world, World::coordinator("k1"), id, v1::SHIFT_CHANGE_STATE_OVER).field(),
              "answer_shift_change.state");
    wait_until(world, clock(0, 9));
    EXPECT_EQ(world.volunteer("v3").duty(), v1::DUTY_ON_DUTY);
}

TEST(ShiftChange, ASwapThatNobodyTookIsOverWhenItBegins) {
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "v1", 3, 9, 12);
    World world(config);
    ask_change(world, World::helper("v1"), v1::SHIFT_CHANGE_KIND_SWAP, {clock(0, 9), clock(0, 12)});
    wait_until(world, clock(0, 9));
    EXPECT_EQ(changes(world).at(0).state(), v1::SHIFT_CHANGE_STATE_OVER);
    EXPECT_EQ(world.volunteer("v1").duty(), v1::DUTY_ON_DUTY) << "it is still theirs";
}

v1::EstateConfig with_rule(v1::EstateConfig config, unsigned weekday, unsigned from_h,
                           unsigned to_h, const std::string& skill, unsigned least) {
    v1::CoverRule& rule = *config.add_cover();
    rule.set_weekday(weekday);
    rule.set_from_min(from_h * 60);
    rule.set_to_min(to_h * 60);
    rule.set_skill(skill);
    rule.set_least(least);
    return config;
}

TEST(Gaps, AreTheTimesWithTooFewOfTheSkill) {
    v1::EstateConfig config = with_rule(rostered_estate(), 4, 8, 18, "plumbing", 1);
    add_shift(config, "v1", 4, 9, 12);
    add_shift(config, "v3", 4, 12, 18);  // no plumber
    add_shift(config, "v2", 4, 14, 16);
    World world(config);
    const auto found = gaps(world);
    ASSERT_EQ(found.size(), 3u);
    std::vector<Span> spans;
    for (const auto& gap : found) spans.push_back({gap.from(), gap.to()});
    EXPECT_THAT(spans, ::testing::UnorderedElementsAre(Span{clock(1, 8), clock(1, 9)},
                                                       Span{clock(1, 12), clock(1, 14)},
                                                       Span{clock(1, 16), clock(1, 18)}));
    for (const auto& gap : found) EXPECT_EQ(gap.have(), 0u);
}

TEST(Gaps, AreWarnedExactlyADayAndAnHourAhead) {
    // Friday, 10:00: more than two days after Wednesday 06:13 less its minutes? No: 51 h 47 min.
    World world(with_rule(rostered_estate(), 5, 10, 12, "", 2));
    EXPECT_THAT(gaps(world), IsEmpty()) << "more than two days ahead";
    wait_until(world, clock(0, 10));
    ASSERT_EQ(gaps(world).size(), 1u);
    EXPECT_EQ(gaps(world)[0].day_warned_at(), 0);
    wait_until(world, clock(1, 10) - 1);
    EXPECT_EQ(gaps(world)[0].day_warned_at(), 0);
    const Effects day = world.wait(1);
    EXPECT_THAT(facts(day), ElementsAre("COVER_GAP_WARNED"));
    EXPECT_EQ(day.events.at(0).fact().reason(), "day");
    EXPECT_EQ(gaps(world)[0].day_warned_at(), clock(1, 10));
    wait_until(world, clock(2, 9) - 1);
    EXPECT_EQ(gaps(world)[0].hour_warned_at(), 0);
    const Effects hour = world.wait(1);
    EXPECT_EQ(hour.events.at(0).fact().reason(), "hour");
    EXPECT_EQ(gaps(world)[0].hour_warned_at(), clock(2, 9));
    wait_until(world, clock(2, 12));
    EXPECT_THAT(gaps(world), IsEmpty());
}

TEST(Gaps, WhoTookNoticeADayAheadIsWarnedAgainAnHourAhead) {
    World world(with_rule(rostered_estate(), 5, 10, 12, "", 2));
    wait_until(world, clock(1, 10));
    v1::Command acknowledge;
    acknowledge.mutable_acknowledge_gap()->set_id(gaps(world).at(0).id());
    ASSERT_EQ(world.ask(World::coordinator("k1"), acknowledge).code(), v1::CODE_OK);
    wait_until(world, clock(2, 9) - 1);
    EXPECT_EQ(gaps(world)[0].acknowledged_by(), "k1");
    world.wait(1);
    EXPECT_EQ(gaps(world)[0].acknowledged_by(), "");
    ASSERT_EQ(world.ask(World::coordinator("k2"), acknowledge).code(), v1::CODE_OK);
    wait_until(world, clock(2, 11));
    EXPECT_EQ(gaps(world)[0].acknowledged_by(), "k2") << "and that is all";
}

TEST(Gaps, CloseWhenCoveredAndOpenAgainByLeave) {
    v1::EstateConfig config = with_rule(rostered_estate(), 0, 9, 11, "", 1);
    for (unsigned day = 1; day <= 7; ++day) add_shift(config, "v1", day, 8, 12);
    World world(config);
    EXPECT_THAT(gaps(world), IsEmpty());
    const auto leave = ask_change(world, World::helper("v1"), v1::SHIFT_CHANGE_KIND_LEAVE,
                                  {clock(0, 8), clock(0, 12)});
    ASSERT_EQ(gaps(world).size(), 1u);
    EXPECT_GT(gaps(world)[0].day_warned_at(), 0) << "it begins within a day";
    EXPECT_EQ(gaps(world)[0].hour_warned_at(), 0);
    v1::Command acknowledge;
    acknowledge.mutable_acknowledge_gap()->set_id(gaps(world)[0].id());
    EXPECT_EQ(world.ask(World::coordinator("k1"), acknowledge).code(), v1::CODE_OK);
    EXPECT_EQ(gaps(world)[0].acknowledged_by(), "k1");
    EXPECT_TRUE(world.ask(World::coordinator("k2"), acknowledge).repeat());
    v1::Command back;
    back.mutable_answer_shift_change()->set_id(leave.id());
    back.mutable_answer_shift_change()->set_state(v1::SHIFT_CHANGE_STATE_WITHDRAWN);
    EXPECT_THAT(facts(world.send(World::helper("v1"), back)), Contains("COVER_GAP_CLOSED"));
    EXPECT_THAT(gaps(world), IsEmpty());
    EXPECT_EQ(world.ask(World::coordinator("k1"), acknowledge).field(), "acknowledge_gap.id");
}

TEST(Gaps, KeepWhatWasSaidWhenTheyShrinkOnly) {
    v1::EstateConfig config = with_rule(rostered_estate(), 3, 9, 12, "", 1);
    World world(config);
    v1::Command acknowledge;
    acknowledge.mutable_acknowledge_gap()->set_id(gaps(world).at(0).id());
    world.ask(World::coordinator("k1"), acknowledge);
    const auto week = [&](unsigned from, unsigned to) {
        v1::Command c;
        v1::Shift& shift = *c.mutable_set_shifts()->add_shifts();
        shift.set_weekday(3);
        shift.set_from_min(from * 60);
        shift.set_to_min(to * 60);
        world.ask(World::helper("v1"), c);
    };
    week(9, 10);
    ASSERT_EQ(gaps(world).size(), 1u);
    EXPECT_EQ(gaps(world)[0].from(), clock(0, 10));
    EXPECT_EQ(gaps(world)[0].acknowledged_by(), "k1");
    week(20, 21);
    ASSERT_EQ(gaps(world).size(), 1u);
    EXPECT_EQ(gaps(world)[0].acknowledged_by(), "") << "it is larger again";
}

TEST(RosterConfig, IsChecked) {
    const auto problem = [](const v1::EstateConfig& config) {
        World world;
        v1::Command c;
        *c.mutable_configure_estate()->mutable_config() = config;
        return world.ask(World::operator_(), c).field();
    };
    v1::EstateConfig config = rostered_estate();
    add_shift(config, "nobody", 1, 9, 12);
    EXPECT_EQ(problem(config), "configure_estate.config.shifts[0].volunteer");
    config = rostered_estate();
    add_shift(config, "v1", 1, 9, 12);
    add_shift(config, "v1", 1, 11, 13);
    EXPECT_EQ(problem(config), "configure_estate.config.shifts[1].from_min");
    EXPECT_EQ(problem(with_rule(rostered_estate(), 8, 9, 12, "", 1)),
              "configure_estate.config.cover[0].weekday");
    EXPECT_EQ(problem(with_rule(rostered_estate(), 0, 9, 12, "", 0)),
              "configure_estate.config.cover[0].least");
}

}  // namespace
}  // namespace circle::core
