// How a pause of the clocks ends: its length moves every due time.
#pragma once

#include <string>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// Ends the standing pause, if there is one, at `end` (bounded by the pause itself). Records
// CLOCK_RESUMED with `reason` (due, by_hand, changed, arrived, ended); whoever is still missing is
// looked for again.
void end_pause(Turn& turn, RequestRecord& request, Time end, const std::string& reason);

}  // namespace circle::core
