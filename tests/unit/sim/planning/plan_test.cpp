// The whole plan, and what it says.
#include <gmock/gmock.h>

#include "dispatcher/sim/planning/report.hpp"
#include "dispatcher/sim/planning/words.hpp"
#include "tests/unit/sim/planning/village.hpp"

namespace circle::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

Plan planned(const v1::EstateConfig& config, unsigned threads, std::uint64_t seed) {
    PlanOptions options;
    options.effort = {150, threads, seed, 1};
    options.targets = {.95};
    return make_plan(learn(Log(config).past, {}), options, [](const std::string&) {});
}

Plan small_plan(unsigned threads, std::uint64_t seed) {
    v1::EstateConfig config = village(60, 5);
    add_water(config, 3);
    config.mutable_buildings(0)->set_name("<b>1号楼");
    add_shift(config, "person-1", 2, 480, 720);
    return planned(config, threads, seed);
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
        EXPECT_THAT(page, HasSubstr("&lt;b&gt;1号楼"));
        for (const char* outside :
             {"<b>1号楼", "http:", "https:", "<script", "src=", "@import", "url("}) {
            EXPECT_THAT(page, Not(HasSubstr(outside)));
        }
        EXPECT_THAT(page, HasSubstr(language == Language::zh ? "试验小区" : "Test village"));
        EXPECT_THAT(page, HasSubstr(language == Language::zh ? "10 分钟" : "promises (10 min)"));
        EXPECT_THAT(page, HasSubstr(language == Language::zh ? "假定" : "assumed"));
    }
}

// Nobody has the licence, so it is left out of what is modest: 93 % and .72 - .02 of the others.
TEST(Plan, IsModestByTheNeedsThatSomebodyMeets) {
    v1::EstateConfig config = village(20, 3);
    add_water(config, 0);
    const Knowledge k = learn(Log(config).past, {});
    const Teams teams(k.calendar, k.needs, k.people);
    Results everybody;
    everybody.needs = 2;
    const auto modest = [&](double in_time) {
        everybody.replications = {{{{100, in_time}, {100, 0}}, {}, {}}};
        return modest_target(everybody, teams);
    };
    EXPECT_NEAR(modest(93), .90, 1e-9);
    EXPECT_NEAR(modest(72), .70, 1e-9);
    EXPECT_NEAR(modest(71.9), .65, 1e-9);
    EXPECT_EQ(modest(6), 0);
    EXPECT_EQ(modest(0), 0);
}

TEST(Plan, SeesShortGapsOfTheRoster) {
    v1::EstateConfig config = village(20, 3);
    for (unsigned day = 1; day <= 7; ++day) {
        add_shift(config, "person-0", day, 480, 725);
        add_shift(config, "person-1", day, 745, 1020);
    }
    const Knowledge k = learn(Log(config).past, {});
    ASSERT_EQ(k.calendar.edges, (std::vector<unsigned>{0, 240, 480, 725, 1020, 1260, 1440}));
    const RosterNow roster = count_roster(k);
    EXPECT_EQ(roster.on_duty[2].least, 1u);
    EXPECT_EQ(roster.on_duty[3].least, 0u);
    EXPECT_EQ(roster.on_duty[3].most, 1u);
    EXPECT_EQ(roster.of_need[3][0], 0u);
}

// The way up takes longer than the promise. What people are there are planned for nothing.
TEST(Plan, SaysWhatIsOutOfReach) {
    const Plan plan = planned(village(50, 4, 100), 2, 1);
    ASSERT_EQ(plan.staffing.size(), 1u);
    const std::string json = plan_as_json(plan);
    EXPECT_THAT(json, HasSubstr(R"("impossible":true,"holds":false)"));
    EXPECT_THAT(json, Not(HasSubstr(R"("reachable":true)")));
    EXPECT_THAT(plan_as_text(plan, Language::en), HasSubstr("95 % is out of reach"));
}

// Half as high, what most people reach is planned first.
TEST(Plan, SaysWhatCanBeHadInstead) {
    const Plan plan = planned(village(50, 4, 50), 2, 1);
    ASSERT_EQ(plan.staffing.size(), 2u);
    const Teams teams(plan.knowledge.calendar, plan.knowledge.needs, plan.knowledge.people);
    EXPECT_EQ(plan.staffing[0].target, modest_target(plan.everybody, teams));
    EXPECT_FALSE(plan.staffing[0].impossible);
    EXPECT_TRUE(plan.staffing[1].impossible);
    EXPECT_THAT(plan_as_text(plan, Language::en), testing::StartsWith("95 % is out of reach"));
}

// As searched, but that `total` are needed, `able` of them with a skill that two of 20 have.
Plan with_numbers(unsigned total, unsigned able) {
    v1::EstateConfig config = village(60, 20);
    add_water(config, 2);
    Plan plan;
    plan.knowledge = learn(Log(config).past, {});
    const std::size_t periods = plan.knowledge.calendar.periods();
    Staffing s;
    s.levels.assign(periods, {total, {total, able}});
    s.holders.assign(periods, {static_cast<double>(total), static_cast<double>(able)});
    s.period_reachable.assign(periods, true);
    s.need_reachable = {true, true};
    s.best_by_need.resize(2);
    s.best_by_period.resize(periods);
    plan.staffing = {s};
    return plan;
}

std::string headline(const Plan& plan) {
    std::string text;
    for (const std::string& line : PlanWords(plan, Language::en).headline()) text += line + "\n";
    return text;
}

