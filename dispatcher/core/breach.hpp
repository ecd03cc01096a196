// Why nobody was at the door in time: the first cause that holds, in the order of
// docs/safety-and-clock.md.
#pragma once

#include <string>

#include "dispatcher/core/estate.hpp"

namespace circle::core {

// Of a request whose mark has just passed, from its own history and, if nobody was ever asked, from
// who is on duty now.
v1::BreachCause breach_cause(const Estate& estate, const v1::Request& request);
// Whoever it says it of may have been there, and not have tapped: a later tap tells.
bool may_be_refined(v1::BreachCause cause);

// After a visit was done: at the door for less than a minute, they had come before they said so.
// Corrects the cause of `request`.
void refine_cause(const v1::Visit& visit, v1::Request& request);
// The household says that it is solved and nobody said that they were there: they were.
void refine_cause_unsaid(v1::Request& request);

// "nobody_on_duty": for the timeline, metrics and operators.
std::string name_of(v1::BreachCause cause);

// How long the first clock ran between `from` and `to`; 0: it had stopped, or stands still.
Time clock_time(const v1::Request& request, Time from, Time to);

// A hold begins, or ends: how long it stood is kept.
void begin_hold(Time now, v1::Request& request);
void end_hold(Time now, v1::Request& request);

}  // namespace circle::core
