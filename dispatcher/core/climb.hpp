// The vertical part of a walk: from the building's entrance to a door.
#pragma once

#include <cstdint>

#include "dispatcher/core/policy.hpp"

namespace circle::core {

// Floors between the ground floor (1) and `floor`, up or down; the floor above -1 is 1.
std::uint32_t floors_from_ground(int floor);

struct Climb {
    enum class By {
        unknown,  // nothing is known of the staircase
        stairs,   // there is no lift, or it is out of order
        lift,     // there is one, and the stairs beside it
    };
    By by = By::unknown;
    std::uint32_t floors = 0;

    // At `pace` metres per second on the level (> 0), which stairs follow and lifts do not.
    // Stairs: floors × stairs_floor / pace. Lift: lift_wait + floors × lift_floor, or the stairs if
    // that is faster. Unknown: floors × kFloorSeconds.
    double seconds(const Policy& policy, double pace) const;
    // Floors that somebody with that pace climbs on foot; unknown: 0.
    std::uint32_t on_foot(const Policy& policy, double pace) const;
};

}  // namespace circle::core
