#include "dispatcher/sim/square_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

// Where it lies does not matter; on the scale of an estate the Earth is flat.
constexpr double kLat = 36.0, kLon = 117.0;
constexpr double kBurst = 300.0 * kSecond;
constexpr Millis kRepaired = 6 * kHour;
constexpr double kMetresPerDegree = 6'371'008.8 * std::numbers::pi / 180;

v1::Point point_of(const Spot& spot) {
    v1::Point point;
    point.set_lat(kLat + spot.y / kMetresPerDegree);
    point.set_lon(kLon + spot.x / (kMetresPerDegree * std::cos(kLat * std::numbers::pi / 180)));
    return point;
}

std::string building_id(unsigned index) {
    return std::to_string(index + 1);
}

std::string riser_id(unsigned building) {
    return "riser" + building_id(building);
}

void add_category(v1::EstateConfig& config, const char* id, v1::Urgency urgency) {
    v1::Category& category = *config.add_categories();
    category.set_id(id);
    category.set_name(urgency == v1::URGENCY_URGENT ? "急事" : "帮忙");
    category.set_urgency(urgency);
    category.set_headcount(1);
}

unsigned between(Random& random, unsigned least, unsigned most) {
    return least + static_cast<unsigned>(random.uniform() * (most - least + 1));
}

}  // namespace

SquareWorld::SquareWorld(const Shape& shape, const Behaviour& behaviour, std::uint64_t seed)
    : shape_(shape), behaviour_(behaviour), seed_(seed) {
    Random heights(seed, 201), order(seed, 202), homes(seed, 203);
    for (unsigned i = 0; i < shape.columns * shape.rows; ++i) {
        Building& b = buildings_.emplace_back();
        b.spot = {(i % shape.columns + .5) / shape.columns * shape.width_m,
                  (i / shape.columns + .5) / shape.rows * shape.width_m};
        b.units = between(heights, shape.fewest_units, shape.most_units);
        b.floors = between(heights, shape.lowest, shape.highest);
        for (unsigned d = 0; d < b.units * b.floors * shape.doors_a_floor; ++d) {
            const int floor = static_cast<int>(d / shape.doors_a_floor % b.floors) + 1;
            b.doors.push_back(static_cast<unsigned>(doors_.size()));
            doors_.push_back({fmt::format("h{}", doors_.size()), i, floor, b.spot});
        }
        for (std::size_t d = b.doors.size(); d > 1; --d) {
            std::swap(b.doors[d - 1], b.doors[between(order, 0, static_cast<unsigned>(d) - 1)]);
        }
    }
    kinds_ = {{kPlain}, {kUrgent}, {kWater}};
    const Draws draws(behaviour, seed);
    for (unsigned i = 0; i < shape.on_duty; ++i) {
        const unsigned building = between(homes, 0, static_cast<unsigned>(buildings_.size()) - 1);
        people_.push_back({fmt::format("v{:04}", i), building, buildings_[building].spot,
                           draws.pace_of(i), draws.accept_of(i)});
    }
}

unsigned SquareWorld::nearest_building(double x, double y) const {
    unsigned nearest = 0;
    double least = HUGE_VAL;
    for (unsigned i = 0; i < buildings_.size(); ++i) {
        const Spot& spot = buildings_[i].spot;
        const double metres = std::hypot(spot.x - x * shape_.width_m, spot.y - y * shape_.width_m);
        if (metres >= least) continue;
        least = metres;
        nearest = i;
    }
    return nearest;
}

std::vector<unsigned> SquareWorld::doors_of(const Arrivals& arrivals) const {
    std::vector<std::size_t> next(buildings_.size(), 0);
    std::vector<unsigned> doors;
    for (const Arrival& arrival : arrivals) {
        const unsigned building = nearest_building(arrival.x, arrival.y);
        const auto& turn = buildings_[building].doors;
        doors.push_back(turn[next[building]++ % turn.size()]);
    }
    return doors;
}

