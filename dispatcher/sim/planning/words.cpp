#include "dispatcher/sim/planning/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace circle::sim {
namespace {

std::string clock_time(unsigned minutes) {
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

double half_width(const Share& share) {
    return std::max(share.upper - share.mean, share.mean - share.lower);
}

unsigned fewest(const Staffing& staffing) {
    unsigned least = staffing.levels.front().total;
    for (const Level& level : staffing.levels) least = std::min(least, level.total);
    return least;
}

int whole_percent(double share) {
    return static_cast<int>(std::lround(share * 100));
}

std::size_t busiest_period(const Staffing& staffing) {
    const auto& levels = staffing.levels;
    const auto most =
        std::max_element(levels.begin(), levels.end(),
                         [](const Level& a, const Level& b) { return a.total < b.total; });
    return static_cast<std::size_t>(most - levels.begin());
}

const v1::Category* find_category(const v1::EstateConfig& config, const std::string& id) {
    const auto& all = config.categories();
    const auto it = std::find_if(all.begin(), all.end(),
                                 [&](const auto& category) { return category.id() == id; });
    return it == all.end() ? nullptr : &*it;
}

}  // namespace

std::string escaped(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        switch (c) {
            case '&':
                safe += "&amp;";
                break;
            case '<':
                safe += "&lt;";
                break;
            case '>':
                safe += "&gt;";
                break;
            case '"':
                safe += "&quot;";
                break;
            default:
                safe += c;
        }
    }
    return safe;
}

std::string PlanWords::estate() const {
    const auto& config = plan_.knowledge.config;
    return zh_ || config.name_en().empty() ? config.name() : config.name_en();
}

std::string PlanWords::day_type(std::size_t type) const {
    constexpr const char* kZh[] = {"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
    constexpr const char* kEn[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const auto& days = plan_.knowledge.calendar.day_types[type];
    if (days.size() == 1) return zh_ ? kZh[days[0]] : kEn[days[0]];
    return days[0] == 0 ? say("工作日", "Mon–Fri") : say("周末", "Sat–Sun");
}

std::string PlanWords::block(std::size_t block) const {
    const auto& edges = plan_.knowledge.calendar.edges;
    return clock_time(edges[block]) + "–" + clock_time(edges[block + 1]);
}

std::string PlanWords::period(std::size_t period) const {
    const std::size_t blocks = plan_.knowledge.calendar.blocks();
    return day_type(period / blocks) + " " + block(period % blocks);
}

std::string PlanWords::need(std::size_t need) const {
    std::vector<std::string> names;
    for (const std::string& id : plan_.knowledge.needs.all[need].categories) {
        const v1::Category* category = find_category(plan_.knowledge.config, id);
        if (!category) continue;
        names.push_back(zh_ || category->name_en().empty() ? category->name()
                                                           : category->name_en());
    }
    return fmt::format("{}", fmt::join(names, say("、", ", ")));
}

std::string PlanWords::building(std::size_t building) const {
    return plan_.knowledge.config.buildings(static_cast<int>(building)).name();
}

std::string PlanWords::percent(const Share& share) const {
    if (share.calls == 0) return say("没有求助", "no requests");
    return fmt::format("{:.1f} ± {:.1f} %", share.mean * 100, half_width(share) * 100);
}

std::string PlanWords::people(unsigned count) const {
    if (zh_) return fmt::format("{} 人", count);
    return fmt::format("{} {}", count, count == 1 ? "person" : "people");
}

std::vector<std::string> PlanWords::headline() const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < plan_.staffing.size(); ++i) {
        const Staffing& staffing = plan_.staffing[i];
        if (staffing.target >= .99) continue;
        if (staffing.impossible) lines.push_back(impossible(staffing));
        // Something more modest stands first instead.
        if (!staffing.impossible && !staffing.holds && i > 0) lines.push_back(unsure(staffing));
    }
    const Staffing& first = plan_.staffing.front();
    if (!first.impossible) {
        const std::size_t busiest = busiest_period(first);
        lines.push_back(busiest_line(first, busiest));
        for (std::string& line : missing(first, busiest)) lines.push_back(std::move(line));
        for (std::size_t n = 0; n < first.need_reachable.size(); ++n) {
            if (!first.need_reachable[n]) lines.push_back(out_of_reach(first, n));
        }
    }
    lines.push_back(plan_.roster
                        ? with("照现在的班表，按时有人到的是 {}。",
                               "With the roster as it is, {} have somebody in time.",
                               percent(plan_.roster->all))
                        : say("班表上还没有人，所以没有和班表比较。",
                              "Nobody is on the roster yet, so nothing is compared with it."));
    const auto best = std::find_if(plan_.helps.begin(), plan_.helps.end(), [](const Help& h) {
        return h.what != Help::What::one_in_five_aborts;
    });
    if (best != plan_.helps.end() && best->share.mean > plan_.base.mean) {
        lines.push_back(say("眼下最有用的一步：", "The next most useful step: ") + help(*best));
    }
    return lines;
}

