// The licensed trade that is called after the volunteer, and its own clock.
#pragma once

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// Its mark passed before `until` and it is not at the door: recorded once, without an alarm. True
// if it was. Not while the clocks are paused.
bool mark_trade_breach(Turn& turn, RequestRecord& request, Time until);

}  // namespace circle::core
