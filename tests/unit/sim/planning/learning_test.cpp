// What the planner learns from a log, and from what is wished.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "dispatcher/sim/planning/knowledge.hpp"
#include "tests/unit/sim/planning/village.hpp"

namespace circle::sim {
namespace {

const Ground& ground(const Knowledge& k, About about) {
    return *std::find_if(k.grounds.begin(), k.grounds.end(),
                         [&](const Ground& g) { return g.about == about; });
}

TEST(Learning, SaysOfAnEmptyLogThatAllIsAssumed) {
    const Knowledge k = learn(Log(village(500, 4)).past, {});
    for (const Ground& g : k.grounds) {
        EXPECT_EQ(g.source, Source::assumed) << static_cast<int>(g.about);
        EXPECT_EQ(g.n, 0u);
    }
    EXPECT_NEAR(k.demand.per_week() / 7, 1.0, 1e-9);  // two for a thousand doors
    EXPECT_NEAR(ground(k, About::accept).value, .4, 1e-9);
    EXPECT_NEAR(k.behaviour.turnout[0], 105, 1e-6);
    EXPECT_EQ(k.calendar.day_types.size(), 2u);
}

TEST(Learning, MixesAThinLogWithWhatIsTypical) {
    Log log(village(500, 4));
    for (int i = 0; i < 3; ++i) log.request(kMonday + (30 + i) * 3'600'000, true);
    const Knowledge k = learn(log.past, {});
    EXPECT_EQ(ground(k, About::turnout_s).source, Source::mixed);
    EXPECT_EQ(ground(k, About::turnout_s).n, 0u + 3 - ground(k, About::turnout_night_s).n);
    EXPECT_LT(k.behaviour.turnout[1], 140);
    EXPECT_GT(k.behaviour.turnout[1], 60);
    EXPECT_EQ(k.seen.requests, 3u);
    EXPECT_EQ(k.seen.in_time, 3u);
}

// Ten requests on each of 28 days at nine and at ten o'clock, none at the weekend.
TEST(Learning, FollowsALogThatHasEnough) {
    Log log(village(500, 4));
    std::size_t n = 0;
    for (int day = 0; day < 28; ++day) {
        for (int i = 0; day % 7 < 5 && i < 14; ++i, ++n) {
            log.request(kMonday + day * kDay + (9 * 60 + i * 8) * 60'000LL, i % 4 != 0, 45);
        }
    }
    const Knowledge k = learn(log.past, {});
    EXPECT_EQ(ground(k, About::requests_per_day).source, Source::log);
    EXPECT_EQ(ground(k, About::requests_per_day).n, n);
    EXPECT_NEAR(k.demand.per_week() / 7, static_cast<double>(n) / 28, 2);
    EXPECT_GT(k.demand.per_hour[1][9], 3 * k.demand.per_hour[1][15]);
    EXPECT_GT(k.demand.per_hour[1][9], 3 * k.demand.per_hour[6][9]);
    EXPECT_NEAR(k.behaviour.turnout[0], 45, 5);
    EXPECT_NEAR(k.behaviour.visit_median, 300, 30);
    EXPECT_EQ(k.seen.judged, n);
    EXPECT_LT(k.seen.in_time, n);
    EXPECT_NEAR(k.behaviour.answer_median, 10 * std::log(2.0), 2);
}

TEST(Learning, TakesWhatIsWishedInstead) {
    const Knowledge k = learn(Log(village(500, 4)).past, {30.0, std::nullopt});
    EXPECT_NEAR(k.demand.per_week() / 7, 30, 1e-9);
    EXPECT_EQ(ground(k, About::requests_per_day).source, Source::given);
}

TEST(Learning, SaysWhatIsMissing) {
    EXPECT_THROW(learn(Past(), {}), std::invalid_argument);
    EXPECT_THROW(learn(Log(village(0, 4)).past, {}), std::invalid_argument);
    EXPECT_THROW(learn(Log(village(5, 0)).past, {}), std::invalid_argument);
}

TEST(Calendar, FollowsTheShifts) {
    v1::EstateConfig config = village(1, 1);
    EXPECT_EQ(make_calendar(config, false).edges,
              (std::vector<unsigned>{0, 240, 480, 720, 1020, 1260, 1440}));
    auto& shift = *config.add_shifts();
    shift.set_weekday(1);
    shift.set_from_min(9 * 60);
    shift.set_to_min(12 * 60 + 30);
    const Calendar calendar = make_calendar(config, true);
    EXPECT_EQ(calendar.edges, (std::vector<unsigned>{0, 300, 540, 750, 1080, 1440}));
    EXPECT_EQ(calendar.period_of(2 * kDay + 10 * kHour), 2u * 5 + 2);
}

// Two weeks with three requests are a week of what is typical and hardly more.
TEST(Learning, SaysOfFewRequestsThatWhatIsTypicalIsAmongThem) {
    Log log(village(500, 4));
    for (const int day : {2, 9, 15}) log.request(kMonday + day * kDay, true);
    const Knowledge k = learn(log.past, {});
    EXPECT_EQ(ground(k, About::requests_per_day).source, Source::mixed);
    EXPECT_EQ(ground(k, About::requests_per_day).n, 3u);
}

TEST(Learning, LeavesOutWhatWasTakenBackOrFolded) {
    Log log(village(500, 4));
    log.request(kMonday + kHour, true);
    v1::Request undone, folded;
    undone.set_end_reason("undo");
    folded.set_incident_id("outage");
    log.request(kMonday + 2 * kHour, false, 60, undone);
    log.request(kMonday + 3 * kHour, false, 60, folded);
    const Knowledge k = learn(log.past, {});
    EXPECT_EQ(k.seen.requests, 1u);
    EXPECT_EQ(k.seen.judged, 1u);
    EXPECT_EQ(ground(k, About::requests_per_day).n, 1u);
}

// So many a day between nine and ten o'clock.
Arrivals at_nine(unsigned per_day, unsigned days) {
    Arrivals arrivals;
    for (unsigned i = 0; i < per_day * days; ++i) {
        arrivals.push_back({i / per_day * kDay + 9 * kHour + i % per_day * kSecond});
    }
    return arrivals;
}

TEST(Learning, TakesArrivalsThatAreGiven) {
    const Past past = Log(village(500, 4)).past;
    const Knowledge few = learn(past, {std::nullopt, at_nine(10, 5)});
    EXPECT_NEAR(few.demand.per_week() / 7, 10, 1e-9);
    EXPECT_EQ(ground(few, About::requests_per_day).source, Source::given);
    EXPECT_EQ(ground(few, About::hours).source, Source::mixed);
    EXPECT_EQ(ground(few, About::hours).n, 50u);
    EXPECT_EQ(ground(few, About::weekend_share).source, Source::assumed);
    EXPECT_NEAR(ground(few, About::weekend_share).value, 1, 1e-9);
    EXPECT_EQ(ground(few, About::accept).source, Source::assumed);
    for (unsigned day = 0; day < 7; ++day) {
        EXPECT_GT(few.demand.per_hour[day][9], 4);  // half of them, and what is typical
        EXPECT_LT(few.demand.per_hour[day][3], 1);
    }
    const Knowledge many = learn(past, {std::nullopt, at_nine(10, 10)});
    EXPECT_EQ(ground(many, About::hours).source, Source::given);
}

TEST(Learning, SeesHowManyVolunteersWereOnDuty) {
    v1::EstateConfig config = village(500, 4);
    config.mutable_volunteers(3)->set_staff(true);
    Log log(config);
    for (int day = 0; day < 14; ++day) {
        const std::int64_t midnight = kMonday + day * kDay;
        for (const char* who : {"person-0", "person-3"}) log.duty(midnight + 8 * kHour, who, true);
        for (const char* who : {"person-0", "person-3"})
            log.duty(midnight + 12 * kHour, who, false);
    }
    log.duty(kMonday + 13 * kDay + 12 * kHour, "person-1", true);  // and has not gone off since
    log.request(kMonday + 14 * kDay - 600'000, true);
    const Knowledge k = learn(log.past, {});
    ASSERT_EQ(k.seen.on_duty.size(), k.calendar.periods());
    for (std::size_t p = 0; p < k.calendar.periods(); ++p) {
        const bool morning = k.calendar.edges[p % k.calendar.blocks()] == 480;
        const bool last = p / k.calendar.blocks() == 1 && p % k.calendar.blocks() > 2;
        EXPECT_NEAR(k.seen.on_duty[p], morning ? 1 : last ? .25 : 0, .01) << p;
    }
}

TEST(Past, FollowsDutyAndForgetsWhoIsErased) {
    Log log(village(3, 2));
    log.duty(kMonday + kHour, "person-0", true);
    log.duty(kMonday + 2 * kHour, "person-0", true);  // something else about them changed
    log.duty(kMonday + 3 * kHour, "person-1", true);
    log.erase(kMonday + 4 * kHour, "volunteer/village/person-0");
    log.erase(kMonday + 5 * kHour, "household/village/door-1");
    const std::vector<DutySpan> spans = log.past.duties();
    ASSERT_EQ(spans.size(), 2u);
    EXPECT_EQ(spans[0].volunteer, "person-0");
    EXPECT_EQ(spans[0].from, kMonday + kHour);
    EXPECT_EQ(spans[0].to, kMonday + 4 * kHour);
    EXPECT_EQ(spans[1].volunteer, "person-1");
    EXPECT_EQ(spans[1].to, log.past.ends());
    const v1::EstateConfig config = log.past.config();
    ASSERT_EQ(config.volunteers_size(), 1);
    EXPECT_EQ(config.volunteers(0).id(), "person-1");
    EXPECT_EQ(config.households_size(), 2);
}

TEST(Past, KeepsWhatIsNewer) {
    Log log(village(3, 2));
    v1::Entity old;
    old.set_version(1);
    old.mutable_volunteer()->set_id("person-0");
    log.past.see(old);
    EXPECT_EQ(log.past.volunteers().at("person-0").group(), "1");
}

// One door and one category: what comes within eight hours is left out, if that is little.
TEST(Demand, AsksNoDoorForTheSameAgainTooSoon) {
    const Knowledge k = learn(Log(village(1, 2)).past, {});
    const double per_day = k.demand.per_week() / 7;
    const Calls calls = draw_calls(k.demand, .1 / per_day, 0, 1'000, 1);
    EXPECT_GT(calls.size(), 70u);
    for (std::size_t i = 1; i < calls.size(); ++i) {
        EXPECT_GE(calls[i].at - calls[i - 1].at, 8 * kHour);
    }
    EXPECT_THROW(draw_calls(k.demand, 2 / per_day, 0, 1'000, 1), std::invalid_argument);
}

}  // namespace
}  // namespace circle::sim
