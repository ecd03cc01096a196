#include "dispatcher/sim/html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "dispatcher/sim/plot.hpp"

namespace circle::sim {
namespace {

constexpr unsigned kSeedsForAnInterval = 5;  // of fewer, Student's is too wide to read

constexpr char kHead[] = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Ways to ask for help, compared</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 1200px; margin: 2em auto; padding: 0 1em }
table { border-collapse: collapse; margin: 1em 0; display: block; overflow-x: auto }
th, td { padding: .25em .5em; text-align: right; font-size: .92rem; border-bottom: 1px solid #8888 }
td { white-space: nowrap }
th:first-child, td:first-child { text-align: left }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(320px, 1fr)); gap: 1.5em }
figure { margin: 0 } figcaption { font-weight: 600 }
svg { width: 100%; height: auto } svg text { font-size: 12px; fill: currentColor }
.grid { stroke: #8886 } .line { fill: none; stroke-width: 2 }
.key { display: flex; flex-wrap: wrap; gap: .3em 1.5em } .key svg { width: 44px }
.ours { font-weight: 600 }
</style></head><body>
)";

double sum_of(const Line& line, const std::function<double(const Figures&)>& of) {
    double sum = 0;
    for (const Figures& f : line.replications) sum += of(f);
    return sum;
}

// A curve for each line that is more than a bound.
template <class PointsOf>
std::vector<Curve> curves(const Comparison& comparison, PointsOf points_of) {
    std::vector<Curve> all;
    for (std::size_t i = 0; i < comparison.lines.size(); ++i) {
        if (comparison.lines[i].is_bound) continue;
        all.push_back({i, points_of(comparison.lines[i])});
    }
    return all;
}

Plot by_hour(const Comparison& comparison) {
    Plot plot{"In time, by hour of the day", "hour"};
    plot.x_to = 23;
    plot.x_step = 3;
    plot.percent = true;
    plot.curves = curves(comparison, [](const Line& line) {
        Points points;
        for (std::size_t hour = 0; hour < 24; ++hour) {
            const auto at = [hour](const auto& counts) {
                return static_cast<double>(counts[hour]);
            };
            const double all = sum_of(line, [&](const auto& f) { return at(f.requests_by_hour); });
            const double late = sum_of(line, [&](const auto& f) { return at(f.late_by_hour); });
            if (all > 0) points.emplace_back(static_cast<double>(hour), 1 - late / all);
        }
        return points;
    });
    fit_y(plot, 1, 1);
    return plot;
}

// Shares of the sum up to and including each bucket.
template <class Counts>
Points cumulative(const Line& line, Counts Figures::*counts, double width, double offset) {
    const std::size_t size = (line.replications.front().*counts).size();
    const auto in = [&](std::size_t bucket) {
        return sum_of(line,
                      [&](const Figures& f) { return static_cast<double>((f.*counts)[bucket]); });
    };
    double all = 0;
    for (std::size_t i = 0; i < size; ++i) all += in(i);
    Points points{{offset, 0}};
    double below = 0;
    for (std::size_t i = 0; i + 1 < size; ++i) {
        below += in(i);
        points.emplace_back(offset + static_cast<double>(i + 1) * width, all > 0 ? below / all : 0);
    }
    return points;
}

Plot time_to_yes(const Comparison& comparison) {
    Plot plot{"Somebody has said yes, of all requests", "seconds since the tap"};
    plot.x_to = 600;
    plot.x_step = 60;
    plot.y_step = .2;
    plot.percent = true;
    plot.curves = curves(comparison, [](const Line& line) {
        return cumulative(line, &Figures::accepts_by_15s, 15, 0);
    });
    return plot;
}

Plot alerts(const Comparison& comparison) {
    Plot plot{"At most so many people were alerted, of all requests", "alerts"};
    plot.x_to = 30;
    plot.x_step = 5;
    plot.y_step = .2;
    plot.percent = true;
    plot.curves = curves(
        comparison, [](const Line& line) { return cumulative(line, &Figures::by_alerts, 1, -1); });
    for (Curve& curve : plot.curves) curve.points.erase(curve.points.begin());
    return plot;
}

