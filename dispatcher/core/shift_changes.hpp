// Leave and swaps: what time alone makes of them.
#pragma once

#include <optional>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// A swap that nobody took by its beginning, and what held until its end, is over; a week after its
// end a change is forgotten. Changes of people who are gone are forgotten at once.
void keep_shift_changes(Turn& turn);

// When keep_shift_changes() has something to do next; nullopt: never.
std::optional<Time> shift_changes_due(const Estate& estate);

}  // namespace circle::core
