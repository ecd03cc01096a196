// What several checks ask of a message. Their own words for it: a check that shared the product's
// would share its mistakes.
#pragma once

#include <circle/v1/entities.pb.h>

#include <string>

namespace circle::verify {

inline bool is_terminal(const v1::Request& r) {
    return r.state() == v1::REQUEST_STATE_RESOLVED || r.state() == v1::REQUEST_STATE_CANCELLED ||
           r.state() == v1::REQUEST_STATE_CLOSED;
}

inline bool is_live(const v1::Visit& visit) {
    return visit.state() == v1::VISIT_STATE_ACCEPTED ||
           visit.state() == v1::VISIT_STATE_ON_THE_WAY || visit.state() == v1::VISIT_STATE_ARRIVED;
}

inline bool is_open(const v1::Offer& offer) {
    return offer.outcome() == v1::OFFER_OUTCOME_OPEN;
}

// The field under which it is kept; empty if it is of no kind.
std::string entity_key(const v1::Entity& entity);

}  // namespace circle::verify
