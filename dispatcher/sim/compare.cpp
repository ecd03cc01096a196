#include "dispatcher/sim/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <exception>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "dispatcher/sim/bound.hpp"
#include "dispatcher/sim/strategies/strategies.hpp"

namespace circle::sim {
namespace {

constexpr double kConfidence = .99;
constexpr Millis kWindow = 60 * kSecond;

struct Named {
    std::string name;
    std::function<MakeStrategy(const v1::Policy&)> make;  // none: it is the bound
};

Named fan_out(std::string name, unsigned width) {
    return {std::move(name), [width](const v1::Policy&) {
                return [width](Scene& scene) {
                    return make_fan_out(scene, width, kWindow, width > 1);
                };
            }};
}

const std::vector<Named>& strategies() {
    static const std::vector<Named> all{
        fan_out("one by one", 1),
        fan_out("fan-out 3", 3),
        fan_out("fan-out 7", 7),
        {kOurs,
         [](const v1::Policy& policy) {
             return [policy](Scene& scene) { return make_ours(scene, policy); };
         }},
        {kKnowing, [](const v1::Policy&) { return make_knowing; }},
        {kBound, nullptr},
    };
    return all;
}

std::vector<Named> strategies_of(const Study& study) {
    std::vector<Named> all = strategies();
    // One who comes to many doors at once is more than it knows of.
    const bool bound = study.bound && study.shape.bursts == 0;
    if (!bound) std::erase_if(all, [](const Named& strategy) { return !strategy.make; });
    return all;
}

// One seed's part of the study.
class Replication {
  public:
    Replication(const Study& study, const Setting& setting, std::uint64_t seed)
        : study_(study), seed_(seed), shape_(study.shape), behaviour_(study.behaviour) {
        shape_.width_m = setting.width_m;
        shape_.on_duty = setting.on_duty;
        behaviour_.accept = setting.accept;
        arrivals_ =
            study.arrivals ? *study.arrivals : poisson_arrivals(study.per_day, study.days, seed);
        make_urgent(arrivals_, study.urgent, seed);
    }

    // Of the whole run; of each day if there is only one seed.
    std::vector<Figures> play(const Named& strategy) const {
        const auto counted = [&](unsigned day) { return is_of(study_.report, day); };
        std::function<Figures(const std::function<bool(unsigned)>&)> figures_of;
        if (strategy.make) {
            figures_of = [&, history = simulate(shape_, behaviour_, arrivals_, seed_,
                                                strategy.make(study_.policy))](const auto& days) {
                return measure(history, study_.sla_s, days);
            };
        } else {
            figures_of = [&, most = most_in_time(shape_, behaviour_, arrivals_, seed_, study_.sla_s,
                                                 counted)](const auto& days) {
                return left_late(most, days);
            };
        }
        if (study_.seeds > 1) return {figures_of(counted)};
        std::vector<Figures> each_day;
        const Millis last = arrivals_.empty() ? 0 : arrivals_.back().at;
        for (unsigned day = 1; (day - 1) * kDay <= last; ++day) {
            if (!counted(day)) continue;
            Figures of_day = figures_of([day](unsigned other) { return other == day; });
            if (of_day.requests > 0) each_day.push_back(std::move(of_day));
        }
        return each_day;
    }

  private:
    Figures left_late(const std::vector<double>& most,
                      const std::function<bool(unsigned)>& is_counted) const {
        Figures figures;
        double in_time = 0;
        for (const Arrival& arrival : arrivals_) {
            if (is_counted(static_cast<unsigned>(arrival.at / kDay) + 1)) ++figures.requests;
        }
        for (unsigned day = 1; day <= most.size(); ++day) {
            if (is_counted(day)) in_time += most[day - 1];
        }
        const auto all = static_cast<double>(figures.requests);
        figures.late = all > 0 ? 1 - in_time / all : 0;
        return figures;
    }

    const Study& study_;
    std::uint64_t seed_;
    Shape shape_;
    Behaviour behaviour_;
    Arrivals arrivals_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Each (setting, strategy, seed) is a task of its own.
class Tasks {
  public:
    Tasks(const Study& study, const std::function<void(std::size_t, std::size_t)>& progress)
        : study_(study),
          progress_(progress),
          strategies_(strategies_of(study)),
          results_(study.settings.size() * strategies_.size() * study.seeds) {}

