#include "dispatcher/core/walk.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace circle::core {
namespace {

double radians(double degrees) {
    return degrees * std::numbers::pi / 180.0;
}

double floors_above_ground(const Place& p) {
    return std::max(0, p.floor - 1);
}

}  // namespace

double great_circle_m(const Place& a, const Place& b) {
    const double dlat = std::sin(radians(b.lat - a.lat) / 2);
    const double dlon = std::sin(radians(b.lon - a.lon) / 2);
    const double h =
        dlat * dlat + std::cos(radians(a.lat)) * std::cos(radians(b.lat)) * dlon * dlon;
    return 2 * kEarthRadiusM * std::asin(std::min(1.0, std::sqrt(h)));
}

double GreatCircleWalk::seconds(const Place& from, const Place& to, double pace) const {
    const double floors = floors_above_ground(from) + floors_above_ground(to);
    return great_circle_m(from, to) * detour_ / pace + floors * kFloorSeconds;
}

}  // namespace circle::core
