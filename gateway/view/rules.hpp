// The few words about an entity that projections, read model and tests share.
#pragma once

#include <circle/v1/entities.pb.h>

namespace circle::gateway {

inline bool is_terminal(const v1::Request& r) {
    return r.state() == v1::REQUEST_STATE_RESOLVED || r.state() == v1::REQUEST_STATE_CANCELLED ||
           r.state() == v1::REQUEST_STATE_CLOSED;
}

inline bool is_live(const v1::Visit& v) {
    return v.state() == v1::VISIT_STATE_ACCEPTED || v.state() == v1::VISIT_STATE_ON_THE_WAY ||
           v.state() == v1::VISIT_STATE_ARRIVED;
}

inline bool is_open(const v1::Offer& o) {
    return o.outcome() == v1::OFFER_OUTCOME_OPEN;
}

}  // namespace circle::gateway
