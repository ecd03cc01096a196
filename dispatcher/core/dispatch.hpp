// The verbs of dispatch on one request: ask, end an offer, alarm, end. Commands and timers are made
// of these. Each records its facts in the turn and leaves request, volunteers and state consistent.
#pragma once

#include <string>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// The end of every turn: if anything calls for it, each looking request asks whom it should,
// several of them as one problem. Offers are opened until enough are asked (aim_of) or nobody of
// the open rungs is left to ask; with nobody asked and nobody left the next rung opens at once, and
// after the last one the coordinators are alarmed (P5). Afterwards nobody waits who could be asked.
// asking.cpp
void match(Turn& turn);

// Ends one open offer with `outcome`, without a fact of its own: the caller records one.
void end_offer(Turn& turn, v1::Offer& offer, v1::OfferOutcome outcome);

// Ends all open offers of the request with `outcome` and records one fact for them, if any.
void end_open_offers(Turn& turn, RequestRecord& request, v1::OfferOutcome outcome,
                     const std::string& reason);

// The yes that waits is not needed: somebody better placed goes. Ends its offer as taken.
void give_way(Turn& turn, RequestRecord& request, v1::Offer& offer);

// Ends what a volunteer is asked for this request, a yes that waits included, as withdrawn.
void withdraw_offers(Turn& turn, RequestRecord& request, const std::string& volunteer_id,
                     const std::string& reason);
// For all requests: off duty, or busy now.
void withdraw_offers_of(Turn& turn, const std::string& volunteer_id, const std::string& reason);

// Alarms the coordinators anew: the first contact again, unacknowledged. The fact is the caller's
// to complete.
v1::Fact& raise_alarm(Turn& turn, RequestRecord& request, v1::AlarmReason reason);

// Unacknowledged for `contact`: the next contact is alarmed, and the resident sees the phone
// number.
void alarm_next_contact(Turn& turn, RequestRecord& request);

// A coordinator has taken notice, by a word or by a deed. No effect when nothing waits for it, or
// when it takes a call to the trade (callTrade). Where that call waits behind another alarm, it
// rings now.
void acknowledge_alarm(Turn& turn, RequestRecord& request, const std::string& coordinator);

// The SLA mark passed before `until` with nobody at the door: recorded once, without an alarm.
// True if it was.
bool mark_breach(Turn& turn, RequestRecord& request, Time until);

// The volunteer is coming: by `offer`, or by hand (null). Records `kind`, with `reason`, and
// settles.
v1::Visit& start_visit(Turn& turn, RequestRecord& request, const std::string& volunteer_id,
                       v1::Offer* offer, v1::FactKind kind, const std::string& reason = {});

// After a visit began: the volunteer's other offers are withdrawn; once nobody is missing any more,
// those of others are taken, and the reasons to be alarmed before the SLA mark are gone.
void settle(Turn& turn, RequestRecord& request, const std::string& volunteer_id);

// A visit ended without help: the engine looks for somebody else, the clock has gone on.
void look_again(Turn& turn, RequestRecord& request, const std::string& rule);

// Terminal: offers withdrawn, live visits ended as `visits_become`, alarm over; an incident that it
// leads ends or passes on. Records `kind` with `reason`.
void end_request(Turn& turn, RequestRecord& request, v1::RequestState state, v1::FactKind kind,
                 v1::VisitState visits_become, const std::string& reason);

// A live visit ends as `state`; the volunteer is free again. No fact, no change of the request's
// state.
void end_visit(Turn& turn, v1::Visit& visit, v1::VisitState state);

}  // namespace circle::core
