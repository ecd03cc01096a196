// The verbs of dispatch on one request: ask, end an offer, alarm, end. Commands and timers are made
// of these. Each records its facts in the turn and leaves request, volunteers and state consistent.
#pragma once

#include <string>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// Opens offers until wave_size are open or nobody is left to ask; with nobody asked and nobody left
// the coordinators are alarmed at once (P5). No effect when the request is not looking.
// `rule` says in the timeline why.
void fill(Turn& turn, RequestRecord& request, const std::string& rule);

// After capacity came free: fills every looking request of the estate, urgent and least slack
// first.
void rematch(Turn& turn);

// Ends one open offer with `outcome`, without a fact of its own: the caller records one.
void end_offer(Turn& turn, v1::Offer& offer, v1::OfferOutcome outcome);

// Ends all open offers of the request with `outcome` and records one fact for them, if any.
void end_open_offers(Turn& turn, RequestRecord& request, v1::OfferOutcome outcome,
                     const std::string& reason);

// Ends all open offers of a volunteer (off duty, or busy now) as withdrawn.
void withdraw_offers_of(Turn& turn, const std::string& volunteer_id, const std::string& reason);

// Alarms the coordinators anew: the first contact again, unacknowledged.
void raise_alarm(Turn& turn, RequestRecord& request, v1::AlarmReason reason);

// Terminal: offers withdrawn, live visits ended as `visits_become`, alarm over.
// Records `kind` with `reason`.
void end_request(Turn& turn, RequestRecord& request, v1::RequestState state, v1::FactKind kind,
                 v1::VisitState visits_become, const std::string& reason);

// A live visit ends as `state`; the volunteer is free again. No fact, no change of the request's
// state.
void end_visit(Turn& turn, v1::Visit& visit, v1::VisitState state);

}  // namespace circle::core
