#include "dispatcher/sim/planning/judge.hpp"

#include <algorithm>
#include <atomic>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "dispatcher/sim/random.hpp"
#include "dispatcher/sim/strategies/strategies.hpp"

namespace circle::sim {
namespace {

constexpr unsigned kReplications = 14;  // twice each weekday
constexpr double kSure = .95;
constexpr double kLeastPerDay = 12, kLeastPerVolunteer = .4;
// With one category a door that has asked is out for a third of a day: more would find none left.
constexpr double kMostPerDoor = 1. / 8;

// One replication: its days with their requests, people and what comes of it.
class Stretch {
  public:
    // `doorless`: the estate's configuration but for its households.
    Stretch(const Knowledge& k, const v1::EstateConfig& doorless, const Effort& effort, Span days,
            std::uint64_t seed)
        : k_(k),
          config_(doorless),
          days_(days),
          seed_(seed),
          calls_(draw_calls(k.demand, effort.times, days.first, days.count, seed)) {
        keep_doors_that_ask();
    }

    Played play(const MakeCrew& make_crew) const {
        const Crew crew = make_crew(days_, seed_);
        const EstateWorld world(config_, k_.demand.kinds, crew.helpers);
        const History run = simulate(world, k_.behaviour, calls_, crew.duties, seed_,
                                     [](Scene& scene) { return make_ours(scene, v1::Policy()); });
        Played played;
        played.by_cell.resize(k_.calendar.periods() * k_.needs.size());
        played.by_building.resize(static_cast<std::size_t>(k_.config.buildings_size()));
        for (std::size_t i = 0; i < calls_.size(); ++i) {
            note(played, world, calls_[i], run.requests[i]);
        }
        return played;
    }

  private:
    // A large estate has far more doors than requests in some days.
    void keep_doors_that_ask() {
        std::map<unsigned, unsigned> kept;
        for (Call& call : calls_) {
            const auto [it, is_new] = kept.emplace(call.door, static_cast<unsigned>(kept.size()));
            if (is_new) {
                *config_.add_households() = k_.config.households(static_cast<int>(call.door));
            }
            call.door = it->second;
        }
    }

    void note(Played& played, const World& world, const Call& call, const Record& record) const {
        const Millis promise = k_.demand.kinds[call.kind].promise_s * kSecond;
        const bool in_time = record.on_scene >= 0 && record.on_scene - record.at <= promise;
        const Tally one{1, in_time ? 1.0 : 0.0};
        played.by_cell[k_.calendar.period_of(call.at) * k_.needs.size() +
                       k_.needs.of_kind[call.kind]] += one;
        played.by_building[world.doors()[call.door].building] += one;
        if (!in_time) blame(played.causes, record);
    }

    static void blame(Causes& causes, const Record& record) {
        if (record.accepted < 0) return static_cast<void>(++causes.nobody);
        if (record.on_scene < 0 || record.aborts > 0) return static_cast<void>(++causes.aborted);
        const Millis yes = record.accepted - record.at;
        const Millis out = record.on_scene - record.accepted - record.walk;
        const Millis longest = std::max({yes, out, record.walk});
        ++(longest == yes ? causes.yes : longest == out ? causes.setting_out : causes.walk);
    }

    const Knowledge& k_;
    v1::EstateConfig config_;
    Span days_;
    std::uint64_t seed_;
    Calls calls_;
};

}  // namespace

Tally& Tally::operator+=(const Tally& more) {
    calls += more.calls;
    in_time += more.in_time;
    return *this;
}

Share share_of(const std::vector<Tally>& replications) {
    Tally sum;
    for (const Tally& tally : replications) sum += tally;
    if (sum.calls == 0) return {};
    const double p = sum.in_time / sum.calls;
    double squares = 0;
    for (const Tally& tally : replications) {
        squares += (tally.in_time - p * tally.calls) * (tally.in_time - p * tally.calls);
    }
    const auto n = static_cast<double>(replications.size());
    const double between = n > 1 ? std::sqrt(n / (n - 1) * squares) / sum.calls : 0;
    const double careful = (sum.in_time + .5) / (sum.calls + 1);
    const double binomial = std::sqrt(careful * (1 - careful) / sum.calls);
    const boost::math::students_t t(std::max(1.0, n - 1));
    const double wide = boost::math::quantile(t, kSure) * std::max(between, binomial);
    return {p, std::max(0.0, p - wide), std::min(1.0, p + wide), sum.calls};
}

Share Results::share(const std::function<bool(std::size_t, std::size_t)>& wanted) const {
    std::vector<Tally> tallies;
    for (const Played& played : replications) {
        Tally& tally = tallies.emplace_back();
        for (std::size_t i = 0; i < played.by_cell.size(); ++i) {
            if (wanted(i / needs, i % needs)) tally += played.by_cell[i];
        }
    }
    return share_of(tallies);
}

Share Results::all() const {
    return share([](std::size_t, std::size_t) { return true; });
}

Share Results::of_period(std::size_t wanted) const {
    return share([&](std::size_t period, std::size_t) { return period == wanted; });
}

Share Results::of_need(std::size_t wanted) const {
    return share([&](std::size_t, std::size_t need) { return need == wanted; });
}

Tally Results::cell(std::size_t period, std::size_t need) const {
    Tally sum;
    for (const Played& played : replications) sum += played.by_cell[period * needs + need];
    return sum;
}

std::vector<Tally> Results::buildings() const {
    std::vector<Tally> sums(replications.front().by_building.size());
    for (const Played& played : replications) {
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += played.by_building[i];
    }
    return sums;
}

Causes Results::causes() const {
    Causes sum;
    for (const Played& played : replications) {
        sum.nobody += played.causes.nobody;
        sum.yes += played.causes.yes;
        sum.setting_out += played.causes.setting_out;
        sum.walk += played.causes.walk;
        sum.aborted += played.causes.aborted;
    }
    return sum;
}

Results play(const Knowledge& knowledge, const MakeCrew& crew, const Effort& effort) {
    Results results;
    results.needs = knowledge.needs.size();
    results.replications.resize(kReplications);
    const double per_day = knowledge.demand.per_week() / 7 * effort.times;
    const auto days = static_cast<unsigned>(
        std::clamp(std::ceil(effort.calls / kReplications / per_day), 1.0, 4'000.0));
    results.weeks = kReplications * days / 7.0;
    v1::EstateConfig doorless = knowledge.config;
    doorless.clear_households();
    doorless.clear_volunteers();
    std::atomic<unsigned> next{0};
    std::mutex mutex;
    std::exception_ptr error;
    const auto work = [&] {
        for (unsigned i; (i = next++) < kReplications;) {
            try {
                const Span span{i * days % 7, days};
                const Stretch stretch(knowledge, doorless, effort, span, mix(effort.seed) + i);
                results.replications[i] = stretch.play(crew);
            } catch (...) {
                const std::lock_guard lock(mutex);
                error = std::current_exception();
                next = kReplications;
            }
        }
    };
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::min(effort.threads, kReplications); ++i)
        threads.emplace_back(work);
    work();
    for (std::thread& thread : threads) thread.join();
    if (error) std::rethrow_exception(error);
    return results;
}

double times_for(const Knowledge& knowledge) {
    const auto people = static_cast<double>(knowledge.people.volunteers.size());
    const double most = kMostPerDoor * knowledge.config.households_size();
    const double least = std::min(std::max(kLeastPerDay, kLeastPerVolunteer * people), most);
    return std::max(1.0, least * 7 / knowledge.demand.per_week());
}

}  // namespace circle::sim
