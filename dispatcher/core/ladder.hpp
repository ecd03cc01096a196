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

// Is this volunteer of a rung that is open?
bool is_of_open_rung(const v1::Request& request, const v1::Volunteer& volunteer);

// And, as long as only the own building's group is asked: can they be there, which takes them
// `walk`, in the time `slack` that is left until the SLA mark?
bool is_in_time(const v1::Request& request, const v1::Volunteer& volunteer, Time walk, Time slack);

// Nobody has said yes until staff_assign: the nearest of the staff on duty who may help is sent
// without being asked, and has to set out or the coordinators are alarmed. False: it is not time
// yet, or there is nobody.
bool send_staff(Turn& turn, RequestRecord& request);

}  // namespace circle::core
