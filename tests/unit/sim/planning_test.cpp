// The planner: what it learns from a log, and what it says of estates about which theory knows the
// answer.
#include <gmock/gmock.h>

#include <cmath>
#include <set>

#include "dispatcher/sim/planning/loss.hpp"
#include "dispatcher/sim/planning/report.hpp"
#include "dispatcher/sim/strategies/strategies.hpp"

namespace circle::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kMonday = 1'767'571'200'000;  // 2026-01-05T00:00Z

// One building at one spot, `doors` on `floor`, volunteers who live there.
v1::EstateConfig village(int doors, int volunteers, int floor = 1) {
    v1::EstateConfig config;
    config.set_code("village");
    config.set_name("试验小区");
    config.set_name_en("Test village");
    config.set_phone("021-5555");
    auto& building = *config.add_buildings();
    building.set_id("1");
    building.set_name("1号楼");
    building.mutable_point()->set_lat(36);
    building.mutable_point()->set_lon(117);
    for (int i = 0; i < doors; ++i) {
        auto& household = *config.add_households();
        household.set_id("door-" + std::to_string(i));
        household.set_building("1");
        household.set_floor(floor);
    }
    for (int i = 0; i < volunteers; ++i) {
        auto& volunteer = *config.add_volunteers();
        volunteer.set_id("person-" + std::to_string(i));
        volunteer.set_name("王阿姨" + std::to_string(i));
        volunteer.set_group("1");
    }
    auto& category = *config.add_categories();
    category.set_id("help");
    category.set_name("帮忙");
    category.set_headcount(1);
    return config;
}

void add_water(v1::EstateConfig& config, int holders) {
    auto& category = *config.add_categories();
    category.set_id("water");
    category.set_name("水管漏水");
    category.set_skill("plumbing");
    category.set_headcount(1);
    for (int i = 0; i < holders; ++i) config.mutable_volunteers(i)->add_skills("plumbing");
}

// An estate's log, as its entities and events.
class Log {
  public:
    explicit Log(const v1::EstateConfig& config) {
        v1::Entity estate = entity();
        *estate.mutable_config()->mutable_config() = config;
        estate.mutable_config()->mutable_config()->clear_households();
        estate.mutable_config()->mutable_config()->clear_volunteers();
        add(kMonday, estate);
        for (const auto& from : config.households()) {
            v1::Entity door = entity();
            door.mutable_household()->set_id(from.id());
            door.mutable_household()->set_building(from.building());
            door.mutable_household()->set_floor(from.floor());
            door.mutable_household()->mutable_personal()->set_data("138-0000");
            add(kMonday, door);
        }
        for (const auto& from : config.volunteers()) {
            v1::Entity person = entity();
            person.mutable_volunteer()->set_id(from.id());
            person.mutable_volunteer()->set_name(from.name());
            person.mutable_volunteer()->set_group(from.group());
            *person.mutable_volunteer()->mutable_skills() = from.skills();
            add(kMonday, person);
        }
    }

    void add(std::int64_t now, const v1::Entity& image) {
        v1::Event event;
        event.mutable_fact()->set_now(now);
        *event.add_images() = image;
        past.add(event);
    }

