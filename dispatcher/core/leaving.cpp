#include "dispatcher/core/leaving.hpp"

#include <algorithm>
#include <cmath>

#include "dispatcher/core/acceptance.hpp"
#include "dispatcher/core/climb.hpp"
#include "dispatcher/core/walk.hpp"
#include "dispatcher/core/worth.hpp"

namespace circle::core {
namespace {

constexpr double kCostStep = .01;
constexpr int kLooked = 32;           // buildings, which stand for the others of a large estate
constexpr std::size_t kNearest = 24;  // of one building: who is behind them is hardly ever called
constexpr std::size_t kCrowd = 200;   // of whom nobody is missed
constexpr double kWalkStep = 15;      // seconds

struct Idle {
    std::size_t seat = 0;
    Direction at;
    double per_chord = 1;  // seconds of walk for each unit of a chord of the unit sphere
};

// Beelines will do: paths would have to be searched for to every building.
std::vector<Idle> find_idle(const Estate& estate, Time now) {
    std::vector<Idle> idle;
    for (const VolunteerRecord* record : estate.roll) {
        const v1::Volunteer& volunteer = record->value;
        if (volunteer.duty() != v1::DUTY_ON_DUTY || volunteer.staff()) continue;
        if (!record->live_request.empty()) continue;
        estate.walks.find(estate.whereabouts(*record, now), record->stand);
        const double per_chord = kEarthRadiusM * estate.policy.detour / pace_of(*record);
        idle.push_back({record->seat, record->stand.direction, per_chord});
    }
    return idle;
}

// The chance to be in time for a request that is made now, by the walk: worked out at steps of it.
class InTime {
  public:
    explicit InTime(const Estate& estate) {
        v1::Request next;
        next.set_sla_due_at(estate.policy.sla);
        const Worth worth(next, estate.policy, estate.turnouts);
        const auto end = static_cast<double>(estate.policy.sla) / 1000;
        for (double walk = 0; walk < end; walk += kWalkStep) {
            at_step_.push_back(worth.in_time(estate.policy.answer_median,
                                             static_cast<Time>(walk * 1000)));
        }
        at_step_.push_back(0);
    }

    double of(double walk_s) const {
        const double steps = walk_s / kWalkStep;
        const auto before = static_cast<std::size_t>(steps);
        if (before + 1 >= at_step_.size()) return 0;
        const double share = steps - static_cast<double>(before);
        return at_step_[before] + share * (at_step_[before + 1] - at_step_[before]);
    }

  private:
    std::vector<double> at_step_;
};

struct Near {
    double walk = 0;  // seconds
    std::size_t seat = 0;

    // Not <=>: sorting by it took a fifth of a submit.
    bool operator<(const Near& other) const {
        return walk < other.walk || (walk == other.walk && seat < other.seat);
    }
};

// Of the unit sphere. The arc above it is longer by less than 1e-8 of it for 3 km.
double chord(const Direction& a, const Direction& b) {
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return std::sqrt(x * x + y * y + z * z);
}

// The nearest to the building, nearest first.
void find_near(const Estate& estate, const v1::Building& building, const std::vector<Idle>& idle,
               std::vector<Near>& near) {
    const Direction door = direction_of({building.point().lat(), building.point().lon()});
    const auto floor = estate.floors.find(building.id());
    const double climb =
        floor == estate.floors.end() ? 0 : floors_from_ground(floor->second) * kFloorSeconds;
    near.clear();
    for (const Idle& i : idle) {
        near.push_back({chord(i.at, door) * i.per_chord + climb, i.seat});
    }
    if (near.size() > kNearest) {
        std::nth_element(near.begin(), near.begin() + kNearest, near.end());
        near.resize(kNearest);
    }
    std::sort(near.begin(), near.end());
}

}  // namespace

// As in Wave: the nearest of those who say yes goes, each says yes with the estate's chance.
// Without one of them those behind move up.
Leaving::Leaving(const Estate& estate, Time now) {
    if (estate.policy.wave_size > 0) return;
    const auto& buildings = estate.config.value.config().buildings();
    const double yes = estate_chance(estate.answers, estate.policy);
    // While they are missed, as many as in such a time of the last week.
    const double expected = static_cast<double>(estate.turnouts.count) *
                            static_cast<double>(estate.policy.missed) /
                            static_cast<double>(kRetention);
    if (expected * yes < kCostStep || buildings.empty()) return;  // nobody can cost a step
    const std::vector<Idle> idle = find_idle(estate, now);
    if (idle.size() > kCrowd) return;
    costs_.assign(estate.roll.size(), 0);
    const InTime in_time(estate);
    const int stride = (buildings.size() + kLooked - 1) / kLooked;
    std::vector<Near> near;
    near.reserve(idle.size());
    double behind[kNearest + 1];
    for (int b = 0; b < buildings.size(); b += stride) {
        find_near(estate, buildings[b], idle, near);
        behind[near.size()] = 0;
        for (std::size_t k = near.size(); k-- > 0;) {
            behind[k] = yes * in_time.of(near[k].walk) + (1 - yes) * behind[k + 1];
        }
        double nobody_before = 1;
        for (std::size_t k = 0; k < near.size(); ++k) {
            costs_[near[k].seat] +=
                nobody_before * yes * (in_time.of(near[k].walk) - behind[k + 1]);
            nobody_before *= 1 - yes;
        }
    }
    const int looked = (buildings.size() + stride - 1) / stride;
    for (double& cost : costs_) cost = std::floor(cost / looked * expected / kCostStep) * kCostStep;
}

}  // namespace circle::core
