#include "dispatcher/core/request_rules.hpp"

#include <algorithm>
#include <vector>

#include "dispatcher/core/clock.hpp"

namespace circle::core {
namespace {

// Row: state. Column: deed, in the order of `Deed`.
struct Row {
    v1::RequestState state;
    v1::Code verdicts[9];
};

constexpr v1::Code kOk = v1::CODE_OK;
constexpr v1::Code kNo = v1::CODE_WRONG_STATE;
constexpr v1::Code kTaken = v1::CODE_TAKEN;
constexpr v1::Code kEnded = v1::CODE_OFFER_ENDED;

// clang-format off
constexpr Row kTable[] = {
    //                             cancel resolve close reopen accept  assign hold pause trade
    {v1::REQUEST_STATE_QUEUED,    {kOk,   kNo,    kOk,  kNo,   kOk,    kOk,   kOk, kOk,  kOk}},
    {v1::REQUEST_STATE_OFFERING,  {kOk,   kNo,    kOk,  kNo,   kOk,    kOk,   kOk, kOk,  kOk}},
    {v1::REQUEST_STATE_ASSIGNED,  {kOk,   kOk,    kOk,  kNo,   kTaken, kOk,   kNo, kOk,  kOk}},
    // Another helper may still be missing, see missing_helpers(); or the helper has been there and
    // the trade is awaited, see awaits_trade(). A pause: has_clock_to_pause().
    {v1::REQUEST_STATE_ARRIVED,   {kNo,   kOk,    kOk,  kNo,   kOk,    kOk,   kOk, kOk,  kOk}},
    {v1::REQUEST_STATE_RESOLVED,  {kNo,   kNo,    kNo,  kOk,   kTaken, kNo,   kNo, kNo,  kNo}},
    {v1::REQUEST_STATE_CANCELLED, {kNo,   kNo,    kNo,  kNo,   kEnded, kNo,   kNo, kNo,  kNo}},
    {v1::REQUEST_STATE_CLOSED,    {kNo,   kNo,    kNo,  kOk,   kEnded, kNo,   kNo, kNo,  kNo}},
};
// clang-format on

template <class List>
auto rest(List& list, std::uint32_t earlier) {
    const auto skipped = std::min<std::ptrdiff_t>(earlier, list.size());
    return Rest<decltype(list.begin())>{list.begin() + skipped, list.end()};
}

bool is_open(const v1::Offer& offer) {
    return offer.outcome() == v1::OFFER_OUTCOME_OPEN;
}

}  // namespace

bool is_terminal(v1::RequestState state) {
    return state == v1::REQUEST_STATE_RESOLVED || state == v1::REQUEST_STATE_CANCELLED ||
           state == v1::REQUEST_STATE_CLOSED;
}

bool is_live(const v1::Visit& visit) {
    return is_walking(visit) || visit.state() == v1::VISIT_STATE_ARRIVED;
}

bool is_pending(const v1::Offer& offer) {
    return is_open(offer) || offer.outcome() == v1::OFFER_OUTCOME_CONFIRMING;
}

bool is_walking(const v1::Visit& visit) {
    return visit.state() == v1::VISIT_STATE_ACCEPTED || visit.state() == v1::VISIT_STATE_ON_THE_WAY;
}

Rest<RepeatedPtrField<v1::Visit>::const_iterator> visits_of(const v1::Request& r) {
    return rest(r.visits(), r.earlier_visits());
}

Rest<RepeatedPtrField<v1::Offer>::const_iterator> offers_of(const v1::Request& r) {
    return rest(r.offers(), r.earlier_offers());
}

Rest<RepeatedPtrField<v1::Visit>::iterator> visits_of(v1::Request& r) {
    return rest(*r.mutable_visits(), r.earlier_visits());
}

Rest<RepeatedPtrField<v1::Offer>::iterator> offers_of(v1::Request& r) {
    return rest(*r.mutable_offers(), r.earlier_offers());
}

unsigned live_visits(const v1::Request& request) {
    const auto visits = visits_of(request);
    return static_cast<unsigned>(std::count_if(visits.begin(), visits.end(), is_live));
}

unsigned open_offers(const v1::Request& request) {
    const auto offers = offers_of(request);
    return static_cast<unsigned>(std::count_if(offers.begin(), offers.end(), is_pending));
}

unsigned missing_helpers(const v1::Request& request) {
    const auto visits = visits_of(request);
    const auto there =
        static_cast<unsigned>(std::count_if(visits.begin(), visits.end(), [](const auto& v) {
            return is_live(v) || v.state() == v1::VISIT_STATE_DONE;
        }));
    return request.headcount() > there ? request.headcount() - there : 0;
}

bool is_folded(const v1::Request& request) {
    return !request.incident_id().empty();
}

bool is_looking(const v1::Request& request) {
    return !is_terminal(request.state()) && !is_folded(request) && missing_helpers(request) > 0;
}

bool wants_offers(const v1::Request& r, const Policy& policy) {
    if (!is_looking(r)) return false;
    unsigned open = 0;
    for (const v1::Offer& offer : offers_of(r)) {
        if (offer.outcome() == v1::OFFER_OUTCOME_CONFIRMING) return false;
        open += is_open(offer) ? 1 : 0;
    }
    const bool staff_may_be_sent = r.rung() >= v1::RUNG_STAFF;
    return staff_may_be_sent || open < widest_wave(policy) * missing_helpers(r);
}

bool is_held(const v1::Request& request) {
    return request.has_hold();
}

v1::RequestState live_state(const v1::Request& request) {
    const auto visits = visits_of(request);
    if (std::any_of(visits.begin(), visits.end(),
                    [](const auto& v) { return v.state() == v1::VISIT_STATE_ARRIVED; })) {
        return v1::REQUEST_STATE_ARRIVED;
    }
    // Who was there has left, and it is not over.
    if (awaits_trade(request) && request.arrived_at() > 0) return v1::REQUEST_STATE_ARRIVED;
    // A helper of the lead stopped its clock. Until then it waits, whatever the lead's state is.
    if (is_folded(request) && request.arrived_at() > 0) return v1::REQUEST_STATE_ARRIVED;
    if (missing_helpers(request) == 0) return v1::REQUEST_STATE_ASSIGNED;
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

Time next_rung_at(const v1::Request& r, const Policy& policy, v1::Rung rung) {
    const Policy pace = policy.at_pace_of(r.urgency());
    switch (rung) {
        case v1::RUNG_BUILDING:
            return clock_start(r) + pace.rung_estate;
        case v1::RUNG_ESTATE:
            return clock_start(r) + pace.rung_staff;
        default:
            return 0;
    }
}

Time step_of(const v1::Request& r, const Policy& policy, Time now) {
    const Time step = policy.answer_median / 2;
    const Time start = clock_start(r);
    return start + std::max<Time>(now - start, 0) / step * step;
}

Time set_out_by(const v1::Visit& visit, const Policy& policy) {
    const bool by_hand = !visit.assigned_by().empty();
    return visit.accepted_at() + (by_hand ? policy.turnout : 0) + policy.contact;
}

namespace {

bool may_not_know(const v1::Visit& visit) {
    const bool sent = visit.offer_id().empty() || !visit.assigned_by().empty();
    return sent && visit.state() == v1::VISIT_STATE_ACCEPTED;
}

}  // namespace

bool is_overdue_to_set_out(const v1::Visit& visit, const Policy& policy, Time now) {
    return may_not_know(visit) && set_out_by(visit, policy) <= now;
}

bool is_unacknowledged(const v1::Request& r, const v1::Visit& visit) {
    const bool alarmed = r.has_alarm() && r.alarm().raised_at() >= visit.accepted_at();
    // Of a folded one its lead has somebody, or is looked at.
    return may_not_know(visit) && !alarmed && !is_folded(r);
}

bool misses_somebody(const v1::Request& r, const Policy& policy, Time now) {
    const auto visits = visits_of(r);
    return std::any_of(visits.begin(), visits.end(), [&](const v1::Visit& visit) {
        return is_overdue_to_set_out(visit, policy, now);
    });
}

namespace {

// When nothing happens after `looked`, and yet more people may have to be asked: the silence of
// those who are makes a yes of theirs less likely; more may be asked at once; half of the promised
// time is gone; staff are sent.
std::vector<Time> looks_again_at(const v1::Request& r, const Policy& policy, Time looked) {
    const Policy pace = policy.at_pace_of(r.urgency());
    std::vector<Time> times;
    if (r.rung() >= v1::RUNG_STAFF) times.push_back(clock_start(r) + pace.staff_assign);
    if (policy.wave_size > 0) return times;
    times.push_back(half_time(r));
    const auto offers = offers_of(r);
    if (std::none_of(offers.begin(), offers.end(), is_open)) return times;
    times.push_back(step_of(r, policy, std::max(looked, clock_start(r))) + policy.answer_median / 2);
    return times;
}

}  // namespace

std::optional<Time> next_due(const v1::Request& r, const Policy& policy, Time filled_at) {
    if (is_terminal(r.state())) return std::nullopt;
    // An unacknowledged alarm goes on from contact to contact; else the review is the last resort.
    const bool alarmed = r.has_alarm() && r.alarm().next_contact_at() > 0;
    Time due = alarmed ? r.alarm().next_contact_at() : r.review_at();
    if (is_folded(r)) {  // its lead is reviewed; it is looked at no less often, see filled_at
        const Time passed = std::max<Time>(0, filled_at - due);
        if (due <= filled_at) due += (passed / kReviewVisit + 1) * kReviewVisit;
    }
    const auto earliest = [&due](Time t) { due = std::min(due, t); };
    if (const v1::Pause* pause =
            standing_pause(r)) {  // the clocks and whatever hangs on them stand
        return alarmed ? std::min(due, pause->until()) : pause->until();
    }
    if (trade_clock_runs(r)) earliest(r.trade().due_at());
    if (r.arrived_at() == 0 && r.breached_at() == 0) earliest(r.sla_due_at());
    for (const v1::Visit& visit : visits_of(r)) {
        if (is_walking(visit)) earliest(visit.promised_at() + policy.arrival_grace);
        if (is_unacknowledged(r, visit)) earliest(set_out_by(visit, policy));
    }
    if (!is_looking(r)) return due;

    if (r.alarm_due_at() > 0) earliest(r.alarm_due_at());
    if (is_held(r)) {
        earliest(r.hold().until());
        return due;
    }
    if (r.rung_due_at() > 0) earliest(r.rung_due_at());
    for (const Time t : looks_again_at(r, policy, filled_at)) {
        if (t > filled_at) earliest(t);
    }
    for (const v1::Offer& offer : offers_of(r)) {
        if (offer.outcome() == v1::OFFER_OUTCOME_CONFIRMING) {
            earliest(offer.confirm_by());
        } else if (is_open(offer)) {
            earliest(offer.expires_at());
            if (offer.shown_at() == 0) earliest(offer.opened_at() + policy.unreachable);
        } else if (!offer.refused() && offer.ended_at() + policy.reask > filled_at) {
            earliest(offer.ended_at() + policy.reask);  // may be asked again from then on
        }
    }
    return due;
}

void put_off_review(v1::Request& r) {
    if (!trade_clock_runs(r) || live_visits(r) > 0 || is_looking(r)) return;
    r.set_review_at(std::max(r.review_at(), r.trade().due_at() + kReviewVisit));
}

v1::Visit* live_visit(v1::Request& request, const std::string& volunteer_id) {
    v1::Visit* visit = newest_visit(request, volunteer_id);
    return visit && is_live(*visit) ? visit : nullptr;
}

v1::Visit* newest_visit(v1::Request& request, const std::string& volunteer_id) {
    v1::Visit* newest = nullptr;
    for (v1::Visit& visit : visits_of(request)) {
        if (visit.volunteer_id() == volunteer_id) newest = &visit;
    }
    return newest;
}

v1::Offer* find_offer(v1::Request& request, const std::string& offer_id) {
    for (auto& offer : *request.mutable_offers()) {
        if (offer.id() == offer_id) return &offer;
    }
    return nullptr;
}

}  // namespace circle::core
