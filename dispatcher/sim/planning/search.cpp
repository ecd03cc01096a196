#include "dispatcher/sim/planning/search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "dispatcher/sim/planning/loss.hpp"

namespace circle::sim {
namespace {

constexpr unsigned kFew = 20, kMany = 60;  // of one need, in the search for the best there is
constexpr double kNearBest = .01;
constexpr unsigned kCalibrations = 3, kRaises = 12;
constexpr double kUsualWay = 150;  // s, for the first guess of a job's length

double mean_job_s(const Behaviour& b) {
    return b.turnout[0] + kUsualWay + b.visit_median * std::exp(b.visit_sigma * b.visit_sigma / 2);
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
    std::vector<double> loads(k.calendar.periods() * k.needs.size(), 0);
    std::vector<double> hours(k.calendar.periods(), 0);
    constexpr Millis kMinute = 60 * kSecond;
    for (Millis at = 0; at < 7 * kDay; at += 10 * kMinute) {
        const std::size_t period = k.calendar.period_of(at);
        const double rate = k.demand.per_hour[weekday_of_day(at / kDay)][at % kDay / kHour];
        hours[period] += 1.0 / 6;
        for (std::size_t need = 0; need < k.needs.size(); ++need) {
            loads[period * k.needs.size() + need] +=
                rate / 6 * times * helpers[need] * mean_job_s(k.behaviour) / 3600;
        }
    }
    for (std::size_t i = 0; i < loads.size(); ++i) loads[i] /= hours[i / k.needs.size()];
    return loads;
}

}  // namespace

Search::Search(const Knowledge& knowledge, const Teams& teams, const Effort& effort,
               const Progress& progress)
    : k_(knowledge),
      teams_(teams),
      effort_(effort),
      progress_(progress),
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
    unsigned guess = 0;
    for (std::size_t period = 0; period < k_.calendar.periods(); ++period) {
        LossModel loss = model(period, need);
        loss.ceiling = 1;
        guess = std::max(guess, loss.needed(.995, 10'000));
    }
    const unsigned usual = std::clamp(teams_.holders(need) * 3 / 2, kFew, kMany);
    return std::max(usual, guess * 3 / 2);
}

Results Search::judge(const Staircase& levels) {
    ++effort_.seed;
    return play(
        k_, [&](Span days, std::uint64_t seed) { return teams_.by_levels(levels, days, seed); },
        effort_);
}

Results Search::play_with_most() {
    progress_("the best there is");
    Level all;
    for (std::size_t need = 0; need < k_.needs.size(); ++need) all.of_need.push_back(most(need));
    all.total = teams_.size_for(all.of_need, effort_.seed);
    return judge(Staircase(k_.calendar.periods(), all));
}

// What can be reached at all. A period is judged by the requests that can.
void Search::set_bounds(Staffing& s) const {
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        s.best_by_need.push_back(best_.of_need(n));
        s.need_reachable.push_back(s.best_by_need[n].upper >= s.target);
    }
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        s.best_by_period.push_back(best_.share([&](std::size_t period, std::size_t need) {
            return period == p && s.need_reachable[need];
        }));
        s.period_reachable.push_back(s.best_by_period[p].upper >= s.target);
    }
}

double Search::target_of(const Staffing& s, std::size_t period, std::size_t need) const {
    double target = s.target;
    if (!s.need_reachable[need]) target = std::min(target, s.best_by_need[need].mean - kNearBest);
    if (!s.period_reachable[period]) {
        target = std::min(target, s.best_by_period[period].mean - kNearBest);
    }
    return target;
}

// By the model as it stands.
void Search::begin(Staffing& s) const {
    s.levels.assign(k_.calendar.periods(), Level{0, std::vector<unsigned>(k_.needs.size(), 1)});
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        for (std::size_t n = 0; n < k_.needs.size(); ++n) {
            s.levels[p].of_need[n] = model(p, n).needed(target_of(s, p, n), most(n));
        }
    }
    set_totals(s);
}

void Search::set_totals(Staffing& s) const {
    for (Level& level : s.levels) level.total = teams_.size_for(level.of_need, effort_.seed);
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
                share += weight * model(p, n).in_time(s.levels[p].of_need[n]);
            }
            (share < seen.mean ? low : high) = ready_[n];
        }
    }
}

void Search::raise_need(Staffing& s, const Results& results, std::size_t need) const {
    bool raised = false;
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        const Tally cell = results.cell(p, need);
        const bool low = cell.calls > 0 && cell.in_time / cell.calls < s.target;
        if (!low || s.levels[p].of_need[need] >= most(need)) continue;
        ++s.levels[p].of_need[need];
        raised = true;
    }
    for (std::size_t p = 0; !raised && p < k_.calendar.periods(); ++p) {
        if (s.levels[p].of_need[need] < most(need)) ++s.levels[p].of_need[need];
    }
}

// One more for what is late most often; false: there is nothing left to raise.
bool Search::raise_period(Staffing& s, const Results& results, std::size_t period) const {
    double latest = -1;
    std::size_t which = 0;
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        const Tally cell = results.cell(period, n);
        const bool possible = s.need_reachable[n] && s.levels[period].of_need[n] < most(n);
        if (!possible || cell.calls - cell.in_time <= latest) continue;
        latest = cell.calls - cell.in_time;
        which = n;
    }
    if (latest < 0) return false;
    ++s.levels[period].of_need[which];
    return true;
}

// Notes what was seen; true: something had to be raised.
bool Search::raise(Staffing& s, const Results& results) const {
    bool raised = false;
    s.holds = true;
    s.all = results.all();
    s.weeks = results.weeks;
    const Staircase before = s.levels;
    for (std::size_t n = 0; n < k_.needs.size(); ++n) {
        s.by_need[n] = results.of_need(n);
        const bool fails =
            s.need_reachable[n] && s.by_need[n].calls > 0 && s.by_need[n].lower < s.target;
        if (!fails) continue;
        s.holds = false;
        raise_need(s, results, n);
    }
    for (std::size_t p = 0; p < k_.calendar.periods(); ++p) {
        s.by_period[p] = results.share([&](std::size_t period, std::size_t need) {
            return period == p && s.need_reachable[need];
        });
        const bool fails =
            s.period_reachable[p] && s.by_period[p].calls > 0 && s.by_period[p].lower < s.target;
        if (!fails) continue;
        s.holds = false;
        if (s.levels[p].of_need == before[p].of_need) raise_period(s, results, p);
    }
    raised = s.levels != before;
    if (raised) set_totals(s);
    return raised;
}

Staffing Search::staff(double target) {
    Staffing s;
    s.target = target;
    s.by_need.resize(k_.needs.size());
    s.by_period.resize(k_.calendar.periods());
    set_bounds(s);
    begin(s);
    for (unsigned i = 0; i < kCalibrations; ++i) {
        progress_(std::to_string(std::lround(target * 100)) + " %, guess " + std::to_string(i + 1));
        calibrate(s, judge(s.levels));
        ++s.rounds;
        const Staircase before = s.levels;
        begin(s);
        if (s.levels == before) break;
    }
    for (unsigned i = 0; i < kRaises; ++i) {
        progress_(std::to_string(std::lround(target * 100)) + " %, round " + std::to_string(i + 1));
        ++s.rounds;
        const Staircase judged = s.levels;
        if (!raise(s, judge(s.levels))) break;
        if (i + 1 == kRaises) s.levels = judged;
    }
    return s;
}

}  // namespace circle::sim
