#include "gateway/view/project_incidents.hpp"

#include <algorithm>
#include <set>

#include "gateway/view/rules.hpp"

namespace circle::gateway {
namespace {

constexpr std::size_t kEndedIncidents = 10;  // in a coordinator's snapshot

const v1::DoorGroup* group_of(const EstateModel& model, const v1::Incident& incident) {
    for (const auto& group : model.config().groups()) {
        if (group.id() == incident.group()) return &group;
    }
    return nullptr;
}

std::string contact_name(const EstateModel& model, const std::string& id) {
    for (const auto& contact : model.config().contacts()) {
        if (contact.id() == id) return contact.name();
    }
    return id;
}

// Of this round, who is coming, is there or has done their part.
void fill_helpers(const Lens& lens, const v1::Request& lead, bool coordinator,
                  v1::IncidentView& view) {
    for (int i = static_cast<int>(lead.earlier_visits()); i < lead.visits_size(); ++i) {
        const v1::Visit& visit = lead.visits(i);
        if (!is_live(visit) && visit.state() != v1::VISIT_STATE_DONE) continue;
        v1::HelperView& helper = *view.add_helpers();
        helper = helper_of(lens, visit);
        if (!coordinator) continue;
        helper.set_volunteer_id(visit.volunteer_id());
        helper.set_phone(personal_of_volunteer(lens, visit.volunteer_id()).phone());
    }
}

v1::IncidentView common_incident(const Lens& lens, const v1::Incident& incident, bool coordinator) {
    v1::IncidentView view;
    view.set_id(incident.id());
    view.set_number(incident.number());
    view.set_category(incident.category());
    view.set_group(group_name(lens.model, incident));
    const v1::DoorGroup* group = group_of(lens.model, incident);
    if (group) view.set_group_en(group->name_en());
    view.set_opened_at(incident.opened_at());
    view.set_ended_at(incident.ended_at());
    view.set_end_reason(incident.end_reason());
    view.set_subscribers(static_cast<std::uint32_t>(incident.request_ids_size()));
    for (const auto& notice : incident.notices()) {
        *view.add_notices() = notice;
        auto& shown = *view.mutable_notices(view.notices_size() - 1);
        coordinator ? shown.set_by(contact_name(lens.model, notice.by())) : shown.clear_by();
    }
    const v1::Request* lead = lens.model.request(incident.lead_request_id());
    if (lead) fill_helpers(lens, *lead, coordinator, view);
    return view;
}

// Of those that changed, what the household waits for or did; of others it may have been a part.
void update_incidents_of_household(const Lens& lens, const Touched& t, const std::string& household,
                                   v1::View& view) {
    if (!t.concerned_households.contains(household)) return;
    std::set<std::string> others = t.incidents;
    std::vector<const v1::Request*> theirs;
    for (const v1::Request* r : lens.model.recent_requests_of(household, kEndedOfHousehold)) {
        const v1::Incident* incident = incident_of(lens.model, *r);
        if (!incident || !t.incidents.contains(incident->id())) continue;
        theirs.push_back(r);
        others.erase(incident->id());
    }
    add_incidents_of(lens, theirs, view);
    for (const auto& id : others) view.add_removed("incidents/" + id);
}

}  // namespace

const v1::Incident* incident_of(const EstateModel& model, const v1::Request& r) {
    if (!r.incident_id().empty()) {
        const auto it = model.incidents().find(r.incident_id());
        if (it == model.incidents().end()) return nullptr;
        const auto& ids = it->second.value.request_ids();  // without those who took theirs back
        return std::find(ids.begin(), ids.end(), r.id()) == ids.end() ? nullptr : &it->second.value;
    }
    for (const auto& [id, held] : model.incidents()) {
        const v1::Incident& incident = held.value;
        if (incident.lead_request_id() != r.id()) continue;
        const bool goes_on = incident.ended_at() == 0;
        if (goes_on || (is_terminal(r) && incident.ended_at() == r.ended_at())) return &incident;
    }
    return nullptr;
}

const v1::Request& dispatched_for(const EstateModel& model, const v1::Request& r) {
    const v1::Incident* incident = r.incident_id().empty() ? nullptr : incident_of(model, r);
    const v1::Request* lead = incident ? model.request(incident->lead_request_id()) : nullptr;
    return lead ? *lead : r;
}

std::string group_name(const EstateModel& model, const v1::Incident& incident) {
    const v1::DoorGroup* group = group_of(model, incident);
    return group ? group->name() : incident.group();
}

v1::IncidentView incident_for_household(const Lens& lens, const v1::Incident& incident) {
    return common_incident(lens, incident, false);
}

v1::IncidentView incident_for_coordinator(const Lens& lens, const v1::Incident& incident) {
    v1::IncidentView view = common_incident(lens, incident, true);
    view.set_lead_request_id(incident.lead_request_id());
    *view.mutable_request_ids() = incident.request_ids();
    return view;
}

void add_incidents_of(const Lens& lens, const std::vector<const v1::Request*>& requests,
                      v1::View& view) {
    std::set<std::string> shown;
    for (const v1::Request* r : requests) {
        const v1::Incident* incident = incident_of(lens.model, *r);
        if (!incident || !shown.insert(incident->id()).second) continue;
        *view.add_incidents() = incident_for_household(lens, *incident);
    }
}

void add_all_incidents(const Lens& lens, v1::View& view) {
    std::vector<const v1::Incident*> ended;
    for (const auto& [id, held] : lens.model.incidents()) {
        if (held.value.ended_at() > 0) {
            ended.push_back(&held.value);
        } else {
            *view.add_incidents() = incident_for_coordinator(lens, held.value);
        }
    }
    std::sort(ended.begin(), ended.end(),
              [](const auto* a, const auto* b) { return a->ended_at() > b->ended_at(); });
    if (ended.size() > kEndedIncidents) ended.resize(kEndedIncidents);
    for (const auto* incident : ended) {
        *view.add_incidents() = incident_for_coordinator(lens, *incident);
    }
}

void update_incidents(const Lens& lens, const Touched& t, const v1::Principal& viewer,
                      v1::View& view) {
    if (t.incidents.empty()) return;
    if (viewer.role() == v1::ROLE_RESIDENT) {
        return update_incidents_of_household(lens, t, viewer.id(), view);
    }
    if (viewer.role() != v1::ROLE_COORDINATOR) return;
    for (const auto& id : t.incidents) {
        const auto held = lens.model.incidents().find(id);
        if (held == lens.model.incidents().end()) {
            view.add_removed("incidents/" + id);
        } else {
            *view.add_incidents() = incident_for_coordinator(lens, held->second.value);
        }
    }
}

}  // namespace circle::gateway
