#include "dispatcher/sim/bound.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace circle::sim {
namespace {

constexpr unsigned kImprovements = 60;
constexpr double kUseless = .01;  // a chance that nobody is sent for
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

// What the person has done just before (kNone: nothing today), and the chance to be in time then.
struct Step {
    std::size_t before = kNone;
    double in_time = 0;
};

// Somebody's help for one request.
struct Help {
    std::size_t request = 0;  // of the day
    Millis earliest_end = 0;
    std::vector<Step> steps;
};

using Chances = std::vector<Help>;  // of one person on one day, by arrival

class Day {
  public:
    Day(std::size_t requests, std::vector<Chances> people)
        : people_(std::move(people)), highest_(requests, 0), count_(requests, 0) {
        for (const Chances& chances : people_) {
            for (const Help& help : chances) {
                for (const Step& step : help.steps) {
                    highest_[help.request] = std::max(highest_[help.request], step.in_time);
                }
            }
        }
        price_ = highest_;
    }

    double bound() {
        double least = static_cast<double>(price_.size());
        double step = .3;
        for (unsigned i = 0; i < kImprovements; ++i, step *= .93) {
            std::fill(count_.begin(), count_.end(), 0);
            double value = 0;
            for (const double price : price_) value += price;
            for (const Chances& chances : people_) value += best_path(chances);
            least = std::min(least, value);
            for (std::size_t r = 0; r < price_.size(); ++r) {
                price_[r] = std::clamp(price_[r] + step * (count_[r] - 1.0), 0.0, highest_[r]);
            }
        }
        return least;
    }

  private:
    // The person's best day at these prices; counts what is served in it.
    double best_path(const Chances& chances) {
        value_.assign(chances.size(), 0);
        from_.assign(chances.size(), kNone);
        double best = 0;
        std::size_t last = kNone;
        for (std::size_t i = 0; i < chances.size(); ++i) {
            const Help& help = chances[i];
            value_[i] = -std::numeric_limits<double>::infinity();
            for (const Step& step : help.steps) {
                const double before = step.before == kNone ? 0 : value_[step.before];
                const double value = before + step.in_time - price_[help.request];
                if (value <= value_[i]) continue;
                value_[i] = value;
                from_[i] = step.before;
            }
            if (value_[i] <= best) continue;
            best = value_[i];
            last = i;
        }
        for (; last != kNone; last = from_[last]) ++count_[chances[last].request];
        return best;
    }

    std::vector<Chances> people_;
    std::vector<double> highest_;  // chance of each request with its best helper
    std::vector<double> price_;    // of each request; at the highest ones nobody gains
    std::vector<unsigned> count_;
    std::vector<double> value_;
    std::vector<std::size_t> from_;
};

class Finder {
  public:
    Finder(const Shape& shape, const Behaviour& behaviour, const Arrivals& arrivals,
           std::uint64_t seed, double sla_s)
        : behaviour_(behaviour),
          arrivals_(arrivals),
          world_(shape, behaviour, seed),
          draws_(behaviour, seed),
          doors_(world_.doors_of(arrivals)),
          sla_(std::llround(sla_s * kSecond)) {}

    std::vector<double> days(const std::function<bool(unsigned)>& is_wanted) const {
        std::vector<double> days;
        for (unsigned from = 0, to = 0; from < arrivals_.size(); from = to) {
            const Millis midnight = (arrivals_[from].at / kDay + 1) * kDay;
            while (to < arrivals_.size() && arrivals_[to].at < midnight) ++to;
            days.resize(static_cast<std::size_t>(midnight / kDay), 0);
            if (!is_wanted(static_cast<unsigned>(days.size()))) continue;
            std::vector<Chances> people;
            for (unsigned p = 0; p < world_.people().size(); ++p) {
                people.push_back(chances_of(p, from, to));
            }
            days.back() = Day(to - from, std::move(people)).bound();
        }
        return days;
    }

  private:
    const Door& door(std::size_t request) const { return world_.doors()[doors_[request]]; }

    Chances chances_of(unsigned person, unsigned from, unsigned to) const {
        const Person& who = world_.people()[person];
        Chances chances;
        for (unsigned r = from; r < to; ++r) {
            if (!draws_.says_yes(who.accept, person, r)) continue;
            if (draws_.aborts_after(person, r) >= 0) continue;
            const Millis said = arrivals_[r].at + draws_.answer(person, r, 0);
            const Spot start = behaviour_.goes_home ? who.home : door(r).spot;
            Help help{r - from, 0, {}};
            const auto add = [&](std::size_t before, const Spot& spot, Millis free) {
                const Millis left =
                    arrivals_[r].at + sla_ - std::max(said, free) - world_.walk(spot, who, door(r));
                const double chance = draws_.sets_out_within(left, std::max(said, free));
                if (chance >= kUseless) help.steps.push_back({before, chance});
            };
            add(kNone, start, 0);
            if (help.steps.empty()) continue;  // from anywhere else it is farther
            help.earliest_end = said + draws_.turnout(person, r, said) +
                                world_.walk(start, who, door(r)) + draws_.lift_stops(person, r) +
                                draws_.visit(r);
            for (std::size_t i = 0; i < chances.size(); ++i) {
                const Spot& spot =
                    behaviour_.goes_home ? who.home : door(from + chances[i].request).spot;
                add(i, spot, chances[i].earliest_end);
            }
            chances.push_back(std::move(help));
        }
        return chances;
    }

    Behaviour behaviour_;
    const Arrivals& arrivals_;
    SquareWorld world_;
    Draws draws_;
    std::vector<unsigned> doors_;
    Millis sla_;
};

}  // namespace

std::vector<double> most_in_time(const Shape& shape, const Behaviour& behaviour,
                                 const Arrivals& arrivals, std::uint64_t seed, double sla_s,
                                 const std::function<bool(unsigned day)>& is_wanted) {
    return Finder(shape, behaviour, arrivals, seed, sla_s).days(is_wanted);
}

}  // namespace circle::sim
