// What time alone makes happen to a request.
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

// How an open offer ends at `now`, or OPEN if it goes on. What ran out while nobody owned the shard
// counts against nobody: it is withdrawn and may be made again at once.
v1::OfferOutcome ending(const v1::Offer& offer, const Policy& policy, Time now, Time outage_from) {
    const Time unreachable_at = offer.opened_at() + policy.unreachable;
    const bool unreachable = offer.shown_at() == 0 && unreachable_at <= now;
    const bool expired = offer.expires_at() <= now;
    if (!expired && !unreachable) return v1::OFFER_OUTCOME_OPEN;
    const Time ran_out = unreachable ? unreachable_at : offer.expires_at();
    if (outage_from > 0 && ran_out > outage_from) return v1::OFFER_OUTCOME_WITHDRAWN;
    return unreachable ? v1::OFFER_OUTCOME_UNREACHABLE : v1::OFFER_OUTCOME_TIMED_OUT;
}

const char* replace_rule(v1::OfferOutcome outcome) {
    switch (outcome) {
        case v1::OFFER_OUTCOME_UNREACHABLE:
            return "replace.unreachable";
        case v1::OFFER_OUTCOME_WITHDRAWN:
            return "again.outage";
        default:
            return "replace.timed_out";
    }
}

void end_due_offers(Turn& turn, RequestRecord& record, Time outage_from) {
    v1::Request& r = record.value;
    const char* rule = "again.reask";
    for (v1::Offer& offer : *r.mutable_offers()) {
        if (offer.outcome() != v1::OFFER_OUTCOME_OPEN) continue;
        const auto outcome = ending(offer, turn.estate().policy, turn.now(), outage_from);
        if (outcome == v1::OFFER_OUTCOME_OPEN) continue;
        v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, r.id());
        fact.add_volunteer_ids(offer.volunteer_id());
        fact.set_offer_outcome(outcome);
        if (outcome == v1::OFFER_OUTCOME_WITHDRAWN) fact.set_reason("outage");
        end_offer(turn, offer, outcome);
        r.set_state(live_state(r));
        turn.touch(record);
        rule = replace_rule(outcome);
    }
    fill(turn, record, rule);
}

void mark_breach(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    if (r.arrived_at() > 0 || r.breached_at() > 0 || r.sla_due_at() > turn.now()) return;
    r.set_breached_at(r.sla_due_at());
    turn.record(v1::FACT_KIND_SLA_BREACHED, r.id());
    turn.touch(record);
    raise_alarm(turn, record, v1::ALARM_REASON_SLA_BREACHED);
}

void alarm_unaccepted(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    if (!is_looking(r) || r.alarm_due_at() == 0 || r.alarm_due_at() > turn.now()) return;
    raise_alarm(turn, record, v1::ALARM_REASON_NOT_ACCEPTED);
}

void alarm_missed_arrival(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    if (r.arrival_missed()) return;
    for (const v1::Visit& visit : r.visits()) {
        const bool walking = is_live(visit) && visit.state() != v1::VISIT_STATE_ARRIVED;
        if (!walking || visit.promised_at() + turn.estate().policy.arrival_grace > turn.now()) {
            continue;
        }
        r.set_arrival_missed(true);
        raise_alarm(turn, record, v1::ALARM_REASON_ARRIVAL_MISSED);
        return;
    }
}

// Unacknowledged: the next contact is alarmed, and the resident sees the phone number (P6).
void alarm_next_contact(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    if (!r.has_alarm() || r.alarm().next_contact_at() == 0) return;
    if (r.alarm().next_contact_at() > turn.now()) return;
    r.mutable_alarm()->set_contact(r.alarm().contact() + 1);
    r.mutable_alarm()->set_next_contact_at(turn.now() + turn.estate().policy.contact);
    v1::Fact& fact = turn.record(v1::FACT_KIND_ALARM_ESCALATED, r.id());
    fact.set_alarm_reason(r.alarm().reason());
    turn.touch(record);
}

// The last resort that keeps P6: whatever was forgotten is alarmed again.
void review(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    const bool alarmed = r.has_alarm() && r.alarm().next_contact_at() > 0;
    if (alarmed || r.review_at() > turn.now()) return;
    r.set_review_at(turn.now() + (is_looking(r) ? kReviewNobody : kReviewVisit));
    raise_alarm(turn, record, v1::ALARM_REASON_NO_NEWS);
}

}  // namespace

void fire(Turn& turn, RequestRecord& record, Time outage_from) {
    if (is_terminal(record.value.state())) return;
    end_due_offers(turn, record, outage_from);
    alarm_unaccepted(turn, record);
    mark_breach(turn, record);
    alarm_missed_arrival(turn, record);
    alarm_next_contact(turn, record);
    review(turn, record);
}

}  // namespace circle::core
