#include "gateway/view/project.hpp"

#include <span>
#include <string>

#include "gateway/view/project_incidents.hpp"
#include "gateway/view/project_items.hpp"
#include "gateway/view/project_lost.hpp"
#include "gateway/view/project_roster.hpp"
#include "gateway/view/rules.hpp"

namespace circle::gateway {
namespace {

// Terminal requests in a coordinator's snapshot: the newest, and as far as there are more of today.
constexpr std::size_t kEndedOfEstate = 50;
constexpr std::size_t kEndedToday = 300;
constexpr std::size_t kPastVisits = 10;  // requests in a volunteer's

bool is_volunteer(v1::Role role) {
    return role == v1::ROLE_VOLUNTEER || role == v1::ROLE_STAFF;
}

void add_me(const Lens& lens, const v1::Principal& viewer, v1::View& view) {
    view.mutable_me()->set_id(viewer.id());
    if (viewer.role() == v1::ROLE_RESIDENT) {
        const v1::Personal personal = personal_of_household(lens, viewer.id());
        view.mutable_me()->set_name(personal.name());
        view.mutable_me()->set_door(personal.door());
    } else if (is_volunteer(viewer.role())) {
        const v1::Volunteer* volunteer = lens.model.volunteer(viewer.id());
        if (!volunteer) return;
        view.mutable_me()->set_name(volunteer->name());
        view.mutable_me()->set_duty(duty_of(lens.model, *volunteer));
        view.mutable_me()->set_staff(volunteer->staff());
        view.mutable_me()->set_group(lens.model.building_name(volunteer->group()));
        fill_duty(lens.model, *volunteer, *view.mutable_me());
    } else if (viewer.role() == v1::ROLE_COORDINATOR) {
        for (const auto& contact : lens.model.config().contacts()) {
            if (contact.id() == viewer.id()) view.mutable_me()->set_name(contact.name());
        }
    }
}

// `changed_at` > 0: also what of the viewer's ended at that moment, and offers that may be standing
// no longer.
void add_engagement(const Lens& lens, const v1::Principal& viewer, const v1::Request& r,
                    std::int64_t changed_at, v1::View& view) {
    for (const auto& offer : r.offers()) {
        if (offer.volunteer_id() != viewer.id()) continue;
        const bool news = changed_at > 0 && (offer.ended_at() == changed_at || ran_out(offer));
        if (is_pending(offer) || news || is_standing(lens.model, r, offer)) {
            *view.add_offers() = offer_for_volunteer(lens, r, offer);
        }
    }
    for (const auto& visit : r.visits()) {
        if (visit.volunteer_id() != viewer.id()) continue;
        const bool thanked = is_thanked(r, visit) && r.thanks().at() == changed_at;
        if (is_live(visit) || (changed_at > 0 && (visit.ended_at() == changed_at || thanked))) {
            *view.add_visits() = visit_for_volunteer(lens, r, visit);
        }
    }
}

void add_past_visits(const Lens& lens, const v1::Principal& viewer, v1::View& view) {
    for (const v1::Request* r : lens.model.past_visits(viewer.id(), kPastVisits)) {
        const v1::Visit* newest = nullptr;
        for (const auto& visit : r->visits()) {
            if (visit.volunteer_id() == viewer.id()) newest = &visit;
        }
        if (newest && !is_live(*newest))
            *view.add_visits() = visit_for_volunteer(lens, *r, *newest);
    }
}

void add_failures(const Lens& lens, v1::View& view) {
    for (const auto& [id, failure] : lens.model.failures()) {
        *view.add_failures() = failure_for_coordinator(lens, failure.value);
    }
}

std::span<const v1::Request* const> concerning(const Touched::Concerned& concerned,
                                               const v1::Principal& viewer) {
    const auto it = concerned.find(viewer.id());
    if (it == concerned.end()) return {};
    return it->second;
}

void update_resident(const Lens& lens, const Touched& t, const v1::Principal& viewer,
                     v1::View& view) {
    if (t.households.contains(viewer.id())) add_me(lens, viewer, view);
    for (const v1::Request* r : concerning(t.concerned_households, viewer)) {
        *view.add_requests() = request_for_household(lens, *r);
    }
    for (const auto& id : t.erased_requests) {
        if (!lens.model.request(id) && lens.model.household_of_erased(id) == viewer.id()) {
            view.add_removed("requests/" + id);
        }
    }
    update_incidents(lens, t, viewer, view);
}

void update_volunteer(const Lens& lens, const Touched& t, const v1::Principal& viewer,
                      v1::View& view) {
    if (t.volunteers.contains(viewer.id())) add_me(lens, viewer, view);
    for (const v1::Request* r : concerning(t.concerned_volunteers, viewer)) {
        add_engagement(lens, viewer, *r, t.now, view);
    }
    update_shift_changes(lens.model, t, viewer, view);
}

void update_coordinator(const Lens& lens, const Touched& t, const v1::Principal& viewer,
                        v1::View& view) {
    update_incidents(lens, t, viewer, view);
    for (const auto& id : t.requests) {
        const v1::Request* r = lens.model.request(id);
        if (r) *view.add_requests() = request_for_coordinator(lens, *r);
    }
    for (const auto& id : t.volunteers) {
        const v1::Volunteer* volunteer = lens.model.volunteer(id);
        if (volunteer) *view.add_volunteers() = volunteer_for_coordinator(lens, *volunteer);
    }
    for (const auto& id : t.failures) {
        const auto it = lens.model.failures().find(id);
        if (it == lens.model.failures().end()) {
            view.add_removed("failures/" + id);
        } else {
            *view.add_failures() = failure_for_coordinator(lens, it->second.value);
        }
    }
    for (const auto& id : t.erased_requests) {
        if (!lens.model.request(id)) view.add_removed("requests/" + id);
    }
    for (const auto& id : t.erased_volunteers) {
        if (!lens.model.volunteer(id)) view.add_removed("volunteers/" + id);
    }
    update_shift_changes(lens.model, t, viewer, view);
    update_gaps(lens.model, t, view);
}

}  // namespace

v1::View project(const EstateModel& model, const v1::Principal& viewer,
                 const sealed::Sealer& sealer) {
    const Lens lens{model, sealer};
    const bool coordinator = viewer.role() == v1::ROLE_COORDINATOR;
    v1::View view;
    if (viewer.estate() != model.code()) return view;
    if (!coordinator && !is_volunteer(viewer.role()) && viewer.role() != v1::ROLE_RESIDENT) {
        return view;
    }
    *view.mutable_estate() = estate_view(model, coordinator);
    *view.mutable_estate()->mutable_cover() = cover_for(model, viewer);
    add_me(lens, viewer, view);
    add_shift_changes(model, viewer, view);
    if (viewer.role() == v1::ROLE_RESIDENT) {
        const auto requests = model.recent_requests_of(viewer.id(), kEndedOfHousehold);
        for (const auto* r : requests) *view.add_requests() = request_for_household(lens, *r);
        add_incidents_of(lens, requests, view);
    } else if (coordinator) {
        for (const auto* r : model.recent_requests(kEndedOfEstate, kEndedToday)) {
            *view.add_requests() = request_for_coordinator(lens, *r);
        }
        for (const auto& [id, volunteer] : model.volunteers()) {
            *view.add_volunteers() = volunteer_for_coordinator(lens, volunteer.value);
        }
        add_failures(lens, view);
        add_all_incidents(lens, view);
        add_gaps(model, view);
    } else {
        add_past_visits(lens, viewer, view);
        for (const auto* r : model.engagements(viewer.id())) {
            add_engagement(lens, viewer, *r, 0, view);
        }
    }
    add_lost_found(lens, viewer, view);
    return view;
}

std::optional<v1::View> project(const EstateModel& model, const Touched& t,
                                const v1::Principal& viewer, const sealed::Sealer& sealer) {
    if (viewer.estate() != model.code() || t.estate != model.code()) return std::nullopt;
    const Lens lens{model, sealer};
    v1::View view;
    bool anything = false;
    switch (viewer.role()) {
        case v1::ROLE_RESIDENT:
            update_resident(lens, t, viewer, view);
            break;
        case v1::ROLE_VOLUNTEER:
        case v1::ROLE_STAFF:
            update_volunteer(lens, t, viewer, view);
            break;
        case v1::ROLE_COORDINATOR:
            update_coordinator(lens, t, viewer, view);
            anything = true;  // the fact itself
            break;
        default:
            return std::nullopt;
    }
    update_lost_found(lens, t, viewer, view);
    if (t.config) {
        *view.mutable_estate() = estate_view(model, viewer.role() == v1::ROLE_COORDINATOR);
        *view.mutable_estate()->mutable_cover() = cover_for(model, viewer);
    } else if (t.cover) {
        view.mutable_cover()->set_on_duty(model.on_duty());
        *view.mutable_cover()->mutable_categories() = cover_for(model, viewer);
    }
    if (t.config && !view.has_me()) add_me(lens, viewer, view);
    anything = anything || view.has_estate() || view.has_cover() || view.has_me() ||
               view.requests_size() > 0 || view.offers_size() > 0 || view.visits_size() > 0 ||
               view.removed_size() > 0 || view.incidents_size() > 0 || view.lost_size() > 0 ||
               view.items_size() > 0 || view.shift_changes_size() > 0;
    if (!anything) return std::nullopt;
    return view;
}

std::optional<v1::Timeline> project_timeline(const EstateModel& model, const std::string& request,
                                             const v1::Principal& viewer) {
    if (viewer.role() != v1::ROLE_COORDINATOR || viewer.estate() != model.code() ||
        !model.request(request)) {
        return std::nullopt;
    }
    v1::Timeline timeline;
    timeline.set_request_id(request);
    for (auto& fact : model.timeline(request)) *timeline.add_facts() = std::move(fact);
    return timeline;
}

}  // namespace circle::gateway
