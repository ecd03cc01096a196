#include "dispatcher/core/trades.hpp"

#include <algorithm>

#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/pauses.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

// Whether `who` has to do with the trade: a coordinator, or a helper with a visit of this round in
// a state that `fits`.
template <class Fits>
bool has_a_say(const v1::Request& r, const v1::Principal& who, Fits fits) {
    if (who.role() == v1::ROLE_COORDINATOR) return true;
    const auto visits = visits_of(r);
    return std::any_of(visits.begin(), visits.end(), [&](const v1::Visit& visit) {
        return visit.volunteer_id() == who.id() && fits(visit);
    });
}

bool is_at_the_door(const v1::Visit& visit) {
    return visit.state() == v1::VISIT_STATE_ARRIVED;
}

// A helper asks for it and nobody has called. Before core 8 the alarm alone said so.
bool is_call_wanted(const v1::Request& r) {
    const v1::Alarm& alarm = r.alarm();
    const bool rings =
        alarm.reason() == v1::ALARM_REASON_TRADE_WANTED && alarm.acknowledged_at() == 0;
    return awaits_trade(r) && (r.trade().wanted() || rings);
}

bool has_helped(const v1::Visit& visit) {
    return is_live(visit) || visit.state() == v1::VISIT_STATE_DONE;
}

// A coordinator has called the trade that a helper asked for. Its clock goes on from when it was
// asked for; whatever alarm rings is acknowledged.
void confirm_call(Turn& turn, RequestRecord& record, const v1::Principal& coordinator) {
    v1::TradeClock& trade = *record.value.mutable_trade();
    trade.set_wanted(false);
    *trade.mutable_by() = coordinator;
    turn.record(v1::FACT_KIND_TRADE_CALLED, record.value.id()).set_reason(trade.name());
    acknowledge_alarm(turn, record, coordinator.id());
    turn.touch(record);
}

}  // namespace

bool mark_trade_breach(Turn& turn, RequestRecord& record, Time until) {
    v1::Request& r = record.value;
    if (is_paused(r) || !trade_clock_runs(r) || r.trade().due_at() > until) return false;
    r.mutable_trade()->set_breached_at(r.trade().due_at());
    turn.record(v1::FACT_KIND_TRADE_BREACHED, r.id()).set_reason(r.trade().name());
    turn.touch(record);
    return true;
}

v1::Outcome handle(Turn& turn, const v1::CallTrade& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    const auto any = [](const v1::Visit&) { return true; };
    if (!record || !has_a_say(record->value, who, any)) {
        return refused(v1::CODE_NOT_FOUND, "call_trade.request_id");
    }
    v1::Request& r = record->value;
    if (code_points(command.text()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "call_trade.text");
    }
    const bool called = who.role() == v1::ROLE_COORDINATOR;
    const bool open = verdict(Deed::trade, r.state()) == v1::CODE_OK;
    if (open && called && is_call_wanted(r)) {
        confirm_call(turn, *record, who);
        return accepted(r.id());
    }
    const v1::Category* category = turn.estate().category(r.category());
    if (!open || !category || !category->has_trade() || !has_a_say(r, who, is_at_the_door)) {
        return refused(v1::CODE_WRONG_STATE, "call_trade.request_id");
    }
    if (awaits_trade(r)) return repeated(r.id());
    if (called) acknowledge_alarm(turn, *record, who.id());
    v1::TradeClock& trade = *r.mutable_trade();
    trade.Clear();  // a second call begins anew
    trade.set_name(category->trade().name());
    trade.set_called_at(turn.at());
    trade.set_due_at(turn.at() + Time{category->trade().sla_s()} * 1000);
    *trade.mutable_by() = who;
    trade.set_text(command.text());
    trade.set_wanted(!called);
    turn.record(v1::FACT_KIND_TRADE_CALLED, r.id()).set_reason(trade.name());
    if (!called) raise_alarm(turn, *record, v1::ALARM_REASON_TRADE_WANTED);
    r.set_state(live_state(r));
    put_off_review(r);
    turn.touch(*record);
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::ProgressTrade& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record || !has_a_say(record->value, who, has_helped)) {
        return refused(v1::CODE_NOT_FOUND, "progress_trade.request_id");
    }
    v1::Request& r = record->value;
    const bool before = command.done() ? r.trade().done_at() > 0 : r.trade().arrived_at() > 0;
    if (before) return repeated(r.id());
    if (verdict(Deed::trade, r.state()) != v1::CODE_OK || !awaits_trade(r)) {
        return refused(v1::CODE_WRONG_STATE, "progress_trade.request_id");
    }
    if (r.arrived_at() > 0) end_pause(turn, *record, turn.at(), "arrived");
    mark_trade_breach(turn, *record, turn.at());
    v1::TradeClock& trade = *r.mutable_trade();
    if (trade.arrived_at() == 0) trade.set_arrived_at(turn.at());
    trade.set_wanted(false);  // nobody needs to call it any more
    if (r.alarm().reason() == v1::ALARM_REASON_TRADE_WANTED) r.clear_alarm();
    if (who.role() == v1::ROLE_COORDINATOR) acknowledge_alarm(turn, *record, who.id());
    if (command.done()) trade.set_done_at(turn.at());
    turn.record(command.done() ? v1::FACT_KIND_TRADE_DONE : v1::FACT_KIND_TRADE_ARRIVED, r.id())
        .set_reason(trade.name());
    r.set_review_at(turn.now() + (is_looking(r) ? kReviewNobody : kReviewVisit));
    r.set_state(live_state(r));
    turn.touch(*record);
    if (command.done() && live_visits(r) == 0) {
        end_request(turn, *record, v1::REQUEST_STATE_RESOLVED, v1::FACT_KIND_REQUEST_RESOLVED,
                    v1::VISIT_STATE_DONE, "done");
    }
    return accepted(r.id());
}

}  // namespace circle::core
