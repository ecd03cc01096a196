#include "dispatcher/core/walk.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace circle::core {
namespace {

double radians(double degrees) {
    return degrees * std::numbers::pi / 180.0;
}

}  // namespace

Direction direction_of(const Place& place) {
    const double lat = radians(place.lat);
    const double lon = radians(place.lon);
    return {std::cos(lat) * std::cos(lon), std::cos(lat) * std::sin(lon), std::sin(lat)};
}

double metres_between(const Direction& a, const Direction& b) {
    const double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    const double half_chord = std::sqrt(x * x + y * y + z * z) / 2;
    return 2 * kEarthRadiusM * std::asin(std::min(1.0, half_chord));
}

double great_circle_m(const Place& a, const Place& b) {
    return metres_between(direction_of(a), direction_of(b));
}

}  // namespace circle::core