std::string PlanWords::busiest_line(const Staffing& s, std::size_t busiest) const {
    std::vector<std::string> skilled;
    for (std::size_t n = 0; n < plan_.knowledge.needs.size(); ++n) {
        if (plan_.knowledge.needs.all[n].skills.empty()) continue;
        skilled.push_back(with("{} 人会处理“{}”", "{} for “{}”", s.of_need(busiest, n), need(n)));
    }
    const std::string of_them =
        skilled.empty()
            ? ""
            : say("，其中 ", ", of them ") + fmt::format("{}", fmt::join(skilled, say("，", ", ")));
    const unsigned most = s.levels[busiest].total;
    return (fewest(s) == most ? with("一周里什么时候都要 {} 人在岗{}。",
                                     "{} on duty at all hours of the week{}.", most, of_them)
                              : with("{}，要 {} 人在岗{}。", "{}: {} on duty{}.", period(busiest),
                                     most, of_them)) +
           say("", " ") + promise(s, busiest) + spread(s);
}

// Nothing where it is the same everywhere: that has been said.
std::string PlanWords::spread(const Staffing& s) const {
    if (fewest(s) == s.levels[busiest_period(s)].total) return "";
    return with("这是一周里要人最多的时候，最少的时候要 {} 人。",
                " This is when most people are needed; the least are {}.", fewest(s));
}

std::string PlanWords::promise(const Staffing& s, std::size_t busiest) const {
    const int target = whole_percent(s.target);
    if (!s.period_reachable[busiest]) {
        return with("那段时间 {} % 还是做不到。", "Even so {} % are out of reach then.", target);
    }
    if (!s.holds) {
        return with("这样还没有把握让 {} % 按时有人到门口。",
                    "That is not sure to reach {} % in time.", target);
    }
    const auto& can = s.need_reachable;
    if (std::find(can.begin(), can.end(), false) != can.end()) {
        return with("这样除了做不到的，每种求助至少 {} % 按时有人到门口。",
                    "Then of each kind of request, but for those that cannot reach it, at least {} "
                    "% have somebody in time.",
                    target);
    }
    return with("这样每种求助至少 {} % 按时有人到门口。",
                "Then of each kind of request at least {} % have somebody in time.", target);
}

std::vector<std::string> PlanWords::missing(const Staffing& s, std::size_t busiest) const {
    const Knowledge& k = plan_.knowledge;
    std::vector<std::string> lines;
    const auto there = static_cast<unsigned>(k.people.volunteers.size());
    if (const unsigned needed = s.levels[busiest].total; needed > there) {
        lines.push_back(with("现在一共有 {} 位志愿者，还要再找 {} 位这样的人。",
                             "There are {} volunteers in all: {} more like them have to be found.",
                             there, needed - there));
    }
    const Teams teams(k.calendar, k.needs, k.people);
    for (std::size_t n = 0; n < k.needs.size(); ++n) {
        const unsigned needed = s.of_need(busiest, n), able = teams.holders(n);
        const bool of_no_use = able > 0 && !s.need_reachable[n];  // that is said elsewhere
        if (k.needs.all[n].skills.empty() || of_no_use || needed <= able) continue;
        lines.push_back(with("会处理“{}”的现在一共 {} 人，还要再找或培训 {} 人。",
                             "Who can do “{}”: {} in all, {} more to be found or trained.", need(n),
                             able, needed - able));
    }
    return lines;
}

