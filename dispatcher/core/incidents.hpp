// Outages (DESIGN 5): requests of one category whose doors share a riser, a heating loop or a
// distribution box fold into one incident. Its lead alone is dispatched; the others wait with it,
// each on its own clock, and end with it.
//
// The lead carries no incident_id: it is not folded, it is what the others are folded into.
// Estate::leading says which incident it leads. Rules and words: docs/outages.md.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

inline constexpr int kMaxNotices = 50;  // of one incident

// The incident that goes on and that this request leads, or nullptr.
Kept<v1::Incident>* led_by(Estate& estate, const std::string& request_id);

// The incident of that id, if it goes on, or nullptr.
Kept<v1::Incident>* open_incident(Estate& estate, const std::string& incident_id);

// An outage of that group: the request that is furthest leads, the others fold into it. Number and
// name are the estate's next ones.
void open_new_incident(Turn& turn, const std::string& group, std::vector<RequestRecord*> records);

// Folds one request. Its own offers are withdrawn, its live visits and its clock go on, its alarm
// passes to the lead if that has none; the lead takes over a higher urgency or headcount.
void fold_into(Turn& turn, Kept<v1::Incident>& incident, RequestRecord& request);

// A subscriber or the lead goes on alone, as though it had never been folded; without its lead the
// incident passes to the next subscriber, without any it ends. The request is part of one.
void unfold(Turn& turn, RequestRecord& request);

// Is it part of an incident that goes on, as its lead or folded into it?
bool takes_part(Estate& estate, const v1::Request& request);

// The incident is over: whoever waits for it is resolved with it. Who has a helper of their own on
// the way or at the door goes on alone: nobody is called back from there by a machine.
void end_incident(Turn& turn, Kept<v1::Incident>& incident, const std::string& reason);

// What the end of a request means for its incident. Repaired (resolved after somebody had come),
// the lead takes the incident with it; otherwise the next subscriber leads, and the volunteers who
// were `coming` go there. No effect on others.
void leave_incident(Turn& turn, RequestRecord& ended, const std::vector<v1::Visit>& coming);

// How urgent it is and how many it takes, at least as many as are coming, with what follows from it
// for rungs and alerts.
void set_need(Estate& estate, v1::Request& request, v1::Urgency urgency, std::uint32_t headcount);

// What it took over from others while it led is asked for no more.
void give_back_need(Estate& estate, v1::Request& request);

// Marks the breach of each subscriber of the lead whose SLA mark passed before `until`.
void mark_breaches(Turn& turn, const std::string& lead_id, Time until);

// A helper of the lead is at the door: the clock of every subscriber stops. Part of the newest
// event.
void stop_clocks(Turn& turn, const v1::Request& lead);

// Is the request past its SLA mark, or is one that it leads?
bool is_breached(Estate& estate, const v1::Request& request);

// On which request an alarm of this one rings: itself, its lead, or nullptr when the lead's rings
// already or has been acknowledged. One alarm per incident, not sixty. Not for what outlasts help:
// that is of this door alone, and rings there.
RequestRecord* bell_of(Turn& turn, RequestRecord& request);

// A request has expired: with it goes what it led, when that has ended. Part of the newest event.
void expire_incidents_of(Turn& turn, const std::string& request_id);

}  // namespace circle::core
