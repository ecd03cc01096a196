// Walking time, door to door.
#pragma once

#include <circle/v1/types.pb.h>

#include <string>

namespace circle::core {

// Where somebody is or is wanted.
struct Place {
    double lat = 0;  // degrees, WGS 84
    double lon = 0;
    int floor = 1;
};

// Great-circle distance in metres (haversine, mean Earth radius 6,371,008.8 m, IUGG).
double great_circle_m(const Place& a, const Place& b);

// How long a walk takes. The estate's walk graph will be another implementation.
class WalkTime {
  public:
    virtual ~WalkTime() = default;
    // Seconds at `pace` metres per second (> 0).
    virtual double seconds(const Place& from, const Place& to, double pace) const = 0;
};

// Great circle × detour, plus a fixed time per floor left and climbed.
class GreatCircleWalk : public WalkTime {
  public:
    explicit GreatCircleWalk(double detour) : detour_(detour) {}
    double seconds(const Place& from, const Place& to, double pace) const override;

  private:
    double detour_;
};

}  // namespace circle::core
