// What it costs those who ask next that somebody leaves where they are.
#pragma once

#include <vector>

#include "dispatcher/core/estate.hpp"

namespace circle::core {

// Who goes is missed at the doors around until somebody else has come there. What is asked for
// meanwhile is left to the others, and is in time less often: by how much, summed over the requests
// to be expected, is what going costs (Jagtenberg, Bhulai and van der Mei, Dynamic ambulance
// dispatching: is the closest-idle policy always optimal?, Health Care Management Science 20,
// 2017). An estate that is asked little loses nothing by it, nor one with hundreds on duty; one of a
// fixed wave size asks the nearest.
class Leaving {
  public:
    Leaving(const Estate& estate, Time now);

    // Does such a request mind? Urgent ones spare nobody.
    static bool concerns(v1::Urgency urgency) { return urgency != v1::URGENCY_URGENT; }
    // Does it, and is anybody missed?
    bool counts(v1::Urgency urgency) const { return !costs_.empty() && concerns(urgency); }
    // In requests that are late for it, in steps within which fairness decides. Who is on a visit
    // or off duty, and staff: 0.
    double cost(const VolunteerRecord& who) const { return costs_.empty() ? 0 : costs_[who.seat]; }

  private:
    std::vector<double> costs_;  // by seat
};

}  // namespace circle::core
