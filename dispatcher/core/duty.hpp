// Duty follows the roster by itself, and one's own switch wins.
#pragma once

#include <optional>
#include <string>

#include "dispatcher/core/roster.hpp"
#include "dispatcher/core/turn.hpp"

namespace circle::core {

// On or off duty as of now, with the fact and all that follows: off, open offers are withdrawn and
// the time goes into the book; on, they may be asked. `until`: end of the shift, 0: none.
void change_duty(Turn& turn, VolunteerRecord& volunteer, v1::Duty duty, Time until,
                 const std::string& reason);

// Whoever's shift runs comes on duty, unless they have switched off since it began. Whose shift is
// over goes off: at once, or with a live visit when that ends or duty_grace has passed. Who came on
// outside a shift stays.
void keep_duties(Turn& turn, const Roster& roster);

// A visit of theirs may have ended: the same for one whose shift is over. True: they went off.
bool end_overdue_duty(Turn& turn, VolunteerRecord& volunteer);

// Somebody who is off and would be brought on duty by their running shift.
bool is_called_by_shift(const v1::Volunteer& volunteer, const Span* running);

// When keep_duties() has something to do next, after it was done at `now`; nullopt: never.
std::optional<Time> duties_due(const Estate& estate, const Roster& roster, Time now);

}  // namespace circle::core
