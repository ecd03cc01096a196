// The ladder of one request: whose turn it is to be asked (DESIGN 6).
//
// Rungs open one after the other: by time, early when nobody of the rungs before is left to ask, or
// by hand. An urgent request asks staff from the start.
#pragma once

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// Puts the request on its first rung. To be called after its clock was set.
void start_ladder(Turn& turn, v1::Request& request);

// Opens the rung after the one that is open; false: it is the last one. `reason` says why in the
// timeline: due, empty, exhausted, by_hand.
bool open_next_rung(Turn& turn, RequestRecord& request, const char* reason);

// Is this volunteer of a rung that is open? `slack`: time left until the SLA mark; the own
// building's group goes first only as long as they can be there in time, which takes them `walk`.
bool is_their_turn(const v1::Request& request, const v1::Volunteer& volunteer, Time walk,
                   Time slack);

}  // namespace circle::core