std::string PlanWords::impossible(const Staffing& s) const {
    return with(
        "{} % 做不到：{} 位志愿者全天都在岗，按时有人到的是 {}；有 {} 人在岗也只有 {}。",
        "{} % is out of reach: with all {} volunteers on duty day and night {} have somebody "
        "in time; with {} people {}.",
        whole_percent(s.target), plan_.knowledge.people.volunteers.size(),
        percent(plan_.everybody.all()), plan_.most_people, percent(plan_.best.all()));
}

std::string PlanWords::unsure(const Staffing& s) const {
    const std::size_t busiest = busiest_period(s);
    return with("{} % 没有把握：有 {} 人在岗，按时有人到的是 {}。下面先说 {} % 要多少人。",
                "{} % is not sure to be reached: with {} on duty {} are in time. First, what {} % "
                "takes.",
                whole_percent(s.target), s.levels[busiest].total, percent(s.all),
                whole_percent(plan_.staffing.front().target));
}

std::string PlanWords::out_of_reach(const Staffing& staffing, std::size_t n) const {
    return with("“{}”的 {} % 做不到：有 {} 人在岗也只有 {}。",
                "For “{}” {} % is out of reach: with {} people on duty {}.", need(n),
                whole_percent(staffing.target), plan_.most_people,
                percent(staffing.best_by_need[n]));
}

std::string PlanWords::mark(const Staffing& s, std::size_t period) const {
    if (s.impossible || !s.period_reachable[period]) return say("（做不到）", " (out of reach)");
    const auto& can = s.need_reachable;
    if (std::find(can.begin(), can.end(), false) != can.end()) {
        return say("（有的做不到）", " (not all kinds)");
    }
    return s.holds ? "" : say("（没把握）", " (not sure)");
}

std::string PlanWords::promised() const {
    const auto& kinds = plan_.knowledge.demand.kinds;
    if (kinds.empty()) return "";
    const auto [least, most] = std::minmax_element(
        kinds.begin(), kinds.end(),
        [](const RequestKind& a, const RequestKind& b) { return a.promise_s < b.promise_s; });
    const auto minutes = [](unsigned seconds) {
        return seconds % 60 == 0 ? fmt::format("{}", seconds / 60)
                                 : fmt::format("{:.1f}", seconds / 60.);
    };
    const std::string from = minutes(least->promise_s), to = minutes(most->promise_s);
    if (from == to) return with("{} 分钟", "{} min", from);
    return with("{} 到 {} 分钟，看求助的种类", "{} to {} min, by the kind of request", from, to);
}

std::string PlanWords::gap(std::size_t period) const {
    if (!plan_.roster) return "";
    const unsigned needed = plan_.staffing.front().levels[period].total;
    const Range& range = plan_.roster->on_duty[period];
    if (range.least >= needed) return say("够", "enough");
    const unsigned missing = needed - range.least;
    return zh_ ? fmt::format("差 {} 人", missing) : fmt::format("{} missing", missing);
}

std::vector<std::string> PlanWords::verdicts(const Staffing& s) const {
    std::vector<std::string> lines;
    if (s.impossible) return {impossible(s)};
    const int target = whole_percent(s.target);
    lines.push_back(
        zh_ ? fmt::format("目标 {} %：照建议的人数模拟了 {:.0f} 周，按时到的是 {}。{}", target,
                          s.weeks, percent(s.all),
                          s.holds ? "每个时段、每种求助都达到，做不到的除外。"
                                  : "有的时段或求助还没有把握达到。")
            : fmt::format(
                  "Target {} %: {:.0f} weeks were played with these numbers, and {} were in "
                  "time. {}",
                  target, s.weeks, percent(s.all),
                  s.holds ? "Each period and each kind reaches it, but for those where it is out "
                            "of reach."
                          : "Some periods or kinds are not sure to reach it."));
    for (std::size_t n = 0; n < s.need_reachable.size(); ++n) {
        if (!s.need_reachable[n]) lines.push_back(out_of_reach(s, n));
    }
    for (std::size_t p = 0; p < s.period_reachable.size(); ++p) {
        if (s.period_reachable[p]) continue;
        lines.push_back(with("{} 做不到：有 {} 人在岗也只有 {}。",
                             "{} is out of reach: with {} people on duty {}.", period(p),
                             plan_.most_people, percent(s.best_by_period[p])));
    }
    return lines;
}

