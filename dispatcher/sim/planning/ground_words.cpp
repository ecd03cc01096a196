// The figures that a plan rests on: names, units and sources.
#include <fmt/format.h>

#include "dispatcher/sim/planning/words.hpp"

namespace circle::sim {
namespace {

// "0.04", "1.2", "12"
std::string few_digits(double value) {
    if (value < 1) return fmt::format("{:.2g}", value);
    return fmt::format("{:.{}f}", value, value < 10 ? 1 : 0);
}

}  // namespace

std::string PlanWords::about(const Ground& ground) const {
    switch (ground.about) {
        case About::requests_per_day:
            return say("一天的求助", "requests a day");
        case About::weekend_share:
            return say("周末一天比工作日一天", "a day at the weekend, to a working day");
        case About::hours:
            return say("最忙一小时比平均", "busiest hour, to the mean");
        case About::kinds:
            return say("求助的种类", "kinds of requests");
        case About::buildings:
            return say("求助过的楼", "buildings that have asked");
        case About::accept:
            return say("被问到的人答应", "chance of a yes");
        case About::answer_s:
            return say("多久答复（中位）", "time to answer (median)");
        case About::says_no:
            return say("不来的人里会回绝的", "of those who do not come, say so");
        case About::unreachable:
            return say("问不到的", "offers that reach nobody");
        case About::turnout_s:
            return say("白天答应到出门（中位）", "from the yes to setting out by day (median)");
        case About::turnout_night_s:
            return say("夜里答应到出门（中位）", "the same by night (median)");
        case About::abort:
            return say("答应后没有到的", "said yes and did not come");
        case About::visit_min:
            return say("在门口帮多久（中位）", "time at the door (median)");
    }
    return "";
}

std::string PlanWords::value(const Ground& ground) const {
    switch (ground.about) {
        case About::requests_per_day:
            return few_digits(ground.value);
        case About::weekend_share:
        case About::hours:
            return fmt::format("{:.1f} ×", ground.value);
        case About::kinds:
        case About::buildings:
            return fmt::format("{:.0f}", ground.value);
        case About::accept:
        case About::says_no:
        case About::unreachable:
        case About::abort:
            return fmt::format("{:.0f} %", ground.value * 100);
        case About::answer_s:
        case About::turnout_s:
        case About::turnout_night_s:
            return with("{:.0f} 秒", "{:.0f} s", ground.value);
        case About::visit_min:
            return with("{:.0f} 分钟", "{:.0f} min", ground.value);
    }
    return "";
}

std::string PlanWords::source(const Ground& ground) const {
    switch (ground.source) {
        case Source::assumed:
            return say("假定（日志里没有）", "assumed (nothing in the log)");
        case Source::mixed:
            return with("实际的 {} 例加一般情况", "from {} cases that were and what is typical",
                        ground.n);
        case Source::log:
            return with("你们的日志（n = {}）", "from your log (n = {})", ground.n);
        case Source::given:
            return say("你给的数", "as you gave it");
    }
    return "";
}

}  // namespace circle::sim
