#include "dispatcher/sim/planning/search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

constexpr unsigned kTimesAsMany = 3, kPlenty = 60;  // more are not to be had
constexpr double kEdge = .002;      // the best must be above the target: else it takes no end
constexpr double kThinCalls = 300;  // of fewer the best is not known well enough to give up
constexpr std::uint64_t kTeamSeed = 1;
constexpr unsigned kCalibrations = 3, kRaises = 12, kTrims = 3;
constexpr double kWaysTried = 200, kMostDays = 20'000;
constexpr unsigned kOfThree = 3;

// Of the nearest of three volunteers, to doors that ask.
double usual_way_s(const Knowledge& k, double times) {
    const EstateWorld world(k.config, k.demand.kinds, k.people.volunteers);
    const auto days = static_cast<unsigned>(
        std::ceil(std::min(kWaysTried / (k.demand.per_week() * times / 7), kMostDays)));
    const Calls calls = draw_calls(k.demand, times, 0, days, kTeamSeed);
    double sum = 0;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        Millis nearest = kDay;
        for (unsigned n = 0; n < kOfThree; ++n) {
            const double u = uniform_of(kTeamSeed, 321, i, n);
            const auto who = static_cast<unsigned>(u * static_cast<double>(world.people().size()));
            nearest = std::min(nearest, world.walk(who, std::nullopt, calls[i]));
        }
        sum += static_cast<double>(nearest) / kSecond;
    }
    return calls.empty() ? 0 : sum / static_cast<double>(calls.size());
}

double mean_job_s(const Knowledge& k, double times) {
    const Behaviour& b = k.behaviour;
    const double visit = b.visit_median * std::exp(b.visit_sigma * b.visit_sigma / 2);
    return b.turnout[0] + usual_way_s(k, times) + visit;
}

// Mean requests an hour, by period × needs + need, times a job's length and helpers.
std::vector<double> offered_loads(const Knowledge& k, double times) {
    const double weights =
        std::accumulate(k.demand.kind_weights.begin(), k.demand.kind_weights.end(), 0.0);
    std::vector<double> helpers(k.needs.size(), 0);  // a request takes, by need
    for (std::size_t i = 0; i < k.demand.kinds.size(); ++i) {
        helpers[k.needs.of_kind[i]] +=
            k.demand.kind_weights[i] / weights * std::max(1u, k.demand.kinds[i].headcount);
    }
    const double job_h = mean_job_s(k, times) / 3600;
    std::vector<double> loads(k.calendar.periods() * k.needs.size(), 0);
    std::vector<double> hours(k.calendar.periods(), 0);
    constexpr Millis kMinute = 60 * kSecond;
    for (Millis at = 0; at < 7 * kDay; at += 10 * kMinute) {
        const std::size_t period = k.calendar.period_of(at);
        const double rate = k.demand.per_hour[weekday_of_day(at / kDay)][at % kDay / kHour];
        hours[period] += 1.0 / 6;
        for (std::size_t need = 0; need < k.needs.size(); ++need) {
            loads[period * k.needs.size() + need] += rate / 6 * times * helpers[need] * job_h;
        }
    }
    for (std::size_t i = 0; i < loads.size(); ++i) loads[i] /= hours[i / k.needs.size()];
    return loads;
}

// The bound must not lie below this.
double kept_above(double target) {
    return target - std::clamp((1 - target) / 5, .005, .05);
}

bool can_reach(const Share& best, double target) {
    const double seen = best.calls < kThinCalls ? best.upper : best.mean;
    return seen >= target + kEdge;
}

bool falls_short(const Share& share, double target) {
    return share.calls > 0 && (share.mean < target || share.lower < kept_above(target));
}

}  // namespace

double person_minutes(const Staircase& levels, const Calendar& calendar) {
    double sum = 0;
    for (std::size_t p = 0; p < levels.size(); ++p) {
        const auto days = calendar.day_types[p / calendar.blocks()].size();
        sum +=
            static_cast<double>(levels[p].total * calendar.minutes(p % calendar.blocks()) * days);
    }
    return sum;
}

Search::Search(const Knowledge& knowledge, const Teams& teams, const Effort& effort,
               const Progress& progress, Play play)
    : k_(knowledge),
      teams_(teams),
      effort_(effort),
      progress_(progress),
      play_(std::move(play)),
      loads_(offered_loads(knowledge, effort.times)),
      ready_(knowledge.needs.size(), std::min(.99, knowledge.behaviour.accept)) {
    ceiling_.assign(k_.needs.size(), 1);
    best_ = play_with_most();
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        if (best_.of_need(n).calls > 0) ceiling_[n] = best_.of_need(n).mean;
    }
}

LossModel Search::model(std::size_t period, std::size_t need) const {
    // Who meets it is busy with what others need, too, as far as those have the skill.
    const auto first = loads_.begin() + static_cast<std::ptrdiff_t>(period * k_.needs.size());
    const double all =
        std::accumulate(first, first + static_cast<std::ptrdiff_t>(k_.needs.size()), 0.0);
    const double own = *(first + static_cast<std::ptrdiff_t>(need));
    const double held = static_cast<double>(teams_.holders(need)) /
                        static_cast<double>(k_.people.volunteers.size());
    return {own + (all - own) * held, ready_[need], ceiling_[need]};
}

