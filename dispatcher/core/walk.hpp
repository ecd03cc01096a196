// Walking time, door to door.
#pragma once

#include <circle/v1/types.pb.h>

#include <string>

namespace circle::core {

inline constexpr double kEarthRadiusM = 6'371'008.8;
// Stairs or lift, per floor above the ground floor, where nothing is known of the building.
inline constexpr double kFloorSeconds = 8.0;

// Where somebody is or is wanted.
struct Place {
    double lat = 0;  // degrees, WGS 84
    double lon = 0;
    int floor = 1;
};

// Great-circle distance in metres (haversine, mean Earth radius 6,371,008.8 m, IUGG).
double great_circle_m(const Place& a, const Place& b);

// Great circle × detour, plus kFloorSeconds per floor left and climbed: how long a walk takes where
// no paths are drawn.
class GreatCircleWalk {
  public:
    explicit GreatCircleWalk(double detour) : detour_(detour) {}
    // Seconds at `pace` metres per second (> 0).
    double seconds(const Place& from, const Place& to, double pace) const;

  private:
    double detour_;
};

}  // namespace circle::core
