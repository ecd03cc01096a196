#include "gateway/view/touched.hpp"

#include "gateway/view/entity_id.hpp"
#include "gateway/view/project_lost.hpp"
#include "gateway/view/rules.hpp"

namespace circle::gateway {
namespace {

void touch_image(const v1::Entity& image, Touched& t) {
    switch (image.kind_case()) {
        case v1::Entity::kConfig:
            t.config = true;
            break;
        case v1::Entity::kHousehold:
            t.households.insert(image.household().id());
            break;
        case v1::Entity::kVolunteer:
            t.volunteers.insert(image.volunteer().id());
            break;
        case v1::Entity::kCredential:
            t.credentials.insert(image.credential().id());
            break;
        case v1::Entity::kRequest:
            t.requests.insert(image.request().id());
            // A visit that began or ended makes its volunteer busy or free.
            for (const auto& visit : image.request().visits()) {
                if (visit.accepted_at() == t.now || visit.ended_at() == t.now) {
                    t.volunteers.insert(visit.volunteer_id());
                }
            }
            break;
        case v1::Entity::kFailure:
            t.failures.insert(image.failure().id());
            break;
        case v1::Entity::kIncident:
            t.incidents.insert(image.incident().id());
            break;
        case v1::Entity::kLost:
            t.lost.insert(image.lost().id());
            break;
        case v1::Entity::kItem:
            t.items.insert(image.item().id());
            break;
        case v1::Entity::kShiftChange:
            t.shift_changes.insert(image.shift_change().id());
            break;
        case v1::Entity::kCoverGap:
            t.gaps.insert(image.cover_gap().id());
            break;
        case v1::Entity::kCover:
            t.cover = true;
            break;
        default:
            break;
    }
}

void touch_erased(const std::string& key, Touched& t) {
    const auto id = parse_entity_key(key);
    if (!id) return;
    if (id->kind == "request") t.erased_requests.insert(id->id);
    if (id->kind == "volunteer") t.erased_volunteers.insert(id->id);
    if (id->kind == "failure") t.failures.insert(id->id);
    if (id->kind == "credential") t.credentials.insert(id->id);
    if (id->kind == "incident") t.incidents.insert(id->id);
    if (id->kind == "lost") t.lost.insert(id->id);
    if (id->kind == "item") t.items.insert(id->id);
    if (id->kind == "shift_change") t.shift_changes.insert(id->id);
    if (id->kind == "cover_gap") t.gaps.insert(id->id);
}

// An import corrects doors, names and phones: open requests show them, too.
void touch_corrected(const EstateModel& model, Touched& t) {
    for (const auto& id : t.households) {
        for (const v1::Request* r : model.recent_requests_of(id, 0)) t.requests.insert(r->id());
    }
    for (const auto& id : t.volunteers) {
        for (const v1::Request* r : model.engagements(id)) t.requests.insert(r->id());
    }
}

// An outage concerns every household that waits for it, who is asked for its lead, and its helpers.
// A folded request shows what its lead is told of (the alarm), with no image of its own: it is sent
// again with each change of the lead, once per commit.
void find_subscribers(const EstateModel& model, Touched& t) {
    for (const auto& [id, incident] : model.incidents()) {
        const bool lead_changed = t.requests.contains(incident.value.lead_request_id());
        if (lead_changed) t.incidents.insert(id);
        if (!t.incidents.contains(id)) continue;
        for (const auto& subscriber : incident.value.request_ids()) {
            const v1::Request* r = model.request(subscriber);
            if (!r) continue;
            auto& theirs = t.concerned_households[r->household_id()];
            const bool follows = lead_changed && !is_terminal(*r) && !t.requests.contains(r->id());
            if (follows) theirs.push_back(r);
        }
        const std::string& lead_id = incident.value.lead_request_id();
        const v1::Request* lead = model.request(lead_id);
        if (!lead || t.requests.contains(lead_id)) continue;
        for (const auto& offer : lead->offers()) {
            if (is_pending(offer)) t.concerned_volunteers[offer.volunteer_id()].push_back(lead);
        }
        for (const auto& visit : lead->visits()) {
            if (is_live(visit)) t.concerned_volunteers[visit.volunteer_id()].push_back(lead);
        }
    }
}

void find_concerned(const EstateModel& model, Touched& t) {
    for (const auto& id : t.households) t.concerned_households[id];
    for (const auto& id : t.volunteers) t.concerned_volunteers[id];
    for (const auto& id : t.requests) {
        const v1::Request* r = model.request(id);
        if (!r) continue;
        t.concerned_households[r->household_id()].push_back(r);
        const auto note = [&](const std::string& volunteer) {
            auto& theirs = t.concerned_volunteers[volunteer];
            if (theirs.empty() || theirs.back() != r) theirs.push_back(r);
        };
        for (const auto& offer : r->offers()) {
            if (is_pending(offer) || offer.ended_at() == t.now || ran_out(offer)) {
                note(offer.volunteer_id());
            }
        }
        for (const auto& visit : r->visits()) {
            const bool thanked = is_thanked(*r, visit) && r->thanks().at() == t.now;
            if (is_live(visit) || visit.ended_at() == t.now || thanked) note(visit.volunteer_id());
        }
    }
    // A swap that was open to all may be gone for some.
    if (!t.shift_changes.empty()) {
        for (const auto& [id, volunteer] : model.volunteers()) t.concerned_volunteers[id];
    }
    for (const auto& id : t.erased_requests) {
        const std::string household = model.household_of_erased(id);
        if (!household.empty()) t.concerned_households[household];
    }
}

}  // namespace

Touched touched_by(const EstateModel& model, Entries entries) {
    Touched t;
    t.estate = model.code();
    t.now = entries.back().event->fact().now();
    bool configured = false;
    for (const HistoryEntry& entry : entries) {
        const v1::Fact& fact = entry.event->fact();
        t.cover = t.cover || fact.kind() == v1::FACT_KIND_DUTY_CHANGED;
        configured = configured || fact.kind() == v1::FACT_KIND_ESTATE_CONFIGURED;
        t.volunteers.insert(fact.volunteer_ids().begin(), fact.volunteer_ids().end());
        for (const auto& image : entry.event->images()) touch_image(image, t);
        for (const auto& key : entry.event->erased()) touch_erased(key, t);
    }
    if (configured) touch_corrected(model, t);
    find_concerned_by_lost_found(model, t);
    find_concerned(model, t);
    find_subscribers(model, t);
    return t;
}

}  // namespace circle::gateway