unsigned Search::most(std::size_t need) const {
    const unsigned there = std::max(1u, teams_.holders(need));
    return std::min(there * kTimesAsMany, std::max(there, kPlenty));
}

Results Search::judge(const Staircase& levels) {
    ++effort_.seed;
    return play_(
        k_, [&](Span days, std::uint64_t seed) { return teams_.by_levels(levels, days, seed); },
        effort_);
}

Results Search::play_with_most() {
    progress_("as many people as can be had");
    Level all;
    for (std::size_t need = 0; need < k_.needs.size(); ++need) all.of_need.push_back(most(need));
    all.total = most_people_ = teams_.size_for(all.of_need, kTeamSeed);
    return judge(Staircase(k_.calendar.periods(), all));
}

// What can be reached at all. A period is judged by the requests that can.
void Search::set_bounds(Staffing& s) const {
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        s.best_by_need.push_back(best_.of_need(n));
        s.need_reachable.push_back(can_reach(s.best_by_need[n], s.target));
    }
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        s.best_by_period.push_back(best_.share([&](std::size_t period, std::size_t need) {
            return period == p && s.need_reachable[need];
        }));
        s.period_reachable.push_back(can_reach(s.best_by_period[p], s.target));
    }
}

// By the model as it stands.
void Search::begin(Staffing& s) const {
    s.levels.assign(k_.calendar.periods(), Level{0, std::vector<unsigned>(k_.needs.size(), 1)});
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        for (std::size_t n = 0; n < k_.needs.size(); ++n) {
            const bool reachable = s.need_reachable[n] && s.period_reachable[p];
            s.levels[p].of_need[n] =
                reachable ? model(p, n).needed(s.target, most(n)) : std::max(1u, teams_.holders(n));
        }
    }
    set_totals(s);
}

void Search::set_totals(Staffing& s) const {
    s.holders.clear();
    for (Level& level : s.levels) {
        level.total = teams_.size_for(level.of_need, kTeamSeed);
        s.holders.push_back(teams_.holders_in(level, kTeamSeed));
    }
}

// The chance that one who is free comes, such that the model says of these levels what the
// simulation said.
void Search::calibrate(const Staffing& s, const Results& results) {
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        const Share seen = results.of_need(n);
        if (seen.calls == 0) continue;
        double low = .01, high = 1;
        for (int i = 0; i < 30; ++i) {
            ready_[n] = (low + high) / 2;
            double share = 0;
            for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
                const double weight = results.cell(p, n).calls / seen.calls;
                share += weight *
                         model(p, n).in_time(static_cast<unsigned>(std::lround(s.holders[p][n])));
            }
            (share < seen.mean ? low : high) = ready_[n];
        }
    }
}

// By how many a need is to be raised there, if the share goes on as it came: each of them leaves
// the same part of the rest late.
unsigned Search::more(const Staffing& s, std::size_t period, std::size_t need,
                      const Share& seen) const {
    const unsigned has = s.levels[period].of_need[need];
    const double best = ceiling_[need], wanted = s.target + (s.target - kept_above(s.target)) / 2;
    double factor = 1;
    if (wanted < best && seen.mean > .01 && seen.mean < wanted) {
        factor = std::log(1 - wanted / best) / std::log(1 - seen.mean / best);
    }
    const double held = std::max(s.holders[period][need], static_cast<double>(has));
    const auto step = static_cast<unsigned>(std::lround(std::clamp((factor - 1) * held, 1.0, 8.0)));
    return std::min(step, most(need) > has ? most(need) - has : 0);
}

// Where it is below the target, or everywhere if it is nowhere; not where that is out of reach.
void Search::raise_need(Staffing& s, const Results& results, std::size_t need) const {
    const Share seen = results.of_need(need);
    std::vector<unsigned> steps(k_.calendar.periods(), 0);
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        const Tally cell = results.cell(p, need);
        const bool low = cell.calls > 0 && cell.in_time / cell.calls < s.target;
        if (low && s.period_reachable[p]) steps[p] = more(s, p, need, seen);
    }
    if (std::all_of(steps.begin(), steps.end(), [](unsigned step) { return step == 0; })) {
        for (std::size_t p = 0; p < steps.size(); ++p) {
            if (s.period_reachable[p]) steps[p] = more(s, p, need, seen);
        }
    }
    for (std::size_t p = 0; p < steps.size(); ++p) raise_level(s, p, need, steps[p]);
}

// What is there anyway for others' sake does not count as more.
void Search::raise_level(Staffing& s, std::size_t period, std::size_t need, unsigned by) const {
    if (by == 0) return;
    unsigned& level = s.levels[period].of_need[need];
    const auto held = static_cast<unsigned>(std::lround(s.holders[period][need]));
    level = std::min(std::max(level, held) + by, std::max(most(need), held));
}

