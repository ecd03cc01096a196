#include "dispatcher/sim/report.hpp"

#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <set>
#include <string>

#include "dispatcher/sim/html.hpp"
#include "dispatcher/sim/options.hpp"

namespace circle::sim {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Small {
    Study study;
    std::vector<Comparison> comparisons;

    Small() {
        study.settings = {{500, 14, .4}};
        study.days = 4;
        study.seeds = 1;  // intervals over days, then
        study.report = Days::even;
        study.per_day = 60;
        comparisons = compare(study, [](std::size_t, std::size_t) {});
    }
};

TEST(Report, JsonHasEveryFigureOfEveryStrategy) {
    const Small small;
    const auto whole = boost::json::parse(as_json(small.study, small.comparisons));
    const auto& setting = whole.at("settings").at(0);
    EXPECT_EQ(setting.at("on_duty").as_int64(), 14);
    const auto& strategies = setting.at("strategies").as_array();
    ASSERT_EQ(strategies.size(), strategy_names().size());
    const std::size_t requests = line_of(small.comparisons[0], kOurs).replications[0].requests +
                                 line_of(small.comparisons[0], kOurs).replications[1].requests;
    for (std::size_t i = 0; i < strategies.size(); ++i) {
        EXPECT_EQ(strategies[i].at("name").as_string(), strategy_names()[i]);
        EXPECT_EQ(strategies[i].at("requests").to_number<std::size_t>(), requests);
        const double late = strategies[i].at("late").at("mean").as_double();
        EXPECT_GE(late, 0);
        EXPECT_LE(late, 1);
    }
    EXPECT_GE(strategies[0].at("alerts").at("mean").as_double(), 1);
    EXPECT_EQ(strategies[0].at("gini").at("half_width").kind(), boost::json::kind::double_);
}

// A day on which nobody taps says nothing of anybody: it is no day without lateness.
TEST(Report, DaysWithoutRequestsCountForNothing) {
    const Small small;
    Study study = small.study;
    study.bound = true;
    study.report = Days::all;
    study.arrivals = poisson_arrivals(60, 2, 1);
    const auto full = compare(study, [](std::size_t, std::size_t) {});
    for (Arrival& arrival : *study.arrivals) {
        if (arrival.at >= kDay) arrival.at += 3 * kDay;
    }
    const auto gaps = compare(study, [](std::size_t, std::size_t) {});
    for (const std::string& name : strategy_names()) {
        EXPECT_EQ(line_of(gaps[0], name).replications.size(), 2u) << name;
    }
    const Line &before = line_of(full[0], kOurs), &after = line_of(gaps[0], kOurs);
    EXPECT_EQ(before.replications[0].late, after.replications[0].late);
}

TEST(Report, OfALogThatSaysNothingItSaysWhy) {
    Study study;
    EXPECT_EQ(what_is_missing(study), "") << "no log";
    study.arrivals = poisson_arrivals(60, 1, 1);
    EXPECT_EQ(what_is_missing(study), "");
    study.seeds = 1;
    EXPECT_THAT(what_is_missing(study), HasSubstr("accepted: at least 2 --seeds"));
    study.report = Days::even;
    EXPECT_THAT(what_is_missing(study), HasSubstr("no requests on the days"));
    study.arrivals->back().at = 4000 * kDay;  // a year that was mistyped
    EXPECT_THAT(what_is_missing(study), HasSubstr("goes over 4001 days"));
}

TEST(Report, TableNamesEveryStrategyAndTheSetting) {
    const Small small;
    const std::string table = as_table(small.study, small.comparisons);
    EXPECT_THAT(table, HasSubstr("500 m, 14 on duty, p = 0.4"));
    EXPECT_THAT(table, HasSubstr("even days"));
    for (const std::string& name : strategy_names()) EXPECT_THAT(table, HasSubstr("\n" + name));
}

TEST(Report, PageNeedsNothingElse) {
    const Small small;
    const std::string page = as_html(small.study, small.comparisons);
    for (const char* outside : {"http", "<script", "<link", "src=", "url(", "@import"}) {
        EXPECT_THAT(page, Not(HasSubstr(outside)));
    }
    for (const char* wrong : {"nan", "inf\"", "inf,"}) EXPECT_THAT(page, Not(HasSubstr(wrong)));
    std::size_t curves = 0;
    for (std::size_t at = 0; (at = page.find("<polyline", at)) != std::string::npos; ++at) ++curves;
    EXPECT_EQ(curves, 4 * (strategy_names().size() - 1));  // the bound has none
}

ParsedSimOptions parsed(std::vector<const char*> words) {
    words.insert(words.begin(), "circle-sim");
    return parse_sim_options(static_cast<int>(words.size()), words.data());
}

TEST(Options, MakeAllCombinations) {
    const auto sim =
        parsed({"compare", "--width", "500", "1000", "--accept", ".2", ".4", "--on-duty", "14",
                "--report", "odd", "--policy", "wave_size=5", "--policy", "detour=1.5"});
    ASSERT_TRUE(sim.options) << sim.text;
    EXPECT_EQ(sim.options->what, SimOptions::What::compare);
    ASSERT_EQ(sim.options->study.settings.size(), 4u);
    EXPECT_EQ(sim.options->study.settings[2].width_m, 1000);
    EXPECT_EQ(sim.options->study.settings[2].accept, .2);
    EXPECT_EQ(sim.options->study.report, Days::odd);
    EXPECT_TRUE(sim.options->all_days);
    EXPECT_FALSE(parsed({"compare", "--arrivals", "a", "--days", "3"}).options->all_days);
    EXPECT_EQ(sim.options->study.policy.wave_size(), 5u);
    EXPECT_EQ(sim.options->study.policy.detour(), 1.5);
}

TEST(Options, SayWhatIsAccepted) {
    const auto complaint = [](std::vector<const char*> words) {
        const auto sim = parsed(std::move(words));
        EXPECT_FALSE(sim.options);
        EXPECT_TRUE(sim.failed);
        return sim.text;
    };
    EXPECT_THAT(complaint({"compare", "--policy", "foo=1"}), HasSubstr("accepted: sla_s,"));
    EXPECT_THAT(complaint({"compare", "--policy", "sla_s=x"}), HasSubstr("sla_s=a number"));
    EXPECT_THAT(complaint({"compare", "--policy", "sla_s"}), HasSubstr("NAME=VALUE"));
    EXPECT_THAT(complaint({"compare", "--policy", "wave_size=99"}), HasSubstr("or 1 to 20"));
    EXPECT_THAT(complaint({"compare", "--accept", "2"}), HasSubstr("--accept"));
    EXPECT_THAT(complaint({"compare", "--seeds", "1", "--days", "2"}), HasSubstr("at least 2"));
    EXPECT_THAT(complaint({"compare", "--arrivals", "a", "--per-day", "9"}),
                HasSubstr("--per-day"));
    EXPECT_THAT(complaint({"compare", "--arrivals", ""}), HasSubstr("accepted: a CSV file"));
    EXPECT_THAT(complaint({"compare", "--report", "sometimes"}),
                HasSubstr("--report: is \"sometimes\"; accepted: odd, even, all"));
    EXPECT_THAT(complaint({"compare", "--report", "evne"}), HasSubstr("did you mean \"even\"?"));
    for (const auto& without : {complaint({}), complaint({"comapre"})}) {
        EXPECT_THAT(without, HasSubstr("accepted: oracles, compare\ncircle-sim --help tells"));
    }
    EXPECT_THAT(complaint({"comapre"}), HasSubstr("\"comapre\" is no subcommand; did you mean "
                                                  "\"compare\"?"));
    EXPECT_THAT(complaint({"--no-such-option"}), HasSubstr("no-such-option"));
    EXPECT_FALSE(parsed({"--help"}).failed);
    EXPECT_THAT(parsed({"compare", "--help"}).text, HasSubstr("Example: circle-sim compare"));
}

TEST(Options, AreFiniteNumbers) {
    const std::set<std::string> pairs{"--turnout", "--vertical"};
    for (const char* option : {"--width", "--accept", "--per-day", "--bursts", "--urgent",
                               "--concentration", "--decline", "--abort", "--unreachable", "--void",
                               "--turnout", "--turnout-sigma", "--vertical", "--visit"}) {
        for (const std::string value : {"nan", "NaN", "-nan", "inf", "-inf", "1e999", "one"}) {
            const bool two = pairs.contains(option);
            if (two && value.starts_with('-')) continue;  // that reads as another option
            const std::string assigned = option + ("=" + value);
            const auto sim = two ? parsed({"compare", option, "60", value.c_str()})
                                 : parsed({"compare", assigned.c_str()});
            EXPECT_FALSE(sim.options) << assigned;
            EXPECT_THAT(sim.text, HasSubstr(std::string(option) + ": is \"" + value +
                                            "\"; accepted: a number from "));
        }
    }
}

}  // namespace
}  // namespace circle::sim
