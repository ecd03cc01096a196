// Truthful cover: what a resident may be told before the tap, from the same numbers by which the
// engine asks. docs/roster.md has the formulas.
#pragma once

#include <optional>
#include <vector>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

inline constexpr Time kCoverEvery = 5'000;   // looked at when the clock shows a multiple of it
inline constexpr int kRecentVisits = 20;     // of a category: what visits really took
inline constexpr int kEnoughVisits = 5;      // fewer say nothing
inline constexpr int kRecentRequests = 500;  // looked through for them

// Expected time until the first of these says yes, when all are asked at once and again after each
// `window`: `chances` from 0 to 1, answers with this median. In milliseconds; 0 for nobody.
double time_to_yes(const std::vector<double>& chances, Time answer_median, Time window);

// For each category and building, in the order of the configuration. `at` is not set.
v1::CoverNow cover_now(const Estate& estate, Time now);

// Writes what is shown anew if it is another. It looks at everybody on duty and every building, so
// not within the turn that changed something, but once for all changes of kCoverEvery.
void keep_cover(Turn& turn);

// When to call keep_cover() after a change: the next multiple of kCoverEvery. Not "so long after
// the last look": a reloaded machine does not know of a look that came to nothing.
Time cover_due_after(Time change);

}  // namespace circle::core
