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

// The same on the unit sphere, as seen from its centre: what is measured often is turned into it
// once, and costs no sine after that. The default is that of latitude 0, longitude 0.
struct Direction {
    double x = 1, y = 0, z = 0;
};
Direction direction_of(const Place& place);

// Great-circle distance in metres (from the chord: asin as in the haversine formula; mean Earth
// radius 6,371,008.8 m, IUGG).
double metres_between(const Direction& a, const Direction& b);
double great_circle_m(const Place& a, const Place& b);

}  // namespace circle::core