    std::vector<Comparison> run() {
        progress_(0, results_.size());
        std::vector<std::thread> threads;
        const auto count = std::min<std::size_t>(std::max(study_.threads, 1u), results_.size());
        for (std::size_t i = 1; i < count; ++i) threads.emplace_back([this] { work(); });
        work();
        for (std::thread& thread : threads) thread.join();
        if (error_) std::rethrow_exception(error_);
        return collect();
    }

  private:
    struct Result {
        std::vector<Figures> replications;
        double seconds = 0;
    };

    void work() {
        for (std::size_t task; (task = next_++) < results_.size();) {
            try {
                perform(task);
            } catch (...) {
                const std::lock_guard lock(mutex_);
                error_ = std::current_exception();
                next_ = results_.size();
            }
        }
    }

    void perform(std::size_t task) {
        const auto start = std::chrono::steady_clock::now();
        const std::size_t pair = task / study_.seeds;
        const Replication replication(study_, study_.settings[pair / strategies_.size()],
                                      study_.first_seed + task % study_.seeds);
        results_[task].replications = replication.play(strategies_[pair % strategies_.size()]);
        results_[task].seconds = seconds_since(start);
        const std::lock_guard lock(mutex_);
        progress_(++done_, results_.size());
    }

    std::vector<Comparison> collect() {
        std::vector<Comparison> comparisons;
        auto result = results_.begin();
        for (const Setting& setting : study_.settings) {
            Comparison& comparison = comparisons.emplace_back(Comparison{setting, {}});
            for (const Named& strategy : strategies_) {
                Line& line =
                    comparison.lines.emplace_back(Line{strategy.name, {}, 0, !strategy.make});
                for (unsigned seed = 0; seed < study_.seeds; ++seed, ++result) {
                    for (Figures& f : result->replications) line.replications.push_back(f);
                    line.seconds += result->seconds;
                }
            }
        }
        return comparisons;
    }

    const Study& study_;
    const std::function<void(std::size_t, std::size_t)>& progress_;
    std::vector<Named> strategies_;
    std::vector<Result> results_;
    std::atomic<std::size_t> next_{0};
    std::mutex mutex_;
    std::size_t done_ = 0;
    std::exception_ptr error_;
};

}  // namespace

std::vector<std::string> strategy_names() {
    std::vector<std::string> names;
    for (const Named& strategy : strategies()) names.push_back(strategy.name);
    return names;
}

std::string what_is_missing(const Study& study) {
    if (!study.arrivals) return "";
    constexpr unsigned kMostDays = 3660;
    const Millis last = study.arrivals->empty() ? 0 : study.arrivals->back().at;
    if (last / kDay >= kMostDays) {
        return fmt::format("goes over {} days; accepted: at most {}, or --days", last / kDay + 1,
                           kMostDays);
    }
    std::set<unsigned> days;
    for (const Arrival& arrival : *study.arrivals) {
        const auto day = static_cast<unsigned>(arrival.at / kDay) + 1;
        if (is_of(study.report, day)) days.insert(day);
    }
    if (days.empty())
        return "no requests on the days that are to be reported; accepted: another --report";
    if (study.seeds > 1 || days.size() > 1) return "";
    return "requests on one day only, and an interval needs two replications; accepted: at least 2 "
           "--seeds";
}

std::vector<Comparison> compare(const Study& study,
                                const std::function<void(std::size_t, std::size_t)>& progress) {
    return Tasks(study, progress).run();
}

const Line& line_of(const Comparison& comparison, const std::string& strategy) {
    const auto it = std::find_if(comparison.lines.begin(), comparison.lines.end(),
                                 [&](const Line& line) { return line.strategy == strategy; });
    if (it == comparison.lines.end()) throw std::invalid_argument("no strategy " + strategy);
    return *it;
}

Estimate estimate_of(const Line& line, double Figures::*figure) {
    std::vector<double> values;
    for (const Figures& f : line.replications) values.push_back(f.*figure);
    return estimate(values, kConfidence);
}

Estimate difference(const Line& a, const Line& b, double Figures::*figure) {
    std::vector<double> values;
    for (std::size_t i = 0; i < a.replications.size(); ++i) {
        values.push_back(a.replications[i].*figure - b.replications.at(i).*figure);
    }
    return estimate(values, kConfidence);
}

}  // namespace circle::sim
