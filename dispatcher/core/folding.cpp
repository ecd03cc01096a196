#include "dispatcher/core/folding.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "dispatcher/core/incidents.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

using Records = std::vector<RequestRecord*>;

bool folds(const v1::DoorGroup& group, const std::string& category) {
    const auto& categories = group.categories();
    return std::find(categories.begin(), categories.end(), category) != categories.end();
}

// The groups of the request's door whose outages show as requests of its category.
std::vector<std::string> groups_of(const Estate& estate, const v1::Request& r) {
    std::vector<std::string> out;
    const auto household = estate.households.find(r.household_id());
    if (household == estate.households.end()) return out;
    for (const std::string& id : household->second.value.groups()) {
        const v1::DoorGroup* group = estate.group(id);
        if (group && folds(*group, r.category())) out.push_back(id);
    }
    return out;
}

// May the engine fold it? What concerns this door alone never is.
bool may_fold(const Estate& estate, const v1::Request& r) {
    return !is_terminal(r.state()) && !r.alone() && !is_folded(r) &&
           !estate.leading.contains(r.id()) && r.place() == v1::PLACE_KIND_DOOR &&
           !r.life_threatening() && r.sex() == v1::SEX_UNSPECIFIED;
}

// One helper can do both.
bool same_need(const v1::Request& a, const v1::Request& b) {
    return a.category() == b.category() && a.skill() == b.skill() && a.licence() == b.licence();
}

Kept<v1::Incident>* incident_for(Estate& estate, const v1::Request& r, const std::string& group) {
    for (const auto& [lead, id] : estate.leading) {
        Kept<v1::Incident>& incident = estate.incidents.at(id);
        if (incident.value.group() == group && same_need(estate.requests.at(lead).value, r)) {
            return &incident;
        }
    }
    return nullptr;
}

// Requests like `r` of the group's doors, tapped within the window before it; `r` is among them.
Records alike(Estate& estate, const v1::Request& r, const std::string& group) {
    Records out;
    const auto doors = estate.doors.find(group);
    if (doors == estate.doors.end()) return out;
    for (const std::string& household : doors->second) {
        const auto open = estate.open.find({household, r.category()});
        const std::string id = household == r.household_id() ? r.id()
                               : open == estate.open.end()   ? std::string{}
                                                             : open->second;
        const auto found = estate.requests.find(id);
        if (found == estate.requests.end()) continue;
        const v1::Request& other = found->second.value;
        const bool recent = other.submitted_at() + estate.policy.fold_window >= r.submitted_at();
        if (recent && may_fold(estate, other) && same_need(other, r)) out.push_back(&found->second);
    }
    return out;
}

}  // namespace

void fold_new(Turn& turn, RequestRecord& record) {
    Estate& estate = turn.estate();
    const v1::Request& r = record.value;
    if (!may_fold(estate, r)) return;
    const std::vector<std::string> groups = groups_of(estate, r);
    for (const std::string& group : groups) {
        Kept<v1::Incident>* incident = incident_for(estate, r, group);
        if (incident) return fold_into(turn, *incident, record);
    }
    for (const std::string& group : groups) {
        Records records = alike(estate, r, group);
        if (records.size() < estate.policy.fold_after) continue;
        return open_new_incident(turn, group, std::move(records));
    }
}

}  // namespace circle::core
