#include <fmt/format.h>

#include <algorithm>

#include "dispatcher/sim/planning/report.hpp"
#include "dispatcher/sim/planning/words.hpp"
#include "dispatcher/sim/plot.hpp"

namespace circle::sim {
namespace {

constexpr char kStyle[] = R"(
:root { color-scheme: light }
* { box-sizing: border-box }
body { font: 18px/1.6 system-ui, "Noto Sans CJK SC", sans-serif; color: #1b1b1b; background: #fff;
  max-width: 900px; margin: 0 auto; padding: 1em }
h1 { font-size: 1.5em; margin: .2em 0 } h2 { font-size: 1.2em; margin: 1.8em 0 .4em }
p { margin: .5em 0 } .small { font-size: .85em; color: #444 }
.top { border: 2px solid #1f5c99; border-radius: 10px; padding: .6em 1em; margin: 1em 0 }
.top p:first-child { font-size: 1.15em; font-weight: 600 }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { padding: .4em .5em; text-align: left; border-bottom: 1px solid #aaa; vertical-align: top }
thead th { border-bottom: 2px solid #555 } tbody th { font-weight: 500 }
td.n { text-align: right; white-space: nowrap } .many td.n { padding: .4em .3em }
.many th { font-size: .85em; min-width: 3.6em } .need { font-size: 1.15em; font-weight: 700 }
.miss { font-weight: 700; color: #8a1c00 } .miss::before { content: "▲ " }
.ok { color: #14532d } .ok::before { content: "✓ " }
figure { margin: 0; max-width: 640px } figcaption { font-weight: 600 }
svg { width: 100%; height: auto } svg text { font-size: 12px; fill: currentColor }
.grid { stroke: #bbb } .line { fill: none; stroke-width: 2 }
.key { display: flex; flex-wrap: wrap; gap: .2em 1.4em; font-size: .9em } .key svg { width: 44px }
li { margin: .3em 0 }
@media (max-width: 480px) { body { padding: .7em } th, td { padding: .35em .3em }
  .now { display: block } .many th { min-width: 2.5em } .many td.n { padding: .35em .1em } }
@media print { body { font-size: 12px; max-width: none } h2 { break-after: avoid }
  tr, figure, .top { break-inside: avoid } }
)";

class Page {
  public:
    Page(const Plan& plan, Language language)
        : plan_(plan), words_(plan, language), zh_(language == Language::zh) {}

    std::string text() const {
        return head() + top() + hours() + needs() + curve() + helps() + basis() + reading() +
               "</body></html>\n";
    }

  private:
    const char* say(const char* zh, const char* en) const { return words_.say(zh, en); }
    static std::string tag(const char* name, const std::string& text) {
        return fmt::format("<{0}>{1}</{0}>\n", name, text);
    }
    std::string h2(const char* zh, const char* en) const { return tag("h2", say(zh, en)); }
    static std::string list(const std::vector<std::string>& lines) {
        std::string items;
        for (const std::string& line : lines) items += tag("li", escaped(line));
        return "<ul>\n" + items + "</ul>\n";
    }

    std::string head() const {
        const std::string title = fmt::format("{} · {}", say("要多少人在岗", "How many on duty"),
                                              escaped(words_.estate()));
        return fmt::format(
            "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\">\n<meta "
            "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            "<title>{}</title>\n<style>{}</style></head><body>\n<h1>{}</h1>\n",
            zh_ ? "zh-CN" : "en", title, kStyle, title);
    }

    std::string top() const {
        std::string lines;
        for (const std::string& line : words_.headline()) lines += tag("p", escaped(line));
        return "<div class=\"top\">\n" + lines + "</div>\n";
    }

    // Hours × days: how many, and what the roster has.
    std::string hours() const {
        const Calendar& calendar = plan_.knowledge.calendar;
        std::string rows;
        for (std::size_t block = 0; block < calendar.blocks(); ++block) {
            std::string row = tag("th", words_.block(block));
            for (std::size_t type = 0; type < calendar.day_types.size(); ++type) {
                row += tag("td", cell(type * calendar.blocks() + block));
            }
            rows += tag("tr", row);
        }
        std::string columns = "<th></th>";
        for (std::size_t type = 0; type < calendar.day_types.size(); ++type) {
            columns += tag("th", words_.day_type(type));
        }
        std::string text = h2("什么时候要多少人", "How many, and when");
        text += fmt::format(
            "<div class=\"wide\"><table><thead><tr>{}</tr></thead><tbody>\n{}</tbody>"
            "</table></div>\n",
            columns, rows);
        for (const Staffing& staffing : plan_.staffing) {
            for (const std::string& line : words_.verdicts(staffing)) text += small(line);
        }
        return text + small(words_.limits());
    }

    std::string cell(std::size_t period) const {
        const Staffing& first = plan_.staffing.front();
        std::string text = fmt::format("<span class=\"need\">{}</span>",
                                       words_.people(first.levels[period].total));
        text += words_.mark(first, period);
        for (std::size_t i = 1; i < plan_.staffing.size(); ++i) {
            const Staffing& more = plan_.staffing[i];
            if (more.impossible) continue;
            text += fmt::format("<br>{:.0f} %: {}", more.target * 100,
                                words_.people(more.levels[period].total));
            text += words_.mark(more, period);
        }
        if (plan_.roster) {
            const Range& now = plan_.roster->on_duty[period];
            const bool enough = now.least >= first.levels[period].total;
            text += fmt::format("<br>{} {}<br><span class=\"{}\">{}</span>", say("班表", "roster"),
                                range(now), enough ? "ok" : "miss", words_.gap(period));
        }
        if (!plan_.knowledge.seen.on_duty.empty()) {
            text +=
                fmt::format("<br><span class=\"small\">{} {:.1f}</span>",
                            say("实际平均", "in the log"), plan_.knowledge.seen.on_duty[period]);
        }
        return text;
    }

    static std::string range(const Range& r) {
        return r.least == r.most ? fmt::format("{}", r.least)
                                 : fmt::format("{}–{}", r.least, r.most);
    }

    // How many of them for what.
    std::string needs() const {
        const Staffing& first = plan_.staffing.front();
        const Knowledge& k = plan_.knowledge;
        const Teams teams(k.calendar, k.needs, k.people);
        std::string columns = "<th></th>", holders = tag("th", say("现有几位", "there are")),
                    with_all = tag("th", say("大家全在岗时", "with all on duty"));
        for (std::size_t n = 0; n < k.needs.size(); ++n) {
            const char* mark = first.need_reachable[n] ? "" : say("（做不到）", " (out of reach)");
            columns += tag("th", escaped(words_.need(n)) + mark);
            holders += number(std::to_string(teams.holders(n)));
            with_all += number(rounded(plan_.everybody.of_need(n)));
        }
        std::string rows;
        for (std::size_t p = 0; p < k.calendar.periods(); ++p) {
            std::string row = tag("th", words_.period(p));
            for (std::size_t n = 0; n < k.needs.size(); ++n) row += number(need_cell(first, p, n));
            rows += tag("tr", row);
        }
        rows += tag("tr", holders) + tag("tr", with_all);
        return h2("其中多少人会什么", "How many of them for what") +
               fmt::format(
                   "<p>{}</p><div class=\"wide\"><table class=\"many\"><thead><tr>{}</tr>"
                   "</thead><tbody>\n{}</tbody></table></div>\n",
                   needs_line(first), columns, rows);
    }

    // A number that does not bring the target is not said to.
    std::string needs_line(const Staffing& s) const {
        const auto& can = s.need_reachable;
        const bool reached =
            !s.impossible && s.holds && std::find(can.begin(), can.end(), false) == can.end();
        const double in_time = s.all.mean * 100;
        return (reached ? words_.with("要 {:.0f} % 按时，在岗的人里至少要这么多会的",
                                      "For {:.0f} % in time, at least so many of those on duty "
                                      "have to be able to do it",
                                      s.target * 100)
                        : words_.with("{:.0f} % 按时还不是处处做得到；在岗的人里有这么多会的，按时"
                                      "到的是 {:.1f} %",
                                      "{:.0f} % in time are not reached everywhere; with so many "
                                      "of those on duty who can do it, {:.1f} % are in time",
                                      s.target * 100, in_time)) +
               say("；括号里是班表最少的。", "; in brackets the least on the roster.");
    }

    std::string need_cell(const Staffing& s, std::size_t period, std::size_t need) const {
        std::string text = fmt::format("<b>{}</b>", s.of_need(period, need));
        if (plan_.roster) {
            text += fmt::format(" <span class=\"now\">({})</span>",
                                plan_.roster->of_need[period][need]);
        }
        return text;
    }

    static std::string number(const std::string& text) {
        return "<td class=\"n\">" + text + "</td>\n";
    }
    static std::string rounded(const Share& share) {
        return share.calls == 0 ? "–" : fmt::format("{:.0f} %", share.mean * 100);
    }
    std::string small(const std::string& line) const {
        return line.empty() ? "" : fmt::format("<p class=\"small\">{}</p>\n", escaped(line));
    }

    std::string curve() const {
        Plot plot{say("在岗人数和按时到门口的比例", "On duty, and share in time"),
                  say("在岗人数（不挑人，全天）", "on duty, whoever they are, day and night")};
        plot.percent = true;
        Points points;
        for (const CurvePoint& point : plan_.curve) {
            points.emplace_back(point.on_duty, point.share.mean);
        }
        plot.x_to = std::max(2u, plan_.curve.back().on_duty);
        plot.x_step = plot.x_to > 24 ? 8 : plot.x_to > 12 ? 4 : 2;
        plot.curves.push_back({3, points});
        for (std::size_t i = 0; i < plan_.staffing.size(); ++i) {
            const double target = plan_.staffing[i].target;
            plot.curves.push_back({i == 0 ? 0u : 4u, {{0, target}, {plot.x_to, target}}});
        }
        const auto there = static_cast<double>(plan_.knowledge.people.volunteers.size());
        if (there <= plot.x_to) plot.curves.push_back({2, {{there, 0}, {there, 1}}});
        fit_y(plot, 0, 1);
        return h2("多几个人，差多少", "What more people bring") + plot.svg() + key(there);
    }

    std::string key(double there) const {
        const auto entry = [](std::size_t style, const std::string& text) {
            return fmt::format(
                "<span><svg viewBox=\"0 0 44 12\" aria-hidden=\"true\"><line class=\"line\" "
                "x1=\"0\" "
                "x2=\"44\" y1=\"6\" y2=\"6\" stroke=\"{}\" stroke-dasharray=\"{}\"/></svg> "
                "{}</span>",
                style_of(style).colour, style_of(style).dashes, text);
        };
        std::string text = "<p class=\"key\">" + entry(3, say("按时到的比例", "share in time"));
        for (std::size_t i = 0; i < plan_.staffing.size(); ++i) {
            text += entry(i == 0 ? 0 : 4, fmt::format("{:.0f} %", plan_.staffing[i].target * 100));
        }
        text += entry(2, words_.with("现有 {:.0f} 位志愿者", "{:.0f} volunteers there are", there));
        return text + "</p>\n";
    }

    std::string helps() const {
        std::vector<std::string> lines;
        for (const Help& help : plan_.helps) lines.push_back(words_.help(help));
        return h2("怎样最有用", "What would help most") +
               tag("p",
                   fmt::format(
                       fmt::runtime(plan_.roster ? say("和现在的班表比（{} 按时）：",
                                                       "Beside the roster as it is ({} in time):")
                                                 : say("和上面的建议比（{} 按时）：",
                                                       "Beside the numbers above ({} in time):")),
                       words_.percent(plan_.base))) +
               list(lines);
    }

    std::string basis() const {
        std::string rows;
        for (const Ground& ground : plan_.knowledge.grounds) {
            rows += tag("tr", tag("th", words_.about(ground)) + number(words_.value(ground)) +
                                  tag("td", words_.source(ground)));
        }
        return h2("这些数从哪里来", "What the figures rest on") + tag("p", log_line()) +
               fmt::format("<div class=\"wide\"><table><tbody>\n{}</tbody></table></div>\n", rows) +
               h2("假定了什么", "What was assumed") + list(words_.assumed());
    }

    std::string log_line() const {
        const Seen& seen = plan_.knowledge.seen;
        if (seen.requests == 0) {
            return say(
                "日志里还没有求助，下面都是一般情况。用上一两周后再算一次。",
                "There is no request in the log yet: all of this is what is typical. Plan again "
                "after a week or two.");
        }
        std::string line = words_.with("日志有 {:.0f} 天，{} 次求助。",
                                       "The log goes back {:.0f} days and has {} requests.",
                                       seen.days, seen.requests);
        if (seen.judged > 0) {
            line += words_.with("其中看得出结果的 {} 次，按时有人到的 {} 次。",
                                " Of {} it tells how they went: {} had somebody in time.",
                                seen.judged, seen.in_time);
        }
        return line;
    }

    std::string reading() const {
        return h2("怎么看", "How to read it") +
               list(
                   {words_.with(
                        "“按时”是从点下求助到第一个人到门口，不超过这个小区说好的时间（{}）。",
                        "In time: from the tap to the first helper at the door within what "
                        "this estate promises ({}).",
                        words_.promised()),
                    say("“±”是抽样的误差：单侧 95 % 的把握。日志里的数也会变，过一个月再算。",
                        "± is the error of sampling, one-sided 95 % sure. The log's own figures "
                        "change, "
                        "too: plan again in a month."),
                    say("人数是那段时间同时在岗的人。一个人会几样，每样都算他一个。",
                        "Numbers are people on duty at the same time. Who can do several things "
                        "counts for "
                        "each."),
                    say("班表一格里有两个数时，是那段时间里最少和最多。",
                        "Where the roster has two numbers, they are the least and the most in that "
                        "time.")}) +
               fmt::format("<p class=\"small\">{}</p>\n",
                           words_.with("用调度程序本身模拟，种子 {}。方法见 docs/planning.md。",
                                       "Played with the dispatch core itself, seed {}. Method: "
                                       "docs/planning.md.",
                                       plan_.options.effort.seed));
    }

    const Plan& plan_;
    PlanWords words_;
    bool zh_;
};

}  // namespace

std::string plan_as_html(const Plan& plan, Language language) {
    return Page(plan, language).text();
}

}  // namespace circle::sim
