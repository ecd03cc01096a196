// The few words about an entity that projections, read model and tests share.
#pragma once

#include <circle/v1/entities.pb.h>

#include <algorithm>

namespace circle::gateway {

inline bool is_terminal(const v1::Request& r) {
    return r.state() == v1::REQUEST_STATE_RESOLVED || r.state() == v1::REQUEST_STATE_CANCELLED ||
           r.state() == v1::REQUEST_STATE_CLOSED;
}

inline bool is_live(const v1::Visit& v) {
    return v.state() == v1::VISIT_STATE_ACCEPTED || v.state() == v1::VISIT_STATE_ON_THE_WAY ||
           v.state() == v1::VISIT_STATE_ARRIVED;
}

// By a coordinator, or as staff on duty: without a yes to an offer.
inline bool was_sent(const v1::Visit& v) {
    return v.offer_id().empty() || !v.assigned_by().empty();
}

// The household has thanked for it.
inline bool is_thanked(const v1::Request& r, const v1::Visit& v) {
    return r.has_thanks() && v.state() == v1::VISIT_STATE_DONE;
}

inline bool is_open(const v1::Offer& o) {
    return o.outcome() == v1::OFFER_OUTCOME_OPEN;
}

// Open, or a yes that waits some seconds for a better one.
inline bool is_pending(const v1::Offer& o) {
    return is_open(o) || o.outcome() == v1::OFFER_OUTCOME_CONFIRMING;
}

// Helpers are still wanted: fewer are engaged or done, in this round, than it takes. For who is
// folded into an outage its lead looks.
inline bool is_looking(const v1::Request& r) {
    if (is_terminal(r) || !r.incident_id().empty()) return false;
    std::uint32_t there = 0;
    for (int i = static_cast<int>(r.earlier_visits()); i < r.visits_size(); ++i) {
        there += is_live(r.visits(i)) || r.visits(i).state() == v1::VISIT_STATE_DONE;
    }
    return there < r.headcount();
}

inline bool ran_out(const v1::Offer& o) {
    return o.outcome() == v1::OFFER_OUTCOME_TIMED_OUT ||
           o.outcome() == v1::OFFER_OUTCOME_UNREACHABLE;
}

// It ran out, or was shown nowhere: a yes still counts while nobody has won.
inline bool was_missed(const v1::Offer& o) {
    return ran_out(o) && !o.refused();
}

// Whom no hard rule keeps from it (docs/safety-and-clock.md): the core refuses a yes of others.
inline bool may_go(const v1::Request& r, const v1::Volunteer& v) {
    const auto& skills = v.skills();
    const bool licensed =
        r.licence().empty() || std::find(skills.begin(), skills.end(), r.licence()) != skills.end();
    return licensed && (r.sex() == v1::SEX_UNSPECIFIED || r.sex() == v.sex());
}

}  // namespace circle::gateway
