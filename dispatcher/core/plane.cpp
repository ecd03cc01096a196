#include "dispatcher/core/plane.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dispatcher/core/walk.hpp"

namespace circle::core {
namespace {

double cross(double ax, double ay, double bx, double by) {
    return ax * by - ay * bx;
}

}  // namespace

double distance_m(const Spot& a, const Spot& b) {
    return std::hypot(a.x - b.x, a.y - b.y);
}

Spot between(const Spot& a, const Spot& b, double share) {
    return {a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share};
}

double nearest_share(const Spot& a, const Spot& b, const Spot& to) {
    const double dx = b.x - a.x, dy = b.y - a.y;
    const double length2 = dx * dx + dy * dy;
    if (length2 == 0) return 0;
    return std::clamp(((to.x - a.x) * dx + (to.y - a.y) * dy) / length2, 0.0, 1.0);
}

Crossing crossing(const Spot& a, const Spot& b, const Spot& c, const Spot& d) {
    const double ux = b.x - a.x, uy = b.y - a.y;
    const double vx = d.x - c.x, vy = d.y - c.y;
    const double slant = cross(ux, uy, vx, vy);
    if (slant == 0) return {};
    const double first = cross(c.x - a.x, c.y - a.y, vx, vy) / slant;
    const double second = cross(c.x - a.x, c.y - a.y, ux, uy) / slant;
    const bool crosses = first >= 0 && first <= 1 && second >= 0 && second <= 1;
    return {crosses, first, second};
}

Plane::Plane(const v1::Point& origin)
    : lat_(origin.lat()),
      lon_(origin.lon()),
      per_lat_(kEarthRadiusM * std::numbers::pi / 180),
      per_lon_(per_lat_ * std::cos(origin.lat() * std::numbers::pi / 180)) {}

Spot Plane::flat(const v1::Point& point) const {
    return {(point.lon() - lon_) * per_lon_, (point.lat() - lat_) * per_lat_};
}

v1::Point Plane::globe(const Spot& spot) const {
    v1::Point point;
    point.set_lat(lat_ + spot.y / per_lat_);
    point.set_lon(lon_ + spot.x / per_lon_);
    return point;
}

}  // namespace circle::core
