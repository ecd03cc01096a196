// Shifts without cover: where the roster of the next two days has fewer people than a cover rule
// asks for. Seen ahead, warned a day and an hour before, closed when somebody is there.
#pragma once

#include <optional>
#include <vector>

#include "dispatcher/core/roster.hpp"
#include "dispatcher/core/turn.hpp"

namespace circle::core {

inline constexpr Time kGapsAhead = 48 * 3'600'000LL;  // counted from the full hour
inline constexpr Time kDayBefore = 24 * 3'600'000LL;
inline constexpr Time kHourBefore = 3'600'000LL;

// Where too few are on the roster, by id: those that have not ended at `now` and begin within
// kGapsAhead of the last full hour. A gap lasts while the count is below `least`; `have` is the
// lowest count in it. It is named after its skill, beginning and rule, so it stays the same one
// while its end moves.
std::vector<v1::CoverGap> find_gaps(const Estate& estate, const Roster& roster, Time now);

// Brings the estate's gaps to what find_gaps() says, with facts, and warns of those that are due.
// One that only became smaller keeps what was said of it; one that grew has to be acknowledged
// again.
void keep_gaps(Turn& turn, const Roster& roster);

// When keep_gaps() has something to do next, after it was done at `now`; nullopt: never.
std::optional<Time> gaps_due(const Estate& estate, Time now);

}  // namespace circle::core