Plot load(const Comparison& comparison) {
    Plot plot{"Visits of each volunteer, mean of the seeds", "volunteer, busiest first"};
    plot.x_from = 1;
    plot.x_to = std::max(2.0, static_cast<double>(comparison.setting.on_duty));
    plot.x_step = std::max(1.0, std::ceil(plot.x_to / 12));
    plot.curves = curves(comparison, [](const Line& line) {
        Points points;
        const auto replications = static_cast<double>(line.replications.size());
        for (std::size_t i = 0; i < line.replications.front().jobs.size(); ++i) {
            const double sum = sum_of(line, [i](const Figures& f) { return f.jobs[i]; });
            points.emplace_back(static_cast<double>(i + 1), sum / replications);
        }
        return points;
    });
    fit_y(plot, 0, 1);
    return plot;
}

std::string key(const Comparison& comparison) {
    std::string text = "<p class=\"key\">";
    for (std::size_t i = 0; i < comparison.lines.size(); ++i) {
        if (comparison.lines[i].is_bound) continue;
        text += fmt::format(
            "<span><svg viewBox=\"0 0 44 12\" aria-hidden=\"true\"><line class=\"line\" x1=\"0\" "
            "x2=\"44\" y1=\"6\" y2=\"6\" stroke=\"{}\" stroke-dasharray=\"{}\"/></svg> {}</span>",
            style_of(i).colour, style_of(i).dashes, comparison.lines[i].strategy);
    }
    return text + "</p>\n";
}

std::string cell(const Estimate& e, double times) {
    return fmt::format("<td>{:.2f} ± {:.2f}</td>", e.mean * times, e.half_width * times);
}

std::string table(const Comparison& comparison) {
    std::string text =
        "<table><tr><th>asks</th><th>late, %</th><th>later than ours, points</th><th>yes p50, s</th><th>p95, "
        "s</th><th>yes to door, s</th><th>alerts per request</th><th>Gini of visits</th></tr>\n";
    for (const Line& line : comparison.lines) {
        text += fmt::format("<tr{}><td>{}</td>", line.strategy == kOurs ? " class=\"ours\"" : "",
                            line.strategy);
        text += cell(estimate_of(line, &Figures::late), 100);
        text += cell(difference(line, line_of(comparison, kOurs), &Figures::late), 100);
        for (const auto figure : {&Figures::accept_p50_s, &Figures::accept_p95_s, &Figures::way_s,
                                  &Figures::alerts, &Figures::gini}) {
            text += line.is_bound ? "<td>–</td>" : cell(estimate_of(line, figure), 1);
        }
        text += "</tr>\n";
    }
    return text + "</table>\n";
}

}  // namespace

std::string as_html(const Study& study, const std::vector<Comparison>& comparisons) {
    std::string text = kHead;
    text += fmt::format(
        "<h1>Ways to ask for help, compared</h1><p>The same people and requests for each, in {} "
        "seed{}; late: nobody at the door within {:.0f} s. ± is a 99 % interval{}. "
        "How it is modelled: docs/simulator.md.</p>\n<p><b>ours</b>: the dispatch core of the "
        "service. <b>one by one</b>: the nearest for 60 s, then the next. <b>fan-out</b>: the "
        "nearest 3 or 7 at once. <b>knows who</b>: sends the nearest of those who will say yes. "
        "<b>knows all</b>: a bound that also knows every request to come; nobody can do "
        "better.</p>\n",
        study.seeds, study.seeds == 1 ? "" : "s", study.sla_s,
        study.seeds < kSeedsForAnInterval ? ", and wide of so few seeds: take 10" : "");
    for (const Comparison& comparison : comparisons) {
        text += fmt::format("<h2>{:g} m, {} volunteers on duty, {:g} % say yes</h2>\n",
                            comparison.setting.width_m, comparison.setting.on_duty,
                            comparison.setting.accept * 100);
        text += table(comparison) + key(comparison) + "<div class=\"plots\">\n";
        for (const Plot& plot :
             {by_hour(comparison), time_to_yes(comparison), alerts(comparison), load(comparison)}) {
            text += plot.svg();
        }
        text += "</div>\n";
    }
    return text + "</body></html>\n";
}

}  // namespace circle::sim
