// What coordinators do with an outage: fold, unfold, announce, end.
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/incidents.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

bool is_text(const std::string& text) {
    return !text.empty() && code_points(text) <= kMaxReason;
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::FoldRequest& command) {
    Estate& estate = turn.estate();
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "fold_request.request_id");
    if (!estate.incidents.contains(command.incident_id())) {
        return refused(v1::CODE_NOT_FOUND, "fold_request.incident_id");
    }
    const v1::Request& r = record->value;
    Kept<v1::Incident>* incident = open_incident(estate, command.incident_id());
    if (!incident) return refused(v1::CODE_WRONG_STATE, "fold_request.incident_id");
    if (is_terminal(r.state())) return refused(v1::CODE_WRONG_STATE, "fold_request.request_id");
    const bool leads_it = incident->value.lead_request_id() == r.id();
    if (leads_it || r.incident_id() == incident->value.id()) return repeated(r.id());
    // What is part of another one is unfolded first; danger to life is never put behind others.
    if (takes_part(estate, r) || r.life_threatening()) {
        return refused(v1::CODE_WRONG_STATE, "fold_request.request_id");
    }
    if (r.category() != incident->value.category()) {
        return refused(v1::CODE_INVALID, "fold_request.incident_id");
    }
    fold_into(turn, *incident, *record);
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::UnfoldRequest& command) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "unfold_request.request_id");
    const v1::Request& r = record->value;
    const bool part = takes_part(turn.estate(), r);
    if (is_terminal(r.state()) || (!part && !r.alone())) {
        return refused(v1::CODE_WRONG_STATE, "unfold_request.request_id");
    }
    if (!part) return repeated(r.id());
    unfold(turn, *record);
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::AnnounceIncident& command, const v1::Principal& who) {
    Estate& estate = turn.estate();
    if (!estate.incidents.contains(command.incident_id())) {
        return refused(v1::CODE_NOT_FOUND, "announce_incident.incident_id");
    }
    if (!is_text(command.text())) return refused(v1::CODE_INVALID, "announce_incident.text");
    Kept<v1::Incident>* incident = open_incident(estate, command.incident_id());
    if (!incident || incident->value.notices_size() >= kMaxNotices) {
        return refused(v1::CODE_WRONG_STATE, "announce_incident.incident_id");
    }
    v1::Notice& notice = *incident->value.add_notices();
    notice.set_at(turn.at());
    notice.set_by(who.id());
    notice.set_text(command.text());
    const std::string& lead = incident->value.lead_request_id();
    turn.record(v1::FACT_KIND_INCIDENT_ANNOUNCED, lead).set_reason(command.text());
    turn.touch(*incident);
    return accepted(lead);
}

v1::Outcome handle(Turn& turn, const v1::EndIncident& command) {
    Estate& estate = turn.estate();
    const auto found = estate.incidents.find(command.incident_id());
    if (found == estate.incidents.end()) {
        return refused(v1::CODE_NOT_FOUND, "end_incident.incident_id");
    }
    if (!is_text(command.reason())) return refused(v1::CODE_INVALID, "end_incident.reason");
    const std::string lead = found->second.value.lead_request_id();
    if (found->second.value.ended_at() > 0) return repeated(lead);
    end_incident(turn, found->second, command.reason());
    return accepted(lead);
}

}  // namespace circle::core
