// The two clocks of a request: from the tap to the first volunteer at the door, and from the call
// to the licensed trade at the door. A pause stops those that run; its time counts for neither
// (docs/safety-and-clock.md). Nothing here changes a request.
#pragma once

#include <circle/v1/entities.pb.h>

#include "dispatcher/core/machine.hpp"

namespace circle::core {

// The pause that stands, or nullptr. Only the newest can.
const v1::Pause* standing_pause(const v1::Request& request);
bool is_paused(const v1::Request& request);

// Where the first clock would have started, had it never been paused in this round: what is due so
// long after the start is due so long after this. A standing pause does not count yet.
Time clock_start(const v1::Request& request);
// How long the first clock may run.
Time promise(const v1::Request& request);
// When half of the promised time will have run.
Time half_time(const v1::Request& request);
// How long the first clock ran until somebody was at the door; 0: nobody was.
Time took(const v1::Request& request);

// End of the first clock as seen at `t`: a standing pause has moved it so far.
Time sla_due(const v1::Request& request, Time t);

// The trade was called and has not finished: the request is not over.
bool awaits_trade(const v1::Request& request);
// The second clock runs: the trade is not at the door, and its mark has not passed.
bool trade_clock_runs(const v1::Request& request);
// Something can be paused: nobody is at the door yet, or the trade is not.
bool has_clock_to_pause(const v1::Request& request);

}  // namespace circle::core
