// A request's state is a function of its visits and offers; what may be done in which state is a
// table. Nothing here changes more than the request it is given.
//
// A request that is opened again begins a new round: offers and visits of earlier rounds are
// history and count for nothing.
#pragma once

#include <circle/v1/commands.pb.h>
#include <circle/v1/entities.pb.h>

#include <optional>

#include "dispatcher/core/policy.hpp"

namespace circle::core {

bool is_terminal(v1::RequestState state);
bool is_live(const v1::Visit& visit);
// Open, or a yes that waits to be confirmed.
bool is_pending(const v1::Offer& offer);
// On the way to the door, or about to be.
bool is_walking(const v1::Visit& visit);

// The items of a list from some number on. Holds until the list changes.
template <class Iterator>
struct Rest {
    Iterator first, last;
    Iterator begin() const { return first; }
    Iterator end() const { return last; }
    bool empty() const { return first == last; }
};
using google::protobuf::RepeatedPtrField;

// Of this round, oldest first.
Rest<RepeatedPtrField<v1::Visit>::const_iterator> visits_of(const v1::Request& request);
Rest<RepeatedPtrField<v1::Offer>::const_iterator> offers_of(const v1::Request& request);
Rest<RepeatedPtrField<v1::Visit>::iterator> visits_of(v1::Request& request);
Rest<RepeatedPtrField<v1::Offer>::iterator> offers_of(v1::Request& request);

unsigned live_visits(const v1::Request& request);
// Open offers, and a yes that waits to be confirmed.
unsigned open_offers(const v1::Request& request);
// Helpers still wanted: its headcount less those who are engaged or have done their part.
unsigned missing_helpers(const v1::Request& request);
// Another request, the lead of its incident, is dispatched for it.
bool is_folded(const v1::Request& request);
// Not terminal, not folded, and helpers are missing.
bool is_looking(const v1::Request& request);
// Looking, no yes waits to be confirmed, and fewer are being asked than may ever be.
bool wants_offers(const v1::Request& request, const Policy& policy);
// A coordinator keeps the engine from asking anybody.
bool is_held(const v1::Request& request);

// Until when somebody who was sent is to have set out: the engine's staff at once, whom a coordinator
// sends when people usually do.
Time set_out_by(const v1::Visit& visit, const Policy& policy);

// Sent without a yes of their own, are to have set out by `now`, and have not said so.
bool is_overdue_to_set_out(const v1::Visit& visit, const Policy& policy, Time now);

// Sent without a yes of their own, have not set out, and nobody was alarmed since.
bool is_unacknowledged(const v1::Request& request, const v1::Visit& visit);
// Somebody who was sent is to have set out by now and has not: an alarm about them goes on though
// others come.
bool misses_somebody(const v1::Request& request, const Policy& policy, Time now);

// State of a request that has not ended (DESIGN 5).
v1::RequestState live_state(const v1::Request& request);

// What people ask of a request.
enum class Deed { cancel, resolve, close, reopen, accept, assign, hold, pause, trade };

// Code with which `deed` is refused in `state`; CODE_OK: it is allowed, as far as the state goes.
v1::Code verdict(Deed deed, v1::RequestState state);

// May a visit go from one state to the other by ProgressVisit?
bool may_progress(v1::VisitState from, v1::VisitState to);

// When the rung after `rung` opens at the latest; 0: it is the last one. Pauses have moved it.
Time next_rung_at(const v1::Request& request, const Policy& policy, v1::Rung rung);

// The newest of the moments, half of the median time to answer apart from the start of the clock
// on, at which it is judged anew how many are to be asked. In between nothing changes by itself:
// whoever looks once more, a machine that has just taken over for one, finds nothing to do.
Time step_of(const v1::Request& request, const Policy& policy, Time now);

// Earliest time at which something must be looked at again; it may have passed already and still
// wait to be served. `filled_at`: when dispatch last looked for helpers (re-asks until then are
// served). Always set unless terminal (P6).
std::optional<Time> next_due(const v1::Request& request, const Policy& policy, Time filled_at);

// While the trade is awaited and nobody else is, no news is no reason to look before its mark.
void put_off_review(v1::Request& request);

// The newest live visit of a volunteer, or nullptr.
v1::Visit* live_visit(v1::Request& request, const std::string& volunteer_id);
// The volunteer's newest visit of this round, live or not, or nullptr.
v1::Visit* newest_visit(v1::Request& request, const std::string& volunteer_id);
v1::Offer* find_offer(v1::Request& request, const std::string& offer_id);

}  // namespace circle::core
