#include "dispatcher/core/climb.hpp"

#include <algorithm>

#include "dispatcher/core/walk.hpp"

namespace circle::core {
namespace {

double by_stairs(const Policy& policy, std::uint32_t floors, double pace) {
    return floors * (static_cast<double>(policy.stairs_floor) / 1000) / pace;
}

double by_lift(const Policy& policy, std::uint32_t floors) {
    return static_cast<double>(policy.lift_wait + policy.lift_floor * floors) / 1000;
}

}  // namespace

std::uint32_t floors_from_ground(int floor) {
    return static_cast<std::uint32_t>(floor >= 1 ? floor - 1 : -floor);
}

double Climb::seconds(const Policy& policy, double pace) const {
    if (floors == 0) return 0;
    if (by == By::unknown) return floors * kFloorSeconds;
    const double stairs = by_stairs(policy, floors, pace);
    return by == By::stairs ? stairs : std::min(stairs, by_lift(policy, floors));
}

std::uint32_t Climb::on_foot(const Policy& policy, double pace) const {
    if (by == By::unknown) return 0;
    const bool rides = by == By::lift && by_lift(policy, floors) <= by_stairs(policy, floors, pace);
    return rides ? 0 : floors;
}

}  // namespace circle::core
