// Truthful cover: what a resident may be told before the tap, from the same numbers by which the
// engine asks. docs/roster.md has the formulas.
#pragma once

#include <optional>
#include <vector>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

inline constexpr Time kCoverEvery = 5'000;   // written at most so often
inline constexpr int kRecentVisits = 20;     // of a category: what visits really took
inline constexpr int kEnoughVisits = 5;      // fewer say nothing
inline constexpr int kRecentRequests = 500;  // looked through for them

// Expected time until the first of these says yes, when all are asked at once and again after each
// `window`: `chances` from 0 to 1, answers with this median. In milliseconds; 0 for nobody.
double time_to_yes(const std::vector<double>& chances, Time answer_median, Time window);

// For each category and building, in the order of the configuration.
v1::CoverNow cover_now(const Estate& estate, Time now);

// At the end of a turn: writes what is shown anew if it is another, unless it was written less than
// kCoverEvery ago; then cover_due() comes back to it.
void keep_cover(Turn& turn);

// When keep_cover() is called next though nothing happens; nullopt: never.
std::optional<Time> cover_due(const Estate& estate, Time now);

}  // namespace circle::core
