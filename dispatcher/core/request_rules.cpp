#include "dispatcher/core/request_rules.hpp"

#include <algorithm>

namespace circle::core {
namespace {

// Row: state. Column: deed, in the order of `Deed`.
struct Row {
    v1::RequestState state;
    v1::Code verdicts[5];
};

constexpr v1::Code kOk = v1::CODE_OK;
constexpr v1::Code kNo = v1::CODE_WRONG_STATE;
constexpr v1::Code kTaken = v1::CODE_TAKEN;
constexpr v1::Code kEnded = v1::CODE_OFFER_ENDED;

// clang-format off
constexpr Row kTable[] = {
    //                             cancel resolve close accept  decline
    {v1::REQUEST_STATE_QUEUED,    {kOk,   kNo,    kOk,  kOk,    kOk}},
    {v1::REQUEST_STATE_OFFERING,  {kOk,   kNo,    kOk,  kOk,    kOk}},
    {v1::REQUEST_STATE_ASSIGNED,  {kOk,   kOk,    kOk,  kTaken, kTaken}},
    {v1::REQUEST_STATE_ARRIVED,   {kNo,   kOk,    kOk,  kTaken, kTaken}},
    {v1::REQUEST_STATE_RESOLVED,  {kNo,   kNo,    kNo,  kTaken, kEnded}},
    {v1::REQUEST_STATE_CANCELLED, {kNo,   kNo,    kNo,  kEnded, kEnded}},
    {v1::REQUEST_STATE_CLOSED,    {kNo,   kNo,    kNo,  kEnded, kEnded}},
};
// clang-format on

}  // namespace

bool is_terminal(v1::RequestState state) {
    return state == v1::REQUEST_STATE_RESOLVED || state == v1::REQUEST_STATE_CANCELLED ||
           state == v1::REQUEST_STATE_CLOSED;
}

bool is_live(const v1::Visit& visit) {
    return visit.state() == v1::VISIT_STATE_ACCEPTED ||
           visit.state() == v1::VISIT_STATE_ON_THE_WAY || visit.state() == v1::VISIT_STATE_ARRIVED;
}

unsigned live_visits(const v1::Request& request) {
    return static_cast<unsigned>(
        std::count_if(request.visits().begin(), request.visits().end(), is_live));
}

unsigned open_offers(const v1::Request& request) {
    return static_cast<unsigned>(
        std::count_if(request.offers().begin(), request.offers().end(),
                      [](const auto& o) { return o.outcome() == v1::OFFER_OUTCOME_OPEN; }));
}

bool is_looking(const v1::Request& request) {
    return !is_terminal(request.state()) && live_visits(request) < request.headcount();
}

v1::RequestState live_state(const v1::Request& request) {
    const auto& visits = request.visits();
    if (std::any_of(visits.begin(), visits.end(),
                    [](const auto& v) { return v.state() == v1::VISIT_STATE_ARRIVED; })) {
        return v1::REQUEST_STATE_ARRIVED;
    }
    if (live_visits(request) >= request.headcount()) return v1::REQUEST_STATE_ASSIGNED;
    return open_offers(request) > 0 ? v1::REQUEST_STATE_OFFERING : v1::REQUEST_STATE_QUEUED;
}

v1::Code verdict(Deed deed, v1::RequestState state) {
    for (const Row& row : kTable) {
        if (row.state == state) return row.verdicts[static_cast<int>(deed)];
    }
    return v1::CODE_INTERNAL;
}

bool may_progress(v1::VisitState from, v1::VisitState to) {
    switch (to) {
        case v1::VISIT_STATE_ON_THE_WAY:
            return from == v1::VISIT_STATE_ACCEPTED;
        case v1::VISIT_STATE_ARRIVED:  // the tap on "on the way" is often forgotten
            return from == v1::VISIT_STATE_ACCEPTED || from == v1::VISIT_STATE_ON_THE_WAY;
        case v1::VISIT_STATE_DONE:
            return from == v1::VISIT_STATE_ARRIVED;
        default:
            return false;
    }
}

std::optional<Time> next_due(const v1::Request& r, const Policy& policy, Time now) {
    if (is_terminal(r.state())) return std::nullopt;
    // An unacknowledged alarm goes on from contact to contact; else the review is the last resort.
    const bool alarmed = r.has_alarm() && r.alarm().next_contact_at() > 0;
    Time due = alarmed ? r.alarm().next_contact_at() : r.review_at();
    const auto earliest = [&due](Time t) { due = std::min(due, t); };
    for (const auto& offer : r.offers()) {
        if (offer.outcome() == v1::OFFER_OUTCOME_OPEN) {
            earliest(offer.expires_at());
            if (offer.shown_at() == 0) earliest(offer.opened_at() + policy.unreachable);
        } else if (is_looking(r) && !offer.refused() && offer.ended_at() + policy.reask > now) {
            earliest(offer.ended_at() + policy.reask);  // may be asked again from then on
        }
    }
    for (const auto& visit : r.visits()) {
        const bool walking = is_live(visit) && visit.state() != v1::VISIT_STATE_ARRIVED;
        if (walking && !r.arrival_missed()) earliest(visit.promised_at() + policy.arrival_grace);
    }
    if (is_looking(r) && r.alarm_due_at() > 0) earliest(r.alarm_due_at());
    if (r.arrived_at() == 0 && r.breached_at() == 0) earliest(r.sla_due_at());
    return due;
}

v1::Visit* live_visit(v1::Request& request, const std::string& volunteer_id) {
    for (auto& visit : *request.mutable_visits()) {
        if (visit.volunteer_id() == volunteer_id && is_live(visit)) return &visit;
    }
    return nullptr;
}

v1::Offer* find_offer(v1::Request& request, const std::string& offer_id) {
    for (auto& offer : *request.mutable_offers()) {
        if (offer.id() == offer_id) return &offer;
    }
    return nullptr;
}

}  // namespace circle::core
