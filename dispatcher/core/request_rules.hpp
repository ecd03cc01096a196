// A request's state is a function of its visits and offers; what may be done in which state is a
// table. Nothing here changes more than the request it is given.
#pragma once

#include <circle/v1/commands.pb.h>
#include <circle/v1/entities.pb.h>

#include <optional>

#include "dispatcher/core/policy.hpp"

namespace circle::core {

bool is_terminal(v1::RequestState state);
bool is_live(const v1::Visit& visit);

unsigned live_visits(const v1::Request& request);
unsigned open_offers(const v1::Request& request);
// Not terminal, and fewer live visits than its headcount.
bool is_looking(const v1::Request& request);

// State of a request that has not ended (DESIGN 5).
v1::RequestState live_state(const v1::Request& request);

// What people ask of a request.
enum class Deed { cancel, resolve, close, accept, decline };

// Code with which `deed` is refused in `state`; CODE_OK: it is allowed.
v1::Code verdict(Deed deed, v1::RequestState state);

// May a visit go from one state to the other by ProgressVisit?
bool may_progress(v1::VisitState from, v1::VisitState to);

// Earliest time after `now` at which something must be looked at again, or a time already passed
// that still waits to be served. Always set unless terminal (P6).
std::optional<Time> next_due(const v1::Request& request, const Policy& policy, Time now);

// The newest live visit of a volunteer, or nullptr.
v1::Visit* live_visit(v1::Request& request, const std::string& volunteer_id);
v1::Offer* find_offer(v1::Request& request, const std::string& offer_id);

}  // namespace circle::core
