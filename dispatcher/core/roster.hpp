// Who is on the roster when: the weekly shifts, less leave, with swaps. Pure arithmetic.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "dispatcher/core/estate.hpp"

namespace circle::core {

// From `from` until before `to`.
struct Span {
    Time from = 0;
    Time to = 0;

    bool operator==(const Span&) const = default;
    bool holds(Time at) const { return from <= at && at < to; }
    bool meets(const Span& other) const { return from < other.to && other.from < to; }
};

// In order, apart from each other: what touches or overlaps is one.
using Spans = std::vector<Span>;

void add(Spans& spans, const Span& more);
void take_away(Spans& spans, const Span& less);

inline constexpr int kMaxShifts = 21;                   // of one volunteer in a week
inline constexpr Time kRosterAhead = 9 * 86'400'000LL;  // as far as a look at the roster goes

// Does it change the roster, or has it?
bool holds(const v1::ShiftChange& change);

// The shifts of everybody that may touch the time from `from` to `to`, whole: adjacent ones are
// one, across midnight and Sunday, too. One without a beginning in the eight days before has none:
// it begins at 0.
class Roster {
  public:
    Roster(const Estate& estate, Time from, Time to);

    // Empty: not on the roster.
    const Spans& of(const std::string& volunteer) const;
    // The shift that runs at that moment, or nullptr.
    const Span* at(const std::string& volunteer, Time moment) const;
    const std::map<std::string, Spans>& all() const { return spans_; }

  private:
    std::map<std::string, Spans> spans_;  // by volunteer
};

}  // namespace circle::core
