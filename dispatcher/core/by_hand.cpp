// A person may always overrule the engine (DESIGN 6). Whoever acts has taken notice of the alarm.
#include <algorithm>

#include "dispatcher/core/breach.hpp"
#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/ladder.hpp"
#include "dispatcher/core/pauses.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

void withdraw(Turn& turn, RequestRecord& record, v1::Visit& visit, const std::string& reason) {
    v1::Fact& fact = turn.record(v1::FACT_KIND_VISIT_WITHDRAWN, record.value.id());
    fact.add_volunteer_ids(visit.volunteer_id());
    fact.set_reason(reason);
    visit.set_reason(reason);
    end_visit(turn, visit, v1::VISIT_STATE_WITHDRAWN);
    turn.touch(record);
}

// The volunteer's open offer of this request, or nullptr.
v1::Offer* open_offer_of(v1::Request& r, const std::string& volunteer_id) {
    for (v1::Offer& offer : offers_of(r)) {
        if (is_pending(offer) && offer.volunteer_id() == volunteer_id) return &offer;
    }
    return nullptr;
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::AssignVolunteer& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "assign_volunteer.request_id");
    v1::Request& r = record->value;
    const auto volunteer = turn.estate().volunteers.find(command.volunteer_id());
    if (volunteer == turn.estate().volunteers.end()) {
        return refused(v1::CODE_NOT_FOUND, "assign_volunteer.volunteer_id");
    }
    if (code_points(command.reason()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "assign_volunteer.reason");
    }
    if (code_points(command.despite()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "assign_volunteer.despite");
    }
    if (volunteer->second.live_request == r.id()) return repeated(r.id());
    if (!volunteer->second.live_request.empty()) {
        return refused(v1::CODE_BUSY_WITH_VISIT, "assign_volunteer.volunteer_id");
    }
    if (const auto code = verdict(Deed::assign, r.state()); code != v1::CODE_OK) {
        return refused(code, "assign_volunteer.request_id");
    }
    v1::Visit* old = nullptr;
    if (!command.instead_of().empty()) {
        old = live_visit(r, command.instead_of());
        if (!old) return refused(v1::CODE_WRONG_STATE, "assign_volunteer.instead_of");
    } else if (!is_looking(r)) {  // or it is folded: give it to the lead
        return refused(v1::CODE_WRONG_STATE, "assign_volunteer.request_id");
    }
    const auto rule = broken_rule(r, volunteer->second.value);
    if (rule && command.despite().empty()) {
        return refused(v1::CODE_UNSAFE, std::string("assign_volunteer.") + name_of(*rule));
    }
    acknowledge_alarm(turn, *record, who.id());
    if (old) withdraw(turn, *record, *old, command.reason());
    v1::Offer* offer = open_offer_of(r, command.volunteer_id());
    v1::Visit& visit = start_visit(turn, *record, command.volunteer_id(), offer,
                                   v1::FACT_KIND_VISIT_ASSIGNED, command.reason());
    visit.set_assigned_by(who.id());
    if (rule) keep_despite(turn, *record, visit, *rule, command.despite());
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::WithdrawVisit& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "withdraw_visit.request_id");
    if (code_points(command.reason()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "withdraw_visit.reason");
    }
    v1::Visit* visit = newest_visit(record->value, command.volunteer_id());
    if (!visit) return refused(v1::CODE_NOT_FOUND, "withdraw_visit.volunteer_id");
    if (visit->state() == v1::VISIT_STATE_WITHDRAWN) return repeated(record->value.id());
    if (!is_live(*visit)) return refused(v1::CODE_WRONG_STATE, "withdraw_visit.volunteer_id");
    acknowledge_alarm(turn, *record, who.id());
    withdraw(turn, *record, *visit, command.reason());
    look_again(turn, *record, "again.withdrawn");
    return accepted(record->value.id());
}

v1::Outcome handle(Turn& turn, const v1::EscalateRequest& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "escalate_request.request_id");
    v1::Request& r = record->value;
    if (!is_looking(r) || r.rung() >= v1::RUNG_STAFF) {
        return refused(v1::CODE_WRONG_STATE, "escalate_request.request_id");
    }
    acknowledge_alarm(turn, *record, who.id());
    if (is_held(r)) release(turn, *record, "by_hand");
    end_pause(turn, *record, turn.at(), "by_hand");
    open_next_rung(turn, *record, "by_hand");
    turn.look(r.id(), "rung.by_hand");
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::HoldRequest& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "hold_request.request_id");
    v1::Request& r = record->value;
    if (Time{command.seconds()} * 1000 > kMaxHold) {
        return refused(v1::CODE_INVALID, "hold_request.seconds");
    }
    const bool no_reason = command.seconds() > 0 && command.reason().empty();
    if (no_reason || code_points(command.reason()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "hold_request.reason");
    }
    if (command.seconds() == 0 && !is_held(r)) return repeated(r.id());
    // A pause keeps the engine from asking anyway, and tells the household why.
    if (verdict(Deed::hold, r.state()) != v1::CODE_OK || !is_looking(r) || is_paused(r)) {
        return refused(v1::CODE_WRONG_STATE, "hold_request.request_id");
    }
    acknowledge_alarm(turn, *record, who.id());
    if (command.seconds() == 0) {
        release(turn, *record, "by_hand");
        return accepted(r.id());
    }
    if (!is_held(r)) begin_hold(turn.now(), r);
    r.mutable_hold()->set_until(turn.now() + Time{command.seconds()} * 1000);
    r.mutable_hold()->set_reason(command.reason());
    r.mutable_hold()->set_by(who.id());
    turn.record(v1::FACT_KIND_REQUEST_HELD, r.id()).set_reason(command.reason());
    turn.touch(*record);
    end_open_offers(turn, *record, v1::OFFER_OUTCOME_WITHDRAWN, "held");
    r.set_state(live_state(r));
    return accepted(r.id());
}

void release(Turn& turn, RequestRecord& record, const std::string& reason) {
    v1::Request& r = record.value;
    r.clear_hold();
    end_hold(turn.now(), r);
    turn.record(v1::FACT_KIND_REQUEST_RELEASED, r.id()).set_reason(reason);
    turn.touch(record);
    turn.look(r.id(), "again.released");
}

v1::Outcome handle(Turn& turn, const v1::CloseRequest& command) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "close_request.request_id");
    v1::Request& r = record->value;
    if (command.reason().empty() || code_points(command.reason()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "close_request.reason");
    }
    if (r.state() == v1::REQUEST_STATE_CLOSED) return repeated(r.id());
    if (const auto code = verdict(Deed::close, r.state()); code != v1::CODE_OK) {
        return refused(code, "close_request.request_id");
    }
    end_request(turn, *record, v1::REQUEST_STATE_CLOSED, v1::FACT_KIND_REQUEST_CLOSED,
                v1::VISIT_STATE_CANCELLED, command.reason());
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::AcknowledgeAlarm& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "acknowledge_alarm.request_id");
    const v1::Request& r = record->value;
    if (!r.has_alarm()) return refused(v1::CODE_WRONG_STATE, "acknowledge_alarm.request_id");
    if (r.alarm().acknowledged_at() > 0) return repeated(r.id());
    // It takes callTrade: this word may have been meant for the alarm that rang before.
    if (r.alarm().reason() == v1::ALARM_REASON_TRADE_WANTED) {
        return refused(v1::CODE_WRONG_STATE, "acknowledge_alarm.request_id");
    }
    acknowledge_alarm(turn, *record, who.id());
    return accepted(r.id());
}

}  // namespace circle::core
