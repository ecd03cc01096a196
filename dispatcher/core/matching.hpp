// Whom to ask next: who may be asked for a request, how far they are, and how likely they come.
#pragma once

#include <circle/v1/entities.pb.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/core/estate.hpp"
#include "dispatcher/core/leaving.hpp"
#include "dispatcher/core/walk.hpp"
#include "dispatcher/core/wave.hpp"

namespace circle::core {

// Somebody who may be asked.
struct Candidate {
    const VolunteerRecord* who = nullptr;
    std::uint32_t walk_s = 0;  // rounded up
    double chance = 0;         // of a yes before the offer's window closes
    double worth = 0;          // of that yes
    double felt_s = 0;         // as far away they count as
    double missed = 0;         // as much they are missed where they are (leaving.hpp)
    double appeal = 0;         // a yes, were they that far away, less that: weigh_against_others()
    bool again = false;        // asked before, in this round
    bool tired = false;        // to be spared, if others are not much farther away
};

// Of one request.
struct Candidates {
    std::vector<Candidate> best;  // in the order in which they are asked
    std::size_t all = 0;          // so many may be asked
    double later = 0;             // what it is worth to ask others when all of these said no
    v1::Why why;                  // counts of all others; without `best` only if nobody is asked
};

// Of a chance of a yes: of who let an offer of this round run out before.
inline constexpr double kAgain = .5;

// Those who may be asked at all: on duty, no live visit, no yes that waits to be confirmed, fewer
// than kMaxOpenOffers open offers.
bool is_free(const VolunteerRecord& volunteer);
using Free = std::vector<const VolunteerRecord*>;
Free find_free(const Estate& estate);

// Never-asked before asked-again, then by appeal: by walking time, in which who is tired counts as
// farther away by spare_walk and those who differ by less than fair_walk as equally far, and by
// what `leaving` says is missed where they are, but for what is urgent. Equals by how long ago they
// helped, then in an order drawn from the seed. At most `most`.
//
// A volunteer may be asked who is free, has the skill, is of a rung that is open, has not refused
// this request nor had a visit of it, whose last offer of it, if any, ended at least `reask` ago
// and was not the last allowed (max_asks), and whose daily limits are not reached. Offers that
// ended withdrawn or taken do not count as asked. `free` is find_free() of now.
Candidates find_candidates(const Estate& estate, const Free& free, const Leaving& leaving,
                           const v1::Request& request, Moment moment, std::size_t most);

// When others want the same people.
void weigh_against_others(const Estate& estate, const v1::Request& request, Time now,
                          Candidates& found);

// Who is being asked, as they stood at the step of `now`: the longer silent, the less likely a yes.
Wave asked_now(const Estate& estate, const v1::Request& request, Time now, double later = 0);

// Has helped or climbed enough for today: not asked any more. Urgent requests spare nobody.
bool is_spared(const Estate& estate, v1::Urgency urgency, const VolunteerRecord& who, Time now);

// So few volunteers are free that all of them are kept for what is urgent.
bool is_reserved(const Policy& policy, v1::Urgency urgency, std::size_t free_volunteers);

// On duty with nothing to do, has the skill, and neither refused this request nor had a visit of
// it.
bool may_be_sent(const v1::Request& request, const VolunteerRecord& volunteer);

// From where the volunteer is to the door, rounded up.
std::uint32_t walk_seconds(const Estate& estate, const Walks::Door& door,
                           const VolunteerRecord& volunteer, Time now);

}  // namespace circle::core
