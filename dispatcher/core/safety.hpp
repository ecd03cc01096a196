// The safety gate: which volunteer may not be sent to which request, and which requests need two
// (docs/safety-and-clock.md). Categories carry the rules as data; this is the one place that reads
// them.
#pragma once

#include <circle/v1/entities.pb.h>

#include <optional>
#include <string>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// Hard rules: the engine never breaks one, a person only with a reason that is kept.
enum class Rule {
    licence,  // the work is for who holds this licence: electrical, gas, ladders
    sex,      // the household asked for a woman or a man
    alone     // the work is for two together, and the other one has not been there
};

// "licence", "sex", "alone": as in the field of a refusal and in Visit.despite.
const char* name_of(Rule rule);

// The first hard rule that sending this volunteer would break; nothing: they may go. A rule about
// sex is kept only by volunteers of whom it is known.
std::optional<Rule> broken_rule(const v1::Request& request, const v1::Volunteer& volunteer);
// Whether there is one at all that somebody could break.
bool has_rules(const v1::Request& request);

// This volunteer would finish alone what takes two.
bool is_alone(const v1::Request& request, const std::string& volunteer_id);

// Keeps with the visit, and tells in the timeline, that a rule was overruled and why. The visit has
// the first one, the timeline all.
void keep_despite(Turn& turn, RequestRecord& record, v1::Visit& visit, Rule rule,
                  const std::string& why);

// Holds a skill, or nothing is asked for. Licences are skills.
bool holds(const v1::Volunteer& volunteer, const std::string& skill);

// Raises the headcount of a new request at the door to two where the category says so of who lives
// alone. Call after the answers have been applied.
void ask_for_two(const v1::Category& category, const v1::Household& household,
                 v1::Request& request);

// An alarm that somebody has to hear of even when a helper is on the way already.
bool outlasts_help(const v1::Alarm& alarm);

}  // namespace circle::core
