#include "dispatcher/sim/report.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "dispatcher/core/machine.hpp"

namespace circle::sim {
namespace {

namespace json = boost::json;

const char* name_of(Days days) {
    return days == Days::all ? "all days" : days == Days::odd ? "odd days" : "even days";
}

std::string percent(const Estimate& e) {
    return fmt::format("{:6.2f} ±{:5.2f}", e.mean * 100, e.half_width * 100);
}

std::string plus_minus(const Estimate& e) {
    return fmt::format("{:6.2f} ±{:5.2f}", e.mean, e.half_width);
}

json::object object_of(const Estimate& e) {
    return {{"mean", e.mean}, {"half_width", e.half_width}};
}

struct Shown {
    const char* key;
    double Figures::*figure;
};
constexpr Shown kShown[] = {
    {"late", &Figures::late},
    {"unaccepted", &Figures::unaccepted},
    {"accept_p50_s", &Figures::accept_p50_s},
    {"accept_p95_s", &Figures::accept_p95_s},
    {"way_s", &Figures::way_s},
    {"alerts", &Figures::alerts},
    {"gini", &Figures::gini},
};

std::size_t requests_of(const Line& line) {
    std::size_t sum = 0;
    for (const Figures& f : line.replications) sum += f.requests;
    return sum;
}

json::object strategy_of(const Comparison& comparison, const Line& line) {
    json::object strategy{{"name", line.strategy}, {"requests", requests_of(line)}};
    for (const Shown& shown : kShown) {
        if (line.is_bound && shown.figure != &Figures::late) continue;
        strategy[shown.key] = object_of(estimate_of(line, shown.figure));
    }
    strategy["late_less_ours"] =
        object_of(difference(line, line_of(comparison, kOurs), &Figures::late));
    return strategy;
}

}  // namespace

std::string as_table(const Study& study, const std::vector<Comparison>& comparisons) {
    std::string text;
    for (const Comparison& comparison : comparisons) {
        const Setting& s = comparison.setting;
        const double knowing = estimate_of(line_of(comparison, kKnowing), &Figures::late).mean;
        const Line& ours = line_of(comparison, kOurs);
        text += fmt::format("{:.0f} m, {} on duty, p = {:g}; {} requests, {} seed{}, {}; ± 99 %\n",
                            s.width_m, s.on_duty, s.accept, requests_of(ours), study.seeds,
                            study.seeds == 1 ? "" : "s", name_of(study.report));
        text += fmt::format("{:<12} {:>13} {:>8} {:>13} {:>7} {:>7} {:>7} {:>13} {:>13}\n", "",
                            "late %", "/knowing", "- ours, pts", "yes p50", "p95 s", "way s",
                            "alerts", "Gini");
        for (const Line& line : comparison.lines) {
            const Estimate late = estimate_of(line, &Figures::late);
            text += fmt::format("{:<12} {:>13} {:>8} {:>13}", line.strategy, percent(late),
                                knowing > 0 ? fmt::format("{:.2f}", late.mean / knowing) : "-",
                                percent(difference(line, ours, &Figures::late)));
            if (!line.is_bound) {
                text += fmt::format(" {:>7.0f} {:>7.0f} {:>7.0f} {:>13} {:>13}",
                                    estimate_of(line, &Figures::accept_p50_s).mean,
                                    estimate_of(line, &Figures::accept_p95_s).mean,
                                    estimate_of(line, &Figures::way_s).mean,
                                    plus_minus(estimate_of(line, &Figures::alerts)),
                                    plus_minus(estimate_of(line, &Figures::gini)));
            }
            text += "\n";
        }
        text += fmt::format("ours took {:.1f} s of computing\n\n", ours.seconds);
    }
    text += fmt::format(
        "late: nobody at the door in {:.0f} s. /knowing: times as often as who knows "
        "who says yes. - ours: points more than ours.\n",
        study.sla_s);
    if (study.seeds == 1) {
        text +=
            "One seed: figures are means over the days; so is Gini, which is larger for a day.\n";
    }
    return text;
}

std::string as_json(const Study& study, const std::vector<Comparison>& comparisons) {
    json::array settings;
    for (const Comparison& comparison : comparisons) {
        json::array strategies;
        for (const Line& line : comparison.lines) {
            strategies.push_back(strategy_of(comparison, line));
        }
        settings.push_back(json::object{{"width_m", comparison.setting.width_m},
                                        {"on_duty", comparison.setting.on_duty},
                                        {"accept", comparison.setting.accept},
                                        {"strategies", std::move(strategies)}});
    }
    const json::object whole{{"study",
                              {{"seeds", study.seeds},
                               {"first_seed", study.first_seed},
                               {"replications", study.seeds == 1 ? "days" : "seeds"},
                               {"report", name_of(study.report)},
                               {"core_version", core::kCoreVersion},
                               {"sla_s", study.sla_s},
                               {"confidence", .99}}},
                             {"settings", std::move(settings)}};
    return json::serialize(whole) + "\n";
}

}  // namespace circle::sim
