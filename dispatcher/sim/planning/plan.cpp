#include "dispatcher/sim/planning/plan.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "dispatcher/sim/planning/helps.hpp"

namespace circle::sim {
namespace {

constexpr unsigned kCurvePoints[] = {1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64, 96, 128};
constexpr double kModestStep = .05, kModestLess = .02;

std::vector<Share> shares_by_period(const Results& results, const Knowledge& k) {
    std::vector<Share> shares;
    for (std::size_t p = 0; p < k.calendar.periods(); ++p) shares.push_back(results.of_period(p));
    return shares;
}

std::vector<Share> shares_by_need(const Results& results, const Knowledge& k) {
    std::vector<Share> shares;
    for (std::size_t n = 0; n < k.needs.size(); ++n) shares.push_back(results.of_need(n));
    return shares;
}

// Minutes of the day from which on the roster can be another one, or the period.
std::set<unsigned> changes_of(const Knowledge& k) {
    std::set<unsigned> minutes(k.calendar.edges.begin(), k.calendar.edges.end());
    for (const v1::Shift& shift : k.people.shifts) {
        minutes.insert(shift.from_min());
        minutes.insert(shift.to_min());
    }
    minutes.erase(minutes.lower_bound(1440), minutes.end());
    return minutes;
}

// Counts on the roster over all days and moments of each period.
template <class See>
void walk_roster(const Knowledge& k, See see) {
    for (const unsigned minute : changes_of(k)) {
        for (unsigned day = 0; day < 7; ++day) {
            see(k.calendar.period_of(day * kDay + minute * 60 * kSecond), day, minute);
        }
    }
}

}  // namespace

RosterNow count_roster(const Knowledge& k) {
    RosterNow roster;
    std::vector<bool> seen(k.calendar.periods(), false);
    roster.on_duty.resize(k.calendar.periods());
    roster.of_need.assign(k.calendar.periods(), std::vector<unsigned>(k.needs.size(), ~0u));
    walk_roster(k, [&](std::size_t period, unsigned day, unsigned minute) {
        const unsigned there = on_roster(k.people, nullptr, day, minute);
        Range& range = roster.on_duty[period];
        range.least = seen[period] ? std::min(range.least, there) : there;
        range.most = std::max(range.most, there);
        seen[period] = true;
        for (std::size_t n = 0; n < k.needs.size(); ++n) {
            unsigned& least = roster.of_need[period][n];
            least = std::min(least, on_roster(k.people, &k.needs.all[n], day, minute));
        }
    });
    return roster;
}

namespace {

bool anybody_on_roster(const People& people) {
    std::set<std::string> ids;
    for (const Helper& helper : people.volunteers) ids.insert(helper.config.id());
    return std::any_of(people.shifts.begin(), people.shifts.end(),
                       [&](const v1::Shift& shift) { return ids.contains(shift.volunteer()); });
}

void play_roster(Plan& plan, const Teams& teams, const Effort& effort) {
    const Knowledge& k = plan.knowledge;
    if (!anybody_on_roster(k.people)) return;
    RosterNow roster = count_roster(k);
    const Results results = play(
        k, [&](Span days, std::uint64_t) { return teams.by_roster(days); }, effort);
    roster.by_period = shares_by_period(results, k);
    roster.by_need = shares_by_need(results, k);
    roster.all = results.all();
    plan.roster = std::move(roster);
}

// From one person to three times as many as there are.
void draw_curve(Plan& plan, const Teams& teams, const Effort& effort) {
    const unsigned most = 3 * static_cast<unsigned>(plan.knowledge.people.volunteers.size());
    for (const unsigned count : kCurvePoints) {
        if (plan.curve.size() > 1 && count > most) return;
        const MakeCrew crew = [&](Span days, std::uint64_t seed) {
            return teams.at_random(count, days, seed);
        };
        plan.curve.push_back({count, play(plan.knowledge, crew, effort).all()});
    }
}

// What can be had with the people there are is planned, too, and stands first.
void add_modest_target(Plan& plan, const Teams& teams, Search& search) {
    const double target = modest_target(plan.everybody, teams);
    if (target <= 0 || target >= plan.staffing.front().target) return;
    Staffing modest = search.staff(target);
    if (!modest.impossible) plan.staffing.insert(plan.staffing.begin(), std::move(modest));
}

// Each target is searched for by itself: where one is out of reach, or chance had it so, it may
// come out with fewer than a lower one.
void ask_no_less_for_more(Plan& plan, Search& search) {
    for (std::size_t i = 1; i < plan.staffing.size(); ++i) {
        plan.staffing[i] =
            search.at_least(std::move(plan.staffing[i]), plan.staffing[i - 1].levels);
    }
}

}  // namespace

bool wants_modest(const Staffing& s) {
    return s.impossible || !s.holds;
}

double modest_target(const Results& everybody, const Teams& teams) {
    std::optional<double> least;
    for (std::size_t n = 0; n < everybody.needs; ++n) {
        const Share share = everybody.of_need(n);
        if (share.calls == 0 || teams.holders(n) == 0) continue;
        least = std::min(least.value_or(1), share.mean);
    }
    if (!least) return 0;
    // A little more, since .72 - .02 is less than .7.
    return std::max(0., std::floor((*least - kModestLess) / kModestStep + 1e-9)) * kModestStep;
}

Plan make_plan(Knowledge knowledge, const PlanOptions& options, const Progress& progress) {
    Plan plan;
    plan.knowledge = std::move(knowledge);
    plan.options = options;
    const Knowledge& k = plan.knowledge;
    Effort& effort = plan.options.effort;
    effort.times = times_for(k);
    const Teams teams(k.calendar, k.needs, k.people);
    progress("everybody");
    plan.everybody = play(
        k, [&](Span days, std::uint64_t) { return teams.everybody(days); }, effort);
    Search search(k, teams, effort, progress);
    plan.best = search.best();
    plan.most_people = search.most_people();
    std::vector<double> targets = options.targets;
    std::sort(targets.begin(), targets.end());
    for (const double target : targets) plan.staffing.push_back(search.staff(target));
    if (wants_modest(plan.staffing.front())) add_modest_target(plan, teams, search);
    ask_no_less_for_more(plan, search);
    progress("the roster");
    play_roster(plan, teams, effort);
    try_helps(plan, progress);
    progress("the curve");
    Effort less = effort;
    less.calls /= 2;
    draw_curve(plan, teams, less);
    return plan;
}

}  // namespace circle::sim
