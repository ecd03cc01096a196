// A coordinator pauses the clocks, for a reason that the household sees and may object to.
#include "dispatcher/core/pauses.hpp"

#include <algorithm>

#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/trades.hpp"

namespace circle::core {
namespace {

constexpr std::uint32_t kMinPause = 60;       // seconds
constexpr std::uint32_t kMaxPause = 604'800;  // a week
constexpr int kMaxPauses = 50;                // of one request

const char* word_of(v1::PauseReason reason) {
    switch (reason) {
        case v1::PAUSE_REASON_PART:
            return "part";
        case v1::PAUSE_REASON_SUPPLIER:
            return "supplier";
        case v1::PAUSE_REASON_RESIDENT:
            return "resident";
        default:
            return nullptr;
    }
}

// Path of the field that does not fit, or nullptr.
const char* check(const v1::PauseClock& command) {
    if (!word_of(command.reason())) return "pause_clock.reason";
    const bool in_range = command.seconds() >= kMinPause && command.seconds() <= kMaxPause;
    if (!in_range) return "pause_clock.seconds";
    return code_points(command.text()) <= kMaxReason ? nullptr : "pause_clock.text";
}

bool may_pause(const v1::Request& r) {
    return verdict(Deed::pause, r.state()) == v1::CODE_OK && has_clock_to_pause(r) &&
           r.pauses_size() < kMaxPauses;
}

// `pause` has just ended. The engine's own marks follow from the clock's start; what was promised
// during the pause is moved by what was left of it.
void move_due_times(const Policy& policy, const v1::Pause& pause, v1::Request& r) {
    const Time end = pause.ended_at();
    const Policy pace = policy.at_pace_of(r.urgency());
    const bool runs = r.arrived_at() == 0 && r.breached_at() == 0;
    if (runs) r.set_sla_due_at(r.sla_due_at() + end - pause.from());
    if (r.rung_due_at() > 0) r.set_rung_due_at(next_rung_at(r, policy, r.rung()));
    if (r.alarm_due_at() > 0) r.set_alarm_due_at(std::max(end, clock_start(r) + pace.alarm));
    if (trade_clock_runs(r)) {
        const Time from = std::max(pause.from(), r.trade().called_at());
        r.mutable_trade()->set_due_at(r.trade().due_at() + std::max<Time>(end - from, 0));
    }
    for (v1::Visit& visit : visits_of(r)) {
        if (!is_walking(visit)) continue;
        const Time from = std::max(pause.from(), visit.accepted_at());
        visit.set_promised_at(visit.promised_at() + std::max<Time>(end - from, 0));
    }
    const Time review = is_looking(r) ? kReviewNobody : kReviewVisit;
    r.set_review_at((runs ? std::max(end, r.sla_due_at()) : end) + review);
    put_off_review(r);
}

}  // namespace

void end_pause(Turn& turn, RequestRecord& record, Time end, const std::string& reason) {
    v1::Request& r = record.value;
    if (!is_paused(r)) return;
    v1::Pause& pause = *r.mutable_pauses()->rbegin();
    pause.set_ended_at(std::clamp(end, pause.from(), pause.until()));
    move_due_times(turn.estate().policy, pause, r);
    turn.record(v1::FACT_KIND_CLOCK_RESUMED, r.id()).set_reason(reason);
    turn.touch(record);
    turn.look(r.id(), "again.resumed");
}

v1::Outcome handle(Turn& turn, const v1::PauseClock& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "pause_clock.request_id");
    if (const char* field = check(command)) return refused(v1::CODE_INVALID, field);
    v1::Request& r = record->value;
    if (!may_pause(r)) return refused(v1::CODE_WRONG_STATE, "pause_clock.request_id");

    mark_breach(turn, *record, turn.at());  // what has passed has passed
    acknowledge_alarm(turn, *record, who.id());
    end_pause(turn, *record, turn.at(), "changed");
    mark_trade_breach(turn, *record, turn.at());
    if (is_held(r)) release(turn, *record, "paused");
    v1::Pause& pause = *r.add_pauses();
    pause.set_reason(command.reason());
    pause.set_text(command.text());
    pause.set_from(turn.at());
    pause.set_until(turn.at() + Time{command.seconds()} * 1000);
    *pause.mutable_by() = who;
    turn.record(v1::FACT_KIND_CLOCK_PAUSED, r.id()).set_reason(word_of(command.reason()));
    turn.touch(*record);
    end_open_offers(turn, *record, v1::OFFER_OUTCOME_WITHDRAWN, "paused");
    r.set_state(live_state(r));
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::ResumeClock& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "resume_clock.request_id");
    v1::Request& r = record->value;
    if (is_terminal(r.state())) return refused(v1::CODE_WRONG_STATE, "resume_clock.request_id");
    if (!is_paused(r)) return repeated(r.id());
    acknowledge_alarm(turn, *record, who.id());
    end_pause(turn, *record, turn.at(), "by_hand");
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::ObjectPause& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record || record->value.household_id() != who.id()) {
        return refused(v1::CODE_NOT_FOUND, "object_pause.request_id");
    }
    v1::Request& r = record->value;
    if (!is_paused(r)) return refused(v1::CODE_WRONG_STATE, "object_pause.request_id");
    v1::Pause& pause = *r.mutable_pauses()->rbegin();
    if (pause.objected_at() > 0) return repeated(r.id());
    pause.set_objected_at(turn.at());
    turn.record(v1::FACT_KIND_PAUSE_OBJECTED, r.id());
    turn.touch(*record);
    raise_alarm(turn, *record, v1::ALARM_REASON_PAUSE_OBJECTED);
    return accepted(r.id());
}

}  // namespace circle::core