// More for what is late most often, as far as there is something left to raise.
void Search::raise_period(Staffing& s, const Results& results, std::size_t period) const {
    double latest = -1;
    std::size_t which = 0;
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        const Tally cell = results.cell(period, n);
        const bool possible = s.need_reachable[n] && s.levels[period].of_need[n] < most(n);
        if (!possible || cell.calls - cell.in_time <= latest) continue;
        latest = cell.calls - cell.in_time;
        which = n;
    }
    if (latest < 0) return;
    raise_level(s, period, which, more(s, period, which, s.by_period[period]));
}

// Notes what was seen; true: something had to be raised.
bool Search::raise(Staffing& s, const Results& results) const {
    s.holds = true;
    s.all = results.all();
    s.weeks = results.weeks;
    const Staircase before = s.levels;
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        s.by_need[n] = results.of_need(n);
        const bool fails = s.need_reachable[n] && falls_short(s.by_need[n], s.target);
        if (!fails) continue;
        s.holds = false;
        raise_need(s, results, n);
    }
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        s.by_period[p] = results.share([&](std::size_t period, std::size_t need) {
            return period == p && s.need_reachable[need];
        });
        const bool fails = s.period_reachable[p] && falls_short(s.by_period[p], s.target);
        if (!fails) continue;
        s.holds = false;
        if (s.levels[p].of_need == before[p].of_need) raise_period(s, results, p);
    }
    if (s.levels == before) return false;
    set_totals(s);
    return true;
}

Staffing Search::staff(double target) {
    Staffing s;
    s.target = target;
    s.by_need.resize(k_.needs.size());
    s.by_period.resize(k_.calendar.periods());
    set_bounds(s);
    s.impossible = std::none_of(s.need_reachable.begin(), s.need_reachable.end(),
                                [](bool reachable) { return reachable; });
    if (s.impossible) s.period_reachable.assign(k_.calendar.periods(), false);
    begin(s);
    for (unsigned i = 0; !s.impossible && i < kCalibrations; ++i) {
        progress_(std::to_string(std::lround(target * 100)) + " %, guess " + std::to_string(i + 1));
        calibrate(s, judge(s.levels));
        ++s.rounds;
        const Staircase before = s.levels;
        begin(s);
        if (s.levels == before) break;
    }
    settle(s);
    s.holds = s.holds && !s.impossible;
    return s.holds ? trimmed(std::move(s)) : s;
}

Staffing Search::at_least(Staffing s, const Staircase& floor) {
    const Staircase before = s.levels;
    for (std::size_t p = 0; !s.impossible && p < floor.size(); ++p) {
        for (std::size_t n = 0; n < k_.needs.size(); ++n) {
            unsigned& level = s.levels[p].of_need[n];
            level = std::max(level, floor[p].of_need[n]);
        }
    }
    if (s.levels == before) return s;
    set_totals(s);
    settle(s);
    return s;
}

// With fewer people, if those hold as well. What is judged anew may be raised above what it was.
Staffing Search::trimmed(Staffing held) {
    for (unsigned i = 0; i < kTrims; ++i) {
        Staffing fewer = held;
        if (!trim(fewer)) return held;
        settle(fewer);
        const bool is_less =
            person_minutes(fewer.levels, k_.calendar) < person_minutes(held.levels, k_.calendar);
        if (!fewer.holds || !is_less) return held;
        held = std::move(fewer);
    }
    return held;
}

// Judges and raises until it holds, or for as long as that makes sense.
void Search::settle(Staffing& s) {
    const unsigned rounds = s.impossible ? 1 : kRaises;
    for (unsigned i = 0; i < rounds; ++i) {
        progress_(std::to_string(std::lround(s.target * 100)) + " %, round " +
                  std::to_string(i + 1));
        ++s.rounds;
        const Staircase judged = s.levels;
        if (!raise(s, judge(s.levels))) return;
        if (i + 1 == rounds) {
            s.levels = judged;
            set_totals(s);
        }
    }
}

// One less everywhere, where that would still do; false: nowhere.
bool Search::trim(Staffing& s) {
    progress_(std::to_string(std::lround(s.target * 100)) + " %, with fewer");
    ++s.rounds;
    const Staircase before = s.levels;
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        for (std::size_t n = 0; n < k_.needs.size(); ++n) {
            unsigned& level = s.levels[p].of_need[n];
            if (s.need_reachable[n] && s.period_reachable[p] && level > 1) --level;
        }
    }
    set_totals(s);
    const Results results = judge(s.levels);
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        const Share share = results.share([&](std::size_t period, std::size_t need) {
            return period == p && s.need_reachable[need];
        });
        if (falls_short(share, s.target)) s.levels[p] = before[p];
    }
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        if (!falls_short(results.of_need(n), s.target)) continue;
        for (std::size_t p = 0; p < before.size(); ++p)
            s.levels[p].of_need[n] = before[p].of_need[n];
    }
    set_totals(s);
    return s.levels != before;
}

}  // namespace circle::sim
