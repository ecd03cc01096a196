// The life of a visit, from the volunteer's side.
#include <algorithm>

#include "dispatcher/core/breach.hpp"
#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/incidents.hpp"
#include "dispatcher/core/pauses.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"

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

// Whoever has helped is taken to be there until they say otherwise.
void stay(Turn& turn, const v1::Request& r, const std::string& volunteer_id) {
    if (!r.has_point()) return;
    VolunteerRecord& volunteer = turn.estate().volunteers.at(volunteer_id);
    *volunteer.value.mutable_checked_in() = r.point();
    turn.touch(volunteer);
}

void arrive(Turn& turn, v1::Request& r, v1::Visit& visit) {
    visit.set_arrived_at(turn.at());
    turn.estate().turnouts.add(visit, Time{visit.walk_s()} * 1000);
    if (r.arrived_at() == 0) r.set_arrived_at(turn.at());
    const bool over = !is_breached(turn.estate(), r) && !is_looking(r) &&
                      !misses_somebody(r, turn.estate().policy, turn.now());
    if (r.has_alarm() && over && !outlasts_help(r.alarm())) r.clear_alarm();
}

// A visit that was given up as missed goes on when its volunteer turns up after all and nobody has
// come instead.
void revive(Turn& turn, v1::Request& r, v1::Visit& visit) {
    visit.set_state(v1::VISIT_STATE_ON_THE_WAY);
    visit.set_ended_at(0);
    turn.estate().volunteers.at(visit.volunteer_id()).live_request = r.id();
}

void record_progress(Turn& turn, RequestRecord& record, v1::Visit& visit, v1::VisitState state) {
    v1::Request& r = record.value;
    v1::Fact& fact = turn.record(v1::FACT_KIND_VISIT_PROGRESSED, r.id());
    fact.add_volunteer_ids(visit.volunteer_id());
    fact.set_visit_state(state);
    if (state == v1::VISIT_STATE_DONE) {
        end_visit(turn, visit, state);
        refine_cause(visit, r);
        stay(turn, r, visit.volunteer_id());
    } else {
        visit.set_state(state);
    }
    if (state == v1::VISIT_STATE_ON_THE_WAY) visit.set_on_the_way_at(turn.at());
    if (state == v1::VISIT_STATE_ARRIVED) arrive(turn, r, visit);
    r.set_review_at(turn.now() + kReviewVisit);
    put_off_review(r);
    r.set_state(live_state(r));
    turn.touch(record);
    if (state == v1::VISIT_STATE_ARRIVED) stop_clocks(turn, r);
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::ProgressVisit& command, const v1::Principal& who) {
    RequestRecord* record = visited_by(turn, command.request_id(), who);
    if (!record) return refused(v1::CODE_NOT_FOUND, "progress_visit.request_id");
    v1::Request& r = record->value;
    v1::Visit* visit = newest_visit(r, who.id());
    if (!visit) return refused(v1::CODE_WRONG_STATE, "progress_visit.request_id");
    if (visit->state() == command.state()) {
        return repeated(r.id());
    }
    const bool late = visit->state() == v1::VISIT_STATE_MISSED && !is_terminal(r.state());
    if (late && missing_helpers(r) == 0) return taken(turn, r);
    if (!late && !is_live(*visit))
        return refused(v1::CODE_WRONG_STATE, "progress_visit.request_id");
    if (late && !turn.estate().volunteers.at(who.id()).live_request.empty()) {
        return refused(v1::CODE_BUSY_WITH_VISIT);
    }
    const auto from = late ? v1::VISIT_STATE_ACCEPTED : visit->state();
    if (!may_progress(from, command.state())) {
        return refused(v1::CODE_WRONG_STATE, "progress_visit.state");
    }
    if (code_points(command.alone()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "progress_visit.alone");
    }
    const bool alone = command.state() == v1::VISIT_STATE_DONE && is_alone(r, who.id());
    if (alone && command.alone().empty()) return refused(v1::CODE_UNSAFE, "progress_visit.alone");
    if (alone) keep_despite(turn, *record, *visit, Rule::alone, command.alone());
    if (command.state() == v1::VISIT_STATE_ARRIVED) {
        // The first clock ends: what paused it has, too.
        if (r.arrived_at() == 0) end_pause(turn, *record, turn.at(), "arrived");
        mark_breach(turn, *record, turn.at());
        mark_breaches(turn, r.id(), turn.at());
    }
    if (late) revive(turn, r, *visit);
    record_progress(turn, *record, *visit, command.state());
    if (late) settle(turn, *record, who.id());
    const bool all_done = live_visits(r) == 0 && command.state() == v1::VISIT_STATE_DONE;
    if (all_done && !awaits_trade(r)) {
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
    look_again(turn, *record, "again.aborted");
    return accepted(r.id());
}

}  // namespace circle::core
