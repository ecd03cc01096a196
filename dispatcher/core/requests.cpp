#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

// Name-based UUID (RFC 9562, version 5): the same tap always makes the same request, and the id
// tells nobody the door.
std::string request_id_of(const v1::Command& envelope) {
    static const boost::uuids::name_generator_sha1 generate(boost::uuids::ns::oid());
    const auto& who = envelope.principal();
    return boost::uuids::to_string(
        generate(who.estate() + "/" + who.id() + "/" + envelope.client_key()));
}

v1::Outcome existing(const std::string& request_id) {
    v1::Outcome outcome = accepted(request_id);
    outcome.set_repeat(true);
    return outcome;
}

v1::Request new_request(Turn& turn, const v1::SubmitRequest& command, const v1::Category& category,
                        const v1::Household& household) {
    Estate& estate = turn.estate();
    v1::Request r;
    r.set_household_id(household.id());
    r.set_category(category.id());
    r.set_urgency(category.urgency() == v1::URGENCY_UNSPECIFIED ? v1::URGENCY_NORMAL
                                                                : category.urgency());
    r.set_headcount(category.headcount());
    r.set_number(++estate.last_request);
    r.set_submitted_at(turn.at());
    r.set_sla_due_at(turn.at() + estate.policy.sla);
    r.set_alarm_due_at(turn.at() + estate.policy.alarm);
    r.set_review_at(turn.at() + estate.policy.sla + kReviewNobody);
    r.set_building(household.building());
    r.set_floor(household.floor());
    const v1::Building* building = estate.building(household.building());
    if (household.has_point()) {
        *r.mutable_point() = household.point();
    } else if (building) {
        *r.mutable_point() = building->point();
    }
    if (command.has_note()) *r.mutable_note() = command.note();
    r.set_state(v1::REQUEST_STATE_QUEUED);
    return r;
}

// The request of `id` if it is of this household, or nullptr: others do not exist for them (P9).
RequestRecord* own_request(Turn& turn, const std::string& id, const v1::Principal& who) {
    const auto it = turn.estate().requests.find(id);
    if (it == turn.estate().requests.end()) return nullptr;
    return it->second.value.household_id() == who.id() ? &it->second : nullptr;
}

constexpr Time kUndo = 10'000;  // the page offers 5 s; the way here takes time too

}  // namespace

v1::Outcome handle(Turn& turn, const v1::SubmitRequest& command, const v1::Command& envelope) {
    Estate& estate = turn.estate();
    const auto household = estate.households.find(envelope.principal().id());
    if (household == estate.households.end()) {
        return refused(v1::CODE_NOT_FOUND, "principal.id");
    }
    const v1::Category* category = estate.category(command.category());
    if (!category) return refused(v1::CODE_INVALID, "submit.category");

    const std::string id = request_id_of(envelope);
    if (estate.requests.contains(id)) return existing(id);
    const auto open = estate.open.find({household->first, category->id()});
    if (open != estate.open.end()) return existing(open->second);

    RequestRecord& record = estate.requests[id];
    record.value = new_request(turn, command, *category, household->second.value);
    record.value.set_id(id);
    turn.record(v1::FACT_KIND_REQUEST_SUBMITTED, id);
    turn.touch(record);
    fill(turn, record, "wave.nearest");
    return accepted(id);
}

v1::Outcome handle(Turn& turn, const v1::CancelRequest& command, const v1::Principal& who) {
    RequestRecord* record = own_request(turn, command.request_id(), who);
    if (!record) return refused(v1::CODE_NOT_FOUND, "cancel_request.request_id");
    v1::Request& r = record->value;
    if (r.state() == v1::REQUEST_STATE_CANCELLED) return existing(r.id());
    if (const auto code = verdict(Deed::cancel, r.state()); code != v1::CODE_OK) {
        return refused(code, "cancel_request.request_id");
    }
    const bool undo = turn.at() - r.submitted_at() <= kUndo;
    end_request(turn, *record, v1::REQUEST_STATE_CANCELLED, v1::FACT_KIND_REQUEST_CANCELLED,
                v1::VISIT_STATE_CANCELLED, undo ? "undo" : "cancelled");
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::ResolveRequest& command, const v1::Principal& who) {
    RequestRecord* record = own_request(turn, command.request_id(), who);
    if (!record) return refused(v1::CODE_NOT_FOUND, "resolve_request.request_id");
    v1::Request& r = record->value;
    if (r.state() == v1::REQUEST_STATE_RESOLVED) return existing(r.id());
    if (const auto code = verdict(Deed::resolve, r.state()); code != v1::CODE_OK) {
        return refused(code, "resolve_request.request_id");
    }
    end_request(turn, *record, v1::REQUEST_STATE_RESOLVED, v1::FACT_KIND_REQUEST_RESOLVED,
                v1::VISIT_STATE_DONE, "resolved_by_resident");
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::CloseRequest& command) {
    const auto it = turn.estate().requests.find(command.request_id());
    if (it == turn.estate().requests.end()) {
        return refused(v1::CODE_NOT_FOUND, "close_request.request_id");
    }
    v1::Request& r = it->second.value;
    if (command.reason().empty() || code_points(command.reason()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "close_request.reason");
    }
    if (r.state() == v1::REQUEST_STATE_CLOSED) return existing(r.id());
    if (const auto code = verdict(Deed::close, r.state()); code != v1::CODE_OK) {
        return refused(code, "close_request.request_id");
    }
    end_request(turn, it->second, v1::REQUEST_STATE_CLOSED, v1::FACT_KIND_REQUEST_CLOSED,
                v1::VISIT_STATE_CANCELLED, command.reason());
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::AcknowledgeAlarm& command, const v1::Principal& who) {
    const auto it = turn.estate().requests.find(command.request_id());
    if (it == turn.estate().requests.end()) {
        return refused(v1::CODE_NOT_FOUND, "acknowledge_alarm.request_id");
    }
    v1::Request& r = it->second.value;
    if (!r.has_alarm()) return refused(v1::CODE_WRONG_STATE, "acknowledge_alarm.request_id");
    if (r.alarm().acknowledged_at() > 0) return existing(r.id());
    r.mutable_alarm()->set_acknowledged_by(who.id());
    r.mutable_alarm()->set_acknowledged_at(turn.now());
    r.mutable_alarm()->set_next_contact_at(0);
    r.set_review_at(turn.now() + (is_looking(r) ? kReviewNobody : kReviewVisit));
    turn.record(v1::FACT_KIND_ALARM_ACKNOWLEDGED, r.id());
    turn.touch(it->second);
    return accepted(r.id());
}

}  // namespace circle::core