    // Helped: yes after 10 s, at the door `out_s` later, done after 5 minutes. Else nobody came.
    void request(std::int64_t at, bool helped, int out_s = 60) {
        v1::Entity image = entity();
        v1::Request& r = *image.mutable_request();
        r.set_id("r" + std::to_string(version_));
        r.set_category("help");
        r.set_building("1");
        r.set_urgency(v1::URGENCY_NORMAL);
        r.set_headcount(1);
        r.set_sla_s(600);
        r.set_submitted_at(at);
        v1::Offer& offer = *r.add_offers();
        offer.set_opened_at(at);
        offer.set_ended_at(at + 10'000);
        offer.set_outcome(helped ? v1::OFFER_OUTCOME_ACCEPTED : v1::OFFER_OUTCOME_DECLINED);
        if (helped) {
            v1::Visit& visit = *r.add_visits();
            visit.set_accepted_at(at + 10'000);
            visit.set_arrived_at(at + 10'000 + out_s * 1000);
            visit.set_ended_at(visit.arrived_at() + 300'000);
            visit.set_state(v1::VISIT_STATE_DONE);
            r.set_arrived_at(visit.arrived_at());
        } else {
            r.set_breached_at(at + 600'000);
        }
        add(at + 600'000, image);
    }

    v1::Entity entity() {
        v1::Entity entity;
        entity.set_estate("village");
        entity.set_version(++version_);
        return entity;
    }

    Past past;

  private:
    std::uint64_t version_ = 0;
};

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

// Erlang's loss formula by its recursion.
double erlang_b(unsigned servers, double load) {
    double b = 1;
    for (unsigned n = 1; n <= servers; ++n) b = load * b / (n + load * b);
    return b;
}

TEST(Loss, IsErlangsFormulaWhereEverybodyComes) {
    for (const double load : {.5, 5.6, 40.0}) {
        for (const unsigned n : {1u, 7u, 50u}) {
            EXPECT_NEAR((LossModel{load, 1, 1}.in_time(n)), 1 - erlang_b(n, load), 1e-12);
        }
    }
    // Nobody is busy: the chance that one of them says yes.
    EXPECT_NEAR((LossModel{0, .4, .9}.in_time(3)), .9 * (1 - .6 * .6 * .6), 1e-12);
}

// All next door, everybody says yes at once, and a request that finds nobody free is lost.
Knowledge without_waiting(const v1::EstateConfig& config, double per_hour) {
    Knowledge k = learn(Log(config).past, {});
    Behaviour& b = k.behaviour;
    b.answer_median = .01;
    b.turnout = {.01, .01};
    b.turnout_sigma = 0;
    b.lift_stop = 0;
    b.visit_median = 600;
    b.visit_sigma = .6;
    b.gives_up = 1;
    for (Helper& helper : k.people.volunteers) helper.accept = 1;
    for (auto& day : k.demand.per_hour) day.fill(per_hour);
    k.calendar = {{{0, 1, 2, 3, 4, 5, 6}}, {0, 1440}};  // every hour is like every other
    return k;
}

Staffing staffed(const Knowledge& k, double target, double calls) {
    const Teams teams(k.calendar, k.needs, k.people);
    const Progress quiet = [](const std::string&) {};
    return Search(k, teams, {calls, 2, 1, 1}, quiet).staff(target);
}

// Erlang B holds for any distribution of the visits. Ten serve 96.8 % of 5.6 Erlang, nine 94.2 %.
TEST(Search, FindsWhatErlangSays) {
    const double mean_h = 600 * std::exp(.18) / 3600, load = 5.6;
    ASSERT_GT(1 - erlang_b(10, load), .96);
    ASSERT_LT(1 - erlang_b(9, load), .945);
    const Staffing s = staffed(without_waiting(village(400, 12), load / mean_h), .95, 4'000);
    EXPECT_TRUE(s.holds);
    for (const Level& level : s.levels) EXPECT_EQ(level.total, 10u);
    EXPECT_NEAR(s.all.mean, 1 - erlang_b(10, load), .015);
}

TEST(Search, SaysWhatIsOutOfReach) {
    Knowledge k = without_waiting(village(50, 4, 100), 1);  // 800 s of stairs
    k.behaviour.gives_up = 600;
    const Staffing s = staffed(k, .95, 200);
    EXPECT_TRUE(s.impossible);
    EXPECT_EQ(s.all.mean, 0);
}

// Two of six can mend pipes, and only they are asked for it.
TEST(EstateWorld, AsksOnlyWhoHasTheSkillAndIsOnDuty) {
    v1::EstateConfig config = village(200, 6);
    add_water(config, 2);
    const Knowledge k = learn(Log(config).past, {});
    ASSERT_EQ(k.needs.size(), 2u);
    const EstateWorld world(k.config, k.demand.kinds, k.people.volunteers);
    const Calls calls = draw_calls(k.demand, 60 / k.demand.per_week() * 7, 0, 4, 1);
    const Duties duties{{12 * kHour, 0, true}, {36 * kHour, 0, false}};
    const History run =
        simulate(world, k.behaviour, calls, duties, 1, [](Scene& s) { return make_ours(s, {}); });
    std::size_t water = 0, help = 0;
    for (unsigned person = 0; person < 6; ++person) {
        const bool mends = k.needs.all[1].is_met_by(k.people.volunteers[person].config);
        for (const unsigned request : run.alerts[person]) {
            const bool is_water = k.needs.of_kind[calls[request].kind] == 1;
            EXPECT_TRUE(!is_water || mends);
            EXPECT_TRUE(person != 0 || calls[request].at <= 36 * kHour);
            ++(is_water ? water : help);
        }
    }
    EXPECT_GT(water, 20u);
    EXPECT_GT(help, 20u);
    EXPECT_FALSE(run.alerts[0].empty());
}

TEST(EstateWorld, SendsTwoWhereTwoAreWanted) {
    v1::EstateConfig config = village(200, 8);
    config.mutable_categories(0)->set_headcount(2);
    Knowledge k = learn(Log(config).past, {});
    k.behaviour.abort = .2;
    const EstateWorld world(k.config, k.demand.kinds, k.people.volunteers);
    const Calls calls = draw_calls(k.demand, 40 / k.demand.per_week() * 7, 0, 7, 1);
    const History run =
        simulate(world, k.behaviour, calls, {}, 1, [](Scene& s) { return make_ours(s, {}); });
    std::vector<unsigned> helpers(calls.size(), 0);
    for (const auto& jobs : run.jobs) {
        for (const unsigned request : jobs) ++helpers[request];
    }
    EXPECT_GT(std::count(helpers.begin(), helpers.end(), 2u), static_cast<long>(calls.size() / 2));
    EXPECT_LE(*std::max_element(helpers.begin(), helpers.end()), 3u);
}

TEST(Teams, HaveSoManyAsTheLevelSays) {
    v1::EstateConfig config = village(20, 6);
    add_water(config, 2);
    const Knowledge k = learn(Log(config).past, {});
    const Teams teams(k.calendar, k.needs, k.people);
    EXPECT_EQ(teams.holders(1), 2u);
    // More than there are: others like them.
    const Level level{teams.size_for({6, 4}, 1), {6, 4}};
    EXPECT_GE(level.total, 6u);
    const Crew crew = teams.by_levels(Staircase(k.calendar.periods(), level), {0, 3}, 1);
    std::set<unsigned> on;
    std::size_t moments = 0;
    for (std::size_t i = 0; i < crew.duties.size(); ++i) {
        const DutyChange& change = crew.duties[i];
        change.on ? void(on.insert(change.person)) : void(on.erase(change.person));
        if (i + 1 < crew.duties.size() && crew.duties[i + 1].at == change.at) continue;
        EXPECT_EQ(on.size(), level.total);
        const auto mends = std::count_if(on.begin(), on.end(), [&](unsigned person) {
            return k.needs.all[1].is_met_by(crew.helpers[person].config);
        });
        EXPECT_GE(mends, 4);
        ++moments;
    }
    EXPECT_GE(moments, 1u);
}

Plan small_plan(unsigned threads, std::uint64_t seed) {
    v1::EstateConfig config = village(60, 5);
    add_water(config, 3);
    auto& shift = *config.add_shifts();
    shift.set_volunteer("person-1");
    shift.set_weekday(2);
    shift.set_from_min(480);
    shift.set_to_min(720);
    PlanOptions options;
    options.effort = {150, threads, seed, 1};
    options.targets = {.95};
    return make_plan(learn(Log(config).past, {}), options, [](const std::string&) {});
}

TEST(Plan, DependsOnItsSeedAlone) {
    const std::string one = plan_as_json(small_plan(1, 7));
    EXPECT_EQ(one, plan_as_json(small_plan(3, 7)));
    EXPECT_NE(one, plan_as_json(small_plan(1, 8)));
}

TEST(Plan, IsAPageWithoutAnybodysName) {
    const Plan plan = small_plan(2, 7);
    for (const Language language : {Language::zh, Language::en}) {
        const std::string page = plan_as_html(plan, language);
        for (const std::string& text : {page, plan_as_text(plan, language), plan_as_json(plan)}) {
            for (const char* personal : {"王阿姨", "person-", "door-", "138-", "021-"}) {
                EXPECT_THAT(text, Not(HasSubstr(personal)));
            }
        }
        for (const char* outside : {"http:", "https:", "<script", "src=", "@import", "url("}) {
            EXPECT_THAT(page, Not(HasSubstr(outside)));
        }
        EXPECT_THAT(page, HasSubstr(language == Language::zh ? "试验小区" : "Test village"));
        EXPECT_THAT(page, HasSubstr(language == Language::zh ? "假定" : "assumed"));
    }
}

}  // namespace
}  // namespace circle::sim
