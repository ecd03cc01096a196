#include "dispatcher/sim/planning/demand.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "dispatcher/sim/planning/calendar.hpp"
#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

constexpr Millis kApart = 8 * kHour;  // by then every visit is over
constexpr unsigned kTries = 200;
constexpr double kLeftOut = .1;         // of the calls
constexpr std::size_t kFewLeftOut = 3;  // that is chance

// Indexes by weight, in time that does not grow with them.
class Wheel {
  public:
    explicit Wheel(const std::vector<double>& weights) : ends_(weights.size()) {
        std::partial_sum(weights.begin(), weights.end(), ends_.begin());
    }
    unsigned at(double uniform) const {
        const auto it = std::upper_bound(ends_.begin(), ends_.end(), uniform * ends_.back());
        const auto last = static_cast<std::ptrdiff_t>(ends_.size()) - 1;
        return static_cast<unsigned>(std::min(it - ends_.begin(), last));
    }

  private:
    std::vector<double> ends_;
};

Calls at_doors(const Calls& calls, const Wheel& wheel, Random& doors) {
    std::map<std::pair<unsigned, unsigned>, Millis> last;  // by door and kind
    const auto free_door = [&](const Call& call) -> std::optional<unsigned> {
        for (unsigned i = 0; i < kTries; ++i) {
            const unsigned door = wheel.at(doors.uniform());
            const auto it = last.find({door, call.kind});
            if (it == last.end() || call.at - it->second >= kApart) return door;
        }
        return std::nullopt;
    };
    Calls placed;
    for (Call call : calls) {
        const auto door = free_door(call);
        if (!door) continue;
        call.door = *door;
        last[{call.door, call.kind}] = call.at;
        placed.push_back(call);
    }
    const std::size_t left_out = calls.size() - placed.size();
    if (left_out > kFewLeftOut + kLeftOut * static_cast<double>(calls.size())) {
        throw std::invalid_argument(
            "too many requests a day for so few doors: each would ask for the same again within "
            "hours");
    }
    return placed;
}

}  // namespace

double Demand::per_week() const {
    double sum = 0;
    for (const auto& day : per_hour) sum = std::accumulate(day.begin(), day.end(), sum);
    return sum;
}

Calls draw_calls(const Demand& demand, double times, unsigned first, unsigned days,
                 std::uint64_t seed) {
    Random counts(seed, 301), moments(seed, 302), kinds(seed, 303), doors(seed, 304);
    const Wheel kind_wheel(demand.kind_weights), door_wheel(demand.door_weights);
    Calls calls;
    for (unsigned hour = first * 24; hour < (first + days) * 24; ++hour) {
        const double mean = demand.per_hour[weekday_of_day(hour / 24)][hour % 24] * times;
        const unsigned count = mean > 0 ? counts.poisson(mean) : 0;
        for (unsigned i = 0; i < count; ++i) {
            const auto within = static_cast<Millis>(moments.uniform() * kHour);
            calls.push_back({hour * kHour + within, 0, kind_wheel.at(kinds.uniform())});
        }
    }
    std::stable_sort(calls.begin(), calls.end(),
                     [](const Call& a, const Call& b) { return a.at < b.at; });
    return at_doors(calls, door_wheel, doors);
}

}  // namespace circle::sim