TEST(Headline, PromisesOnlyWhatWasVerified) {
    Plan plan = with_numbers(12, 1);
    EXPECT_THAT(headline(plan), HasSubstr("at least 95 % have somebody in time"));
    EXPECT_THAT(headline(plan), Not(HasSubstr("have to be found")));
    Staffing& s = plan.staffing[0];
    s.need_reachable[1] = false;
    EXPECT_THAT(headline(plan), HasSubstr("but for those that cannot reach it, at least 95 %"));
    s.holds = false;
    EXPECT_THAT(headline(plan), HasSubstr("not sure to reach 95 %"));
    EXPECT_THAT(headline(plan), Not(HasSubstr("at least 95 %")));
    s.period_reachable.assign(s.levels.size(), false);
    EXPECT_THAT(headline(plan), HasSubstr("out of reach"));
    EXPECT_THAT(headline(plan), Not(HasSubstr("at least 95 %")));
}

// Whatever the search came out with for each: more is asked for a higher target, never less.
TEST(Plan, AsksForNoLessForAHigherTarget) {
    v1::EstateConfig config = village(60, 5);
    add_water(config, 1);
    for (const std::uint64_t seed : {1, 2, 3}) {
        PlanOptions options;
        options.effort = {100, 2, seed, 1};
        options.targets = {.99, .95, .5};
        const Plan plan =
            make_plan(learn(Log(config).past, {}), options, [](const std::string&) {});
        for (std::size_t i = 1; i < plan.staffing.size(); ++i) {
            const Staffing &less = plan.staffing[i - 1], &more = plan.staffing[i];
            EXPECT_LT(less.target, more.target);
            for (std::size_t p = 0; !more.impossible && p < more.levels.size(); ++p) {
                EXPECT_GE(more.levels[p].total, less.levels[p].total);
                for (std::size_t n = 0; n < 2; ++n) {
                    EXPECT_GE(more.levels[p].of_need[n], less.levels[p].of_need[n]);
                }
            }
        }
    }
}

TEST(Plan, IsMoreModestWhereATargetIsNotSure) {
    Staffing s;
    EXPECT_FALSE(wants_modest(s));
    s.holds = false;
    EXPECT_TRUE(wants_modest(s));
    s.impossible = true;
    EXPECT_TRUE(wants_modest(s));
}

TEST(Headline, SaysWhenMostAreNeededOnlyIfThatDiffers) {
    Plan plan = with_numbers(12, 1);
    EXPECT_THAT(headline(plan),
                testing::StartsWith("12 on duty at all hours of the week, of them"));
    EXPECT_THAT(headline(plan), Not(HasSubstr("most people are needed")));
    plan.staffing[0].levels[3].total = 13;
    EXPECT_THAT(headline(plan), HasSubstr(": 13 on duty, of them"));
    EXPECT_THAT(headline(plan), HasSubstr("most people are needed; the least are 12."));
}

TEST(Headline, SaysThatATargetIsNotSureBesideTheModestOne) {
    Plan plan = with_numbers(12, 1);
    plan.staffing.push_back(plan.staffing[0]);
    plan.staffing[0].target = .8;
    plan.staffing[1].holds = false;
    EXPECT_THAT(headline(plan), testing::StartsWith("95 % is not sure to be reached: with 12 on"));
    EXPECT_THAT(headline(plan), HasSubstr("at least 80 % have somebody in time"));
}

TEST(Words, MarkWhatIsNotReached) {
    Plan plan = with_numbers(12, 1);
    const PlanWords words(plan, Language::en);
    Staffing& s = plan.staffing[0];
    EXPECT_EQ(words.mark(s, 0), "");
    s.holds = false;
    EXPECT_EQ(words.mark(s, 0), " (not sure)");
    s.need_reachable[1] = false;
    EXPECT_EQ(words.mark(s, 0), " (not all kinds)");
    s.period_reachable[0] = false;
    EXPECT_EQ(words.mark(s, 0), " (out of reach)");
    EXPECT_EQ(words.mark(s, 1), " (not all kinds)");
    EXPECT_THAT(plan_as_text(plan, Language::en), HasSubstr("12 people (not all kinds)"));
}

TEST(Words, NameTheEstatesOwnPromise) {
    Plan plan = with_numbers(1, 1);
    const PlanWords words(plan, Language::en);
    EXPECT_EQ(words.promised(), "10 min");
    for (auto& kind : plan.knowledge.demand.kinds) kind.promise_s = 120;
    EXPECT_EQ(words.promised(), "2 min");
    plan.knowledge.demand.kinds[0].promise_s = 90;
    EXPECT_EQ(words.promised(), "1.5 to 2 min, by the kind of request");
    EXPECT_EQ(PlanWords(plan, Language::zh).promised(), "1.5 到 2 分钟，看求助的种类");
}

TEST(Headline, NamesWhoeverIsMissing) {
    EXPECT_THAT(headline(with_numbers(12, 5)),
                HasSubstr("“水管漏水”: 2 in all, 3 more to be found or trained."));
    EXPECT_THAT(headline(with_numbers(22, 1)), HasSubstr("2 more like them have to be found"));
}

TEST(Words, RoundFiguresAsPeopleDo) {
    const Plan plan = with_numbers(1, 1);
    const PlanWords words(plan, Language::en);
    const auto shown = [&](double per_day) {
        return words.value({About::requests_per_day, per_day});
    };
    EXPECT_EQ(shown(120), "120");
    EXPECT_EQ(shown(12.4), "12");
    EXPECT_EQ(shown(1.25), "1.2");
    EXPECT_EQ(shown(.04), "0.04");
}

TEST(Words, PadTablesByWhatATerminalShows) {
    const Plan plan = with_numbers(1, 1);
    const std::string text = plan_as_text(plan, Language::zh);
    EXPECT_THAT(text, HasSubstr("工作日 00:00–04:00          "));
}

}  // namespace
}  // namespace circle::sim
