// What time alone makes happen to a request.
#include "dispatcher/core/breach.hpp"
#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/confirming.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/incidents.hpp"
#include "dispatcher/core/ladder.hpp"
#include "dispatcher/core/pauses.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/trades.hpp"
#include "dispatcher/core/workload.hpp"

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
    for (v1::Offer& offer : offers_of(r)) {
        if (offer.outcome() != v1::OFFER_OUTCOME_OPEN) continue;
        const auto outcome = ending(offer, turn.estate().policy, turn.now(), outage_from);
        if (outcome == v1::OFFER_OUTCOME_OPEN) continue;
        v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, r.id());
        fact.add_volunteer_ids(offer.volunteer_id());
        fact.set_offer_outcome(outcome);
        if (outcome == v1::OFFER_OUTCOME_WITHDRAWN) fact.set_reason("outage");
        if (outcome == v1::OFFER_OUTCOME_TIMED_OUT) note_ignored(turn, offer);
        end_offer(turn, offer, outcome);
        r.set_state(live_state(r));
        turn.touch(record);
        turn.look(r.id(), replace_rule(outcome));
    }
    turn.free_capacity();  // or somebody who let an offer run out may be asked again
}

// Alarms for this request, unless the alarm of its incident stands for it.
void ring(Turn& turn, RequestRecord& record, v1::AlarmReason reason) {
    if (RequestRecord* bell = bell_of(turn, record)) raise_alarm(turn, *bell, reason);
}

void alarm_unaccepted(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    if (!is_looking(r) || r.alarm_due_at() == 0 || r.alarm_due_at() > turn.now()) return;
    raise_alarm(turn, record, v1::ALARM_REASON_NOT_ACCEPTED);
}

void give_up_missed(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    bool missed = false;
    for (v1::Visit& visit : visits_of(r)) {
        const Time given_up = visit.promised_at() + turn.estate().policy.arrival_grace;
        if (!is_walking(visit) || given_up > turn.now()) continue;
        missed = true;
        turn.record(v1::FACT_KIND_VISIT_MISSED, r.id()).add_volunteer_ids(visit.volunteer_id());
        end_visit(turn, visit, v1::VISIT_STATE_MISSED);
        note_missed(turn, visit);
        turn.touch(record);
    }
    if (!missed) return;
    ring(turn, record, v1::ALARM_REASON_ARRIVAL_MISSED);
    look_again(turn, record, "again.missed");
}

// A yes has waited long enough, or staff are to be sent: matching sees to both.
void end_due_waits(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    const v1::Offer* yes = confirming_offer(r);
    if (yes && yes->confirm_by() <= turn.now()) turn.look(r.id());
    const Policy pace = turn.estate().policy.at_pace_of(r.urgency());
    const bool sends =
        r.rung() >= v1::RUNG_STAFF && turn.now() >= clock_start(r) + pace.staff_assign;
    if (sends && is_looking(r)) turn.look(r.id());
}

void alarm_unacknowledged(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    for (const v1::Visit& visit : visits_of(r)) {
        const Time due = set_out_by(visit, turn.estate().policy);
        if (!is_unacknowledged(r, visit) || due > turn.now()) continue;
        raise_alarm(turn, record, v1::ALARM_REASON_NO_NEWS);
        return;
    }
}

void open_due_rungs(Turn& turn, RequestRecord& record) {
    const v1::Request& r = record.value;
    const auto due = [&] { return r.rung_due_at() > 0 && r.rung_due_at() <= turn.now(); };
    if (!is_looking(r) || is_held(r) || !due()) return;
    while (due()) open_next_rung(turn, record, "due");
    turn.look(r.id(), r.rung() == v1::RUNG_STAFF ? "rung.staff" : "rung.estate");
}

void escalate_alarm(Turn& turn, RequestRecord& record) {
    const v1::Request& r = record.value;
    if (!r.has_alarm() || r.alarm().next_contact_at() == 0) return;
    if (r.alarm().next_contact_at() <= turn.now()) alarm_next_contact(turn, record);
}

// The last resort that keeps P6: whatever was forgotten is alarmed again.
void review(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    const bool alarmed = r.has_alarm() && r.alarm().next_contact_at() > 0;
    if (alarmed || is_folded(r) || r.review_at() > turn.now()) return;
    r.set_review_at(turn.now() + (is_looking(r) ? kReviewNobody : kReviewVisit));
    raise_alarm(turn, record, v1::ALARM_REASON_NO_NEWS);
}

void end_pause_if_due(Turn& turn, RequestRecord& record) {
    const Time until = standing_pause(record.value)->until();
    if (until <= turn.now()) end_pause(turn, record, until, "due");
}

void serve(Turn& turn, RequestRecord& record, Time outage_from) {
    const v1::Request& r = record.value;
    if (is_paused(r)) end_pause_if_due(turn, record);
    if (is_paused(r)) {
        escalate_alarm(turn, record);  // of a household that objects
        return;
    }
    if (is_held(r) && r.hold().until() <= turn.now()) release(turn, record, "due");
    give_up_missed(turn, record);
    end_due_offers(turn, record, outage_from);
    end_due_waits(turn, record);
    open_due_rungs(turn, record);
    alarm_unaccepted(turn, record);
    alarm_unacknowledged(turn, record);
    if (mark_breach(turn, record, turn.now())) {
        ring(turn, record, v1::ALARM_REASON_SLA_BREACHED);
    }
    if (mark_trade_breach(turn, record, turn.now())) {
        raise_alarm(turn, record, v1::ALARM_REASON_TRADE_BREACHED);
    }
    escalate_alarm(turn, record);
    review(turn, record);
}

}  // namespace

void fire(Turn& turn, RequestRecord& record, Time outage_from) {
    v1::Request& r = record.value;
    if (is_terminal(r.state())) return;
    // Something was due while nobody decided: kept if it changed anything.
    const Time down = outage_from > 0 ? clock_time(r, outage_from, turn.now()) : 0;
    const std::uint64_t before = turn.estate().last_event;
    r.set_down_ms(r.down_ms() + down);
    serve(turn, record, outage_from);
    if (down == 0) return;
    if (turn.estate().last_event != before) {
        turn.touch(record);
    } else {
        r.set_down_ms(r.down_ms() - down);
    }
}

}  // namespace circle::core
