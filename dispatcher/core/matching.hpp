// Whom to ask next for one request: the nearest volunteers who may be asked, and why them.
#pragma once

#include <circle/v1/entities.pb.h>

#include <string>
#include <vector>

#include "dispatcher/core/estate.hpp"
#include "dispatcher/core/walk.hpp"

namespace circle::core {

struct Pick {
    std::string volunteer_id;
    std::uint32_t walk_s = 0;  // rounded up
    bool asked_before = false;
};

struct Choice {
    std::vector<Pick> picks;  // at most `wanted`, best first
    v1::Why why;              // `rule` is left to the caller
};

// Those who may be asked at all: on duty, no live visit, fewer than kMaxOpenOffers open offers.
using Free = std::vector<const VolunteerRecord*>;
Free find_free(const Estate& estate);

// Never-asked before asked-again, then by walking time; equals in an order drawn from `seed`.
// A volunteer may be asked who is on duty, has the skill, no live visit, fewer than kMaxOpenOffers
// open offers, is of a rung that is open, has not refused this request nor had a visit of it, and
// whose last offer of it, if any, ended at least `reask` ago and was not the last allowed
// (max_asks). Offers that ended withdrawn or taken do not count as asked. `free` is find_free() of
// now; without picks there is a `why` only if nobody is being asked.
Choice choose(const Estate& estate, const Free& free, const v1::Request& request, unsigned wanted,
              Moment moment);

// From where the volunteer is to the door of the request, rounded up.
std::uint32_t walk_seconds(const Estate& estate, const v1::Request& request,
                           const VolunteerRecord& volunteer, Time now);

}  // namespace circle::core
