// An estate as a flat map: metres east and north of a point. Over the few hundred metres of an
// estate the plane is true to the globe within a millimetre.
#pragma once

#include <circle/v1/types.pb.h>

namespace circle::core {

struct Spot {
    double x = 0;  // metres east
    double y = 0;  // metres north
};

double distance_m(const Spot& a, const Spot& b);
// The point at `share` (0 to 1) of the way from `a` to `b`.
Spot between(const Spot& a, const Spot& b, double share);
// The share of the way from `a` to `b` at which `to` is nearest, 0 to 1; 0 if they are one.
double nearest_share(const Spot& a, const Spot& b, const Spot& to);

// Where two stretches cross, as shares of their ways. Parallel ones do not.
struct Crossing {
    bool crosses = false;
    double first = 0;
    double second = 0;
};
Crossing crossing(const Spot& a, const Spot& b, const Spot& c, const Spot& d);

class Plane {
  public:
    explicit Plane(const v1::Point& origin);
    Spot flat(const v1::Point& point) const;
    v1::Point globe(const Spot& spot) const;

  private:
    double lat_, lon_;          // of the origin, degrees
    double per_lat_, per_lon_;  // metres per degree
};

}  // namespace circle::core
