// What it is worth that somebody is at the door at some time: above all that it is before the end
// of the SLA clock, then that it is early.
#pragma once

#include <circle/v1/entities.pb.h>

#include <cstdint>

#include "dispatcher/core/policy.hpp"

namespace circle::core {

// How long people of an estate took from a yes to the door beyond the predicted walk, as its
// retained requests say: sums over visits of x = round(1000 · ln(seconds)). Whole numbers, so that
// what was added can be taken away again without a trace.
struct Turnouts {
    std::int64_t count = 0, sum = 0, squares = 0;

    // A visit whose helper has arrived, `walk` being what was predicted; nothing otherwise.
    // `sign` -1 takes it away again.
    void add(const v1::Visit& visit, Time walk, int sign = 1);
};

// Setting out takes a lognormal time; its parameters are the policy's `turnout` with a spread as
// measured by responder apps, moved by what the estate has seen.
class Worth {
  public:
    Worth(const v1::Request& request, const Policy& policy, const Turnouts& seen);

    // Chance that who says yes at `yes_at` and then walks `walk` is there before the SLA mark.
    double in_time(Time yes_at, Time walk) const;
    // That chance and a little for every minute earlier: never 0, so that somebody too late is
    // better than nobody, and the less the later.
    double of(Time yes_at, Time walk) const;

  private:
    Time start_, due_;
    double log_median_;  // of seconds
    double sigma_;
};

}  // namespace circle::core
