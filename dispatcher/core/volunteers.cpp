#include <algorithm>
#include <cmath>

#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

RequestRecord* visited_by(Turn& turn, const std::string& request_id, const v1::Principal& who) {
    const auto it = turn.estate().requests.find(request_id);
    if (it == turn.estate().requests.end()) return nullptr;
    const auto& visits = it->second.value.visits();
    const bool theirs = std::any_of(visits.begin(), visits.end(), [&](const v1::Visit& v) {
        return v.volunteer_id() == who.id();
    });
    return theirs ? &it->second : nullptr;
}

// State of the volunteer's newest visit of the request, live or not.
v1::VisitState newest_state(const v1::Request& r, const std::string& volunteer_id) {
    v1::VisitState state = v1::VISIT_STATE_UNSPECIFIED;
    for (const v1::Visit& visit : r.visits()) {
        if (visit.volunteer_id() == volunteer_id) state = visit.state();
    }
    return state;
}

void record_progress(Turn& turn, RequestRecord& record, v1::Visit& visit, v1::VisitState state) {
    v1::Request& r = record.value;
    v1::Fact& fact = turn.record(v1::FACT_KIND_VISIT_PROGRESSED, r.id());
    fact.add_volunteer_ids(visit.volunteer_id());
    fact.set_visit_state(state);
    if (state == v1::VISIT_STATE_DONE) {
        end_visit(turn, visit, state);
    } else {
        visit.set_state(state);
    }
    if (state == v1::VISIT_STATE_ON_THE_WAY) visit.set_on_the_way_at(turn.at());
    if (state == v1::VISIT_STATE_ARRIVED) {
        visit.set_arrived_at(turn.at());
        if (r.arrived_at() == 0) r.set_arrived_at(turn.at());
    }
    r.set_review_at(turn.now() + kReviewVisit);
    r.set_state(live_state(r));
    turn.touch(record);
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::ProgressVisit& command, const v1::Principal& who) {
    RequestRecord* record = visited_by(turn, command.request_id(), who);
    if (!record) return refused(v1::CODE_NOT_FOUND, "progress_visit.request_id");
    v1::Request& r = record->value;
    if (newest_state(r, who.id()) == command.state()) {
        v1::Outcome outcome = accepted(r.id());
        outcome.set_repeat(true);
        return outcome;
    }
    v1::Visit* visit = live_visit(r, who.id());
    if (!visit) return refused(v1::CODE_WRONG_STATE, "progress_visit.request_id");
    if (!may_progress(visit->state(), command.state())) {
        return refused(v1::CODE_WRONG_STATE, "progress_visit.state");
    }
    record_progress(turn, *record, *visit, command.state());
    const bool all_done = live_visits(r) == 0 && command.state() == v1::VISIT_STATE_DONE;
    if (all_done) {
        end_request(turn, *record, v1::REQUEST_STATE_RESOLVED, v1::FACT_KIND_REQUEST_RESOLVED,
                    v1::VISIT_STATE_DONE, "done");
    }
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::AbortVisit& command, const v1::Principal& who) {
    RequestRecord* record = visited_by(turn, command.request_id(), who);
    if (!record) return refused(v1::CODE_NOT_FOUND, "abort_visit.request_id");
    if (code_points(command.reason()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "abort_visit.reason");
    }
    v1::Request& r = record->value;
    v1::Visit* visit = live_visit(r, who.id());
    if (!visit) return refused(v1::CODE_WRONG_STATE, "abort_visit.request_id");

    v1::Fact& fact = turn.record(v1::FACT_KIND_VISIT_ABORTED, r.id());
    fact.add_volunteer_ids(who.id());
    fact.set_reason(command.reason());
    visit->set_reason(command.reason());
    if (v1::Offer* offer = find_offer(r, visit->offer_id())) offer->set_refused(true);
    end_visit(turn, *visit, v1::VISIT_STATE_ABORTED);
    // The clock has gone on all the time; so has the coordinators' alarm.
    r.set_alarm_due_at(
        r.has_alarm() ? 0 : std::max(turn.now(), r.submitted_at() + turn.estate().policy.alarm));
    r.set_review_at(turn.now() + kReviewNobody);
    r.set_state(live_state(r));
    turn.touch(*record);
    fill(turn, *record, "again.aborted");
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::SetDuty& command, const v1::Principal& who) {
    const bool by_coordinator = who.role() == v1::ROLE_COORDINATOR;
    if (!by_coordinator && !command.volunteer_id().empty() && command.volunteer_id() != who.id()) {
        return refused(v1::CODE_FORBIDDEN, "set_duty.volunteer_id");
    }
    const std::string& id = by_coordinator ? command.volunteer_id() : who.id();
    const auto it = turn.estate().volunteers.find(id);
    if (it == turn.estate().volunteers.end()) {
        return refused(v1::CODE_NOT_FOUND, "set_duty.volunteer_id");
    }
    if (command.duty() != v1::DUTY_OFF && command.duty() != v1::DUTY_ON_DUTY) {
        return refused(v1::CODE_INVALID, "set_duty.duty");
    }
    v1::Volunteer& volunteer = it->second.value;
    if (volunteer.duty() == command.duty()) {
        v1::Outcome outcome = accepted();
        outcome.set_repeat(true);
        return outcome;
    }
    volunteer.set_duty(command.duty());
    volunteer.set_duty_since(turn.now());
    v1::Fact& fact = turn.record(v1::FACT_KIND_DUTY_CHANGED);
    fact.add_volunteer_ids(id);
    fact.set_reason(command.duty() == v1::DUTY_ON_DUTY ? "on_duty" : "off");
    turn.touch(it->second);
    if (command.duty() == v1::DUTY_OFF) {
        withdraw_offers_of(turn, id, "off_duty");
    } else {
        turn.free_capacity();
    }
    return accepted();
}

v1::Outcome handle(Turn& turn, const v1::SetPosition& command, const v1::Principal& who) {
    const auto it = turn.estate().volunteers.find(who.id());
    if (it == turn.estate().volunteers.end()) return refused(v1::CODE_NOT_FOUND, "principal.id");
    const v1::Point& p = command.position();
    if (!command.has_position() || !(std::abs(p.lat()) <= 90)) {
        return refused(v1::CODE_INVALID, "set_position.position.lat");
    }
    if (!(std::abs(p.lon()) <= 180)) return refused(v1::CODE_INVALID, "set_position.position.lon");
    *it->second.value.mutable_position() = p;
    it->second.value.set_position_at(turn.at());
    turn.record(v1::FACT_KIND_POSITION_CHANGED).add_volunteer_ids(who.id());
    turn.touch(it->second);
    return accepted();
}

}  // namespace circle::core