std::string PlanWords::limits() const {
    const Causes causes = plan_.best.causes();
    if (causes.all() == 0) return "";
    struct Named {
        double count;
        const char* text;
    };
    std::vector<Named> named{{causes.setting_out, say("答应后动身太慢", "setting out")},
                             {causes.walk, say("路和楼层太远", "the walk and the floors")},
                             {causes.nobody, say("没有人答应", "nobody says yes")},
                             {causes.yes, say("答应得太晚", "the yes comes late")},
                             {causes.aborted, say("答应后没有来", "who said yes does not come")}};
    std::stable_sort(named.begin(), named.end(),
                     [](const Named& a, const Named& b) { return a.count > b.count; });
    std::vector<std::string> parts;
    for (const Named& cause : named) {
        const int share = whole_percent(cause.count / causes.all());
        if (share >= 1) parts.push_back(fmt::format("{} {} %", cause.text, share));
    }
    return with("有 {} 人在岗时按时到的是 {}；还迟的，哪一步最久：{}。",
                "With {} people on duty {} are in time; what takes longest of the rest: {}.",
                plan_.most_people, percent(plan_.best.all()), fmt::join(parts, say("，", ", ")));
}

std::string PlanWords::help(const Help& help) const {
    const double points = (help.share.mean - plan_.base.mean) * 100;
    const std::string worth =
        zh_ ? fmt::format("（{:+.1f} 个百分点，到 {}）", points, percent(help.share))
            : fmt::format(" ({:+.1f} points, to {})", points, percent(help.share));
    switch (help.what) {
        case Help::What::one_with_skill:
            return with("有人在岗时都多 1 人会处理“{}”",
                        "one more who can do “{}”, whenever anybody is on duty", need(help.which)) +
                   worth;
        case Help::What::one_in_building:
            return with("有人在岗时都多 1 位住{}、什么都会的",
                        "one more who lives in {} and can do everything, whenever "
                        "anybody is on duty",
                        building(help.which)) +
                   worth;
        case Help::What::more_say_yes:
            return say("一百次里多 10 次答应", "ten in a hundred more say yes") + worth;
        case Help::What::sets_out_sooner:
            return say("答应后早 30 秒出门", "people set out 30 s sooner") + worth;
        case Help::What::one_in_five_aborts:
            return say("反过来，五个答应的有一个不来",
                       "on the other hand: one in five who said yes does not come") +
                   worth;
    }
    return worth;
}

std::vector<std::string> PlanWords::assumed() const {
    std::vector<std::string> lines;
    const double times = plan_.options.effort.times;
    if (times > 1.01) {
        lines.push_back(
            zh_ ? fmt::format("求助太少，模拟时按 {:.0f} 倍算：这样只会更难，不会更容易。", times)
                : fmt::format("Requests are rare, so {:.0f} times as many are played: that "
                              "is harder, never easier.",
                              times));
    }
    lines.push_back(say("一天里的忙闲，日志少的时候用消防局的求助时刻。",
                        "Where the log is short, hours are those of a fire department's calls."));
    lines.push_back(
        say("没有日志的求助种类算得一样多，各户一样多。",
            "Kinds of which the log tells nothing are equally frequent, and so are doors."));
    lines.push_back(
        say("比现有的人多出来的，和现有的人一样：一样的楼、本事和步速。",
            "Who is needed beyond those there are is like them: homes, skills and pace."));
    lines.push_back(
        say("谁在岗每天随机；帮完留在附近；电梯都好；一次停水停电不合并成一件。",
            "Who is on duty is drawn each day; after a visit people stay around; all lifts go; "
            "an outage is not folded into one."));
    lines.push_back(
        plan_.knowledge.people.staff.empty()
            ? say("没有物业人员。", "There is no staff.")
            : say("物业人员只在班表上写的时间算，另外加。",
                  "Staff count at the times of the roster only, beside the volunteers."));
    return lines;
}

}  // namespace circle::sim