Calls SquareWorld::calls_of(const Arrivals& arrivals) const {
    const auto doors = doors_of(arrivals);
    Calls calls;
    for (std::size_t i = 0; i < doors.size(); ++i) {
        calls.push_back({arrivals[i].at, doors[i], arrivals[i].urgent ? 1u : 0u});
    }
    if (shape_.bursts > 0 && !arrivals.empty()) {
        add_bursts(static_cast<unsigned>(arrivals.back().at / kDay) + 1, calls);
    }
    return calls;
}

// Each door once: who taps again while it waits says nothing new.
void SquareWorld::add_bursts(unsigned days, Calls& calls) const {
    constexpr unsigned kWaterKind = 2;
    Random random(seed_, 204);
    std::map<unsigned, std::set<Millis>> begun;  // by building
    const unsigned bursts = random.poisson(shape_.bursts * days);
    for (unsigned i = 0; i < bursts; ++i) {
        const auto begin = static_cast<Millis>(random.uniform() * days * kDay);
        const unsigned building = between(random, 0, static_cast<unsigned>(buildings_.size()) - 1);
        // The last one is repaired before a riser bursts again.
        const auto near = begun[building].lower_bound(begin - kRepaired);
        if (near != begun[building].end() && *near < begin + kRepaired) continue;
        begun[building].insert(begin);
        const auto& doors = buildings_[building].doors;
        const std::size_t taps = std::min<std::size_t>(between(random, 20, 60), doors.size());
        for (std::size_t d = 0; d < taps; ++d) {
            const auto after = static_cast<Millis>(random.uniform() * kBurst);
            calls.push_back({begin + after, doors[d], kWaterKind});
        }
    }
    std::stable_sort(calls.begin(), calls.end(),
                     [](const Call& a, const Call& b) { return a.at < b.at; });
}

Millis SquareWorld::walk(unsigned person, std::optional<unsigned> from, const Call& to) const {
    const Person& who = people_[person];
    return walk(from ? doors_[*from].spot : who.home, who, doors_[to.door]);
}

Millis SquareWorld::walk(const Spot& from, const Person& who, const Door& to) const {
    const double metres = std::hypot(from.x - to.spot.x, from.y - to.spot.y);
    const double height = shape_.highest > 1 ? (to.floor - 1.0) / (shape_.highest - 1) : 0;
    const double vertical = std::lerp(behaviour_.vertical[0], behaviour_.vertical[1], height);
    return std::llround((metres * behaviour_.detour / who.pace + vertical) * kSecond);
}

v1::EstateConfig SquareWorld::config(const v1::Policy& policy) const {
    v1::EstateConfig config;
    config.set_code(kEstate);
    config.set_name(kEstate);
    config.set_phone("110");
    *config.mutable_policy() = policy;
    for (unsigned i = 0; i < buildings_.size(); ++i) {
        v1::Building& building = *config.add_buildings();
        building.set_id(building_id(i));
        building.set_name(building_id(i));
        *building.mutable_point() = point_of(buildings_[i].spot);
    }
    add_category(config, kPlain, v1::URGENCY_NORMAL);
    add_category(config, kUrgent, v1::URGENCY_URGENT);
    add_category(config, kWater, v1::URGENCY_NORMAL);
    for (unsigned i = 0; i < buildings_.size(); ++i) {
        v1::DoorGroup& riser = *config.add_groups();
        riser.set_id(riser_id(i));
        riser.set_name(riser_id(i));
        riser.set_kind(v1::DOOR_GROUP_KIND_RISER);
        riser.add_categories(kWater);
    }
    for (const Door& door : doors_) {
        v1::HouseholdConfig& household = *config.add_households();
        household.set_id(door.household);
        household.set_building(building_id(door.building));
        household.set_floor(door.floor);
        household.add_groups(riser_id(door.building));
    }
    for (const Person& person : people_) {
        v1::VolunteerConfig& volunteer = *config.add_volunteers();
        volunteer.set_id(person.id);
        volunteer.set_name(person.id);
        volunteer.set_group(building_id(person.building));
        volunteer.set_pace_mps(person.pace);
    }
    return config;
}

}  // namespace circle::sim
