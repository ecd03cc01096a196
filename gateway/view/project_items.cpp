#include "gateway/view/project_items.hpp"

#include <algorithm>

#include "gateway/view/project_incidents.hpp"
#include "gateway/view/project_roster.hpp"
#include "gateway/view/project_safety.hpp"
#include "gateway/view/project_walk.hpp"
#include "gateway/view/rules.hpp"

namespace circle::gateway {
namespace {

constexpr std::uint32_t kReopenS = 86'400;  // the policy's default

v1::Personal open(const Lens& lens, const v1::Sealed& sealed) {
    return lens.sealer.open(sealed).value_or(v1::Personal());
}

// P6: past the mark, or the first contact did not answer, and nobody is at the door. The alarm of
// an outage rings on its lead, for all.
bool should_show_phone(const Lens& lens, const v1::Request& r) {
    if (is_terminal(r) || r.state() == v1::REQUEST_STATE_ARRIVED) return false;
    const v1::Request& bell = dispatched_for(lens.model, r);
    return r.breached_at() > 0 || (bell.has_alarm() && bell.alarm().contact() > 0);
}

std::string coordinator_name(const Lens& lens, const std::string& id) {
    for (const auto& contact : lens.model.config().contacts()) {
        if (contact.id() == id) return contact.name();
    }
    return id;
}

std::string name_of(const Lens& lens, const v1::Principal& who) {
    if (who.role() == v1::ROLE_COORDINATOR) return coordinator_name(lens, who.id());
    if (who.role() == v1::ROLE_RESIDENT) return personal_of_household(lens, who.id()).name();
    const v1::Volunteer* volunteer = lens.model.volunteer(who.id());
    return volunteer ? volunteer->name() : who.id();
}

template <class View>
void fill_remarks(const Lens& lens, const v1::Request& r, View& view) {
    for (const auto& remark : r.remarks()) {
        auto& shown = *view.add_remarks();
        shown.set_name(name_of(lens, remark.by()));
        shown.set_role(remark.by().role());
        shown.set_at(remark.at());
        shown.set_text(open(lens, remark.text()).note());
    }
}

template <class View>
void fill_outage(const Lens& lens, const v1::Request& r, View& view) {
    const v1::Incident* incident = incident_of(lens.model, r);
    if (!incident) return;
    view.set_incident_name(group_name(lens.model, *incident));
    view.set_incident_doors(static_cast<std::uint32_t>(incident->request_ids_size()));
}

// The helpers of this round; who came in an earlier one is in the timeline.
void fill_helpers(const Lens& lens, const v1::Request& r, bool coordinator, v1::RequestView& view) {
    for (int i = static_cast<int>(r.earlier_visits()); i < r.visits_size(); ++i) {
        const v1::Visit& visit = r.visits(i);
        v1::HelperView& helper = *view.add_helpers();
        helper = helper_of(lens, visit);
        helper.set_volunteer_id(visit.volunteer_id());
        if (coordinator) helper.set_assigned_by(coordinator_name(lens, visit.assigned_by()));
        if (coordinator) add_walk(visit, helper);
        if (coordinator) show_despite(visit, helper);
        if (coordinator || is_live(visit)) {
            helper.set_phone(personal_of_volunteer(lens, visit.volunteer_id()).phone());
        }
    }
}

// What household and coordinators both see.
v1::RequestView common_request(const Lens& lens, const v1::Request& r, bool coordinator) {
    v1::RequestView view;
    view.set_id(r.id());
    view.set_number(r.number());
    view.set_category(r.category());
    view.set_state(r.state());
    view.set_urgency(r.urgency());
    view.set_submitted_at(r.submitted_at());
    view.set_sla_due_at(r.sla_due_at());
    view.set_arrived_at(r.arrived_at());
    view.set_breached_at(r.breached_at());
    view.set_ended_at(r.ended_at());
    view.set_end_reason(r.end_reason());
    fill_helpers(lens, r, coordinator, view);
    view.set_show_phone(should_show_phone(lens, r));
    view.set_asked(static_cast<std::uint32_t>(
        std::count_if(r.offers().begin(), r.offers().end(), is_pending)));
    view.set_note(note_of(lens, r));
    *view.mutable_answers() = r.answers();
    view.set_headcount(r.headcount());
    view.set_clock_from(r.clock_from());
    view.set_reopens(r.reopens());
    show_clocks(r, coordinator, view);
    const v1::Incident* incident = incident_of(lens.model, r);
    if (incident) view.set_incident_id(incident->id());
    view.set_thanked_at(r.thanks().at());
    view.set_thanks(thanks_of(lens, r));
    return view;
}

// The others of this round who are coming, or have been there and are done.
void fill_companions(const Lens& lens, const v1::Request& r, const v1::Visit& own,
                     v1::VisitView& view) {
    for (int i = static_cast<int>(r.earlier_visits()); i < r.visits_size(); ++i) {
        const v1::Visit& visit = r.visits(i);
        const bool done = visit.state() == v1::VISIT_STATE_DONE;
        if (visit.volunteer_id() == own.volunteer_id() || !(is_live(visit) || done)) continue;
        auto& companion = *view.add_companions();
        const v1::Volunteer* volunteer = lens.model.volunteer(visit.volunteer_id());
        if (volunteer) companion.set_name(volunteer->name());
        companion.set_state(visit.state());
        companion.set_promised_at(visit.promised_at());
        companion.set_sent(was_sent(visit));
        if (!done) companion.set_phone(personal_of_volunteer(lens, visit.volunteer_id()).phone());
    }
}

}  // namespace

v1::Personal personal_of_household(const Lens& lens, const std::string& household) {
    const v1::Household* found = lens.model.household(household);
    return found ? open(lens, found->personal()) : v1::Personal();
}

v1::Personal personal_of_volunteer(const Lens& lens, const std::string& volunteer) {
    const v1::Volunteer* found = lens.model.volunteer(volunteer);
    return found ? open(lens, found->personal()) : v1::Personal();
}

v1::HelperView helper_of(const Lens& lens, const v1::Visit& visit) {
    v1::HelperView helper;
    const v1::Volunteer* volunteer = lens.model.volunteer(visit.volunteer_id());
    if (volunteer) helper.set_name(volunteer->name());
    helper.set_state(visit.state());
    helper.set_accepted_at(visit.accepted_at());
    helper.set_promised_at(visit.promised_at());
    helper.set_arrived_at(visit.arrived_at());
    helper.set_staff(volunteer && volunteer->staff());
    helper.set_sent(was_sent(visit));
    return helper;
}

std::string note_of(const Lens& lens, const v1::Request& request) {
    return request.has_note() ? open(lens, request.note()).note() : std::string();
}

std::string thanks_of(const Lens& lens, const v1::Request& request) {
    return request.thanks().has_text() ? open(lens, request.thanks().text()).note() : std::string();
}

v1::EstateView estate_view(const EstateModel& model, bool for_coordinator) {
    const v1::EstateConfig& config = model.config();
    v1::EstateView view;
    view.set_code(model.code());
    view.set_name(config.name());
    view.set_name_en(config.name_en());
    view.set_phone(config.phone());
    for (const auto& category : config.categories()) {
        auto& shown = *view.add_categories();
        shown.set_id(category.id());
        shown.set_name(category.name());
        shown.set_name_en(category.name_en());
        shown.set_icon(category.icon());
        shown.set_urgency(category.urgency());
        shown.set_safety(category.safety());
        shown.set_safety_en(category.safety_en());
        shown.set_lost_found(category.lost_found());
        shown.set_place(category.place());
        shown.set_headcount(std::max(category.headcount(), 1u));
        *shown.mutable_questions() = category.questions();
        show_rules(config, category, for_coordinator, shown);
    }
    for (const auto& building : config.buildings()) {
        auto& shown = *view.add_buildings();
        shown.set_id(building.id());
        shown.set_name(building.name());
        if (building.has_point()) *shown.mutable_point() = building.point();
        *shown.mutable_footprint() = building.footprint();
    }
    *view.mutable_features() = config.features();
    if (config.has_station()) *view.mutable_station() = config.station();
    *view.mutable_hours() = config.hours();
    view.set_utc_offset_min(config.utc_offset_min());
    view.set_reopen_s(config.policy().reopen_s() > 0 ? config.policy().reopen_s() : kReopenS);
    if (for_coordinator) *view.mutable_contacts() = config.contacts();
    if (for_coordinator) add_lifts(model, view);
    if (for_coordinator) *view.mutable_cover_rules() = config.cover();
    view.set_on_duty(model.on_duty());
    return view;
}

v1::Duty duty_of(const EstateModel& model, const v1::Volunteer& volunteer) {
    if (!model.live_request(volunteer.id()).empty()) return v1::DUTY_BUSY;
    return volunteer.duty() == v1::DUTY_UNSPECIFIED ? v1::DUTY_OFF : volunteer.duty();
}

v1::RequestView request_for_household(const Lens& lens, const v1::Request& request) {
    v1::RequestView view = common_request(lens, request, false);
    if (request.has_hold()) view.mutable_hold()->set_until(request.hold().until());
    // Of the alarm only that somebody has taken it, for the words beside the phone.
    const std::int64_t taken = dispatched_for(lens.model, request).alarm().acknowledged_at();
    if (view.show_phone() && taken > 0) view.mutable_alarm()->set_acknowledged_at(taken);
    return view;
}

v1::RequestView request_for_coordinator(const Lens& lens, const v1::Request& r) {
    v1::RequestView view = common_request(lens, r, true);
    const v1::Personal personal = personal_of_household(lens, r.household_id());
    view.set_building(lens.model.building_name(r.building()));
    view.set_door(personal.door());
    view.set_name(personal.name());
    view.set_phone(personal.phone());
    if (r.has_alarm()) *view.mutable_alarm() = r.alarm();
    for (int i = static_cast<int>(r.earlier_offers()); i < r.offers_size(); ++i) {
        const v1::Offer& offer = r.offers(i);
        auto& line = *view.add_offers();
        line.set_id(offer.id());
        line.set_volunteer_id(offer.volunteer_id());
        const v1::Volunteer* volunteer = lens.model.volunteer(offer.volunteer_id());
        if (volunteer) line.set_name(volunteer->name());
        line.set_outcome(offer.outcome());
        line.set_opened_at(offer.opened_at());
        line.set_expires_at(offer.expires_at());
        line.set_shown_at(offer.shown_at());
        line.set_walk_s(offer.walk_s());
    }
    view.set_household_id(r.household_id());
    if (r.has_point()) *view.mutable_point() = r.point();
    view.set_rung(r.rung());
    view.set_rung_due_at(is_looking(r) ? r.rung_due_at() : 0);
    if (r.has_hold()) *view.mutable_hold() = r.hold();
    view.set_place(r.place());
    fill_remarks(lens, r, view);
    return view;
}

v1::OfferView offer_for_volunteer(const Lens& lens, const v1::Request& r, const v1::Offer& offer) {
    v1::OfferView view;
    view.set_id(offer.id());
    view.set_request_id(r.id());
    view.set_category(r.category());
    view.set_building(lens.model.building_name(r.building()));
    view.set_walk_minutes((offer.walk_s() + 59) / 60);
    view.set_urgency(r.urgency());
    view.set_opened_at(offer.opened_at());
    view.set_expires_at(offer.expires_at());
    view.set_outcome(offer.outcome());
    view.set_confirm_by(offer.outcome() == v1::OFFER_OUTCOME_CONFIRMING ? offer.confirm_by() : 0);
    view.set_shown_at(offer.shown_at());
    view.set_headcount(r.headcount());
    view.set_life_threatening(r.life_threatening());
    view.set_reopens(r.reopens());
    *view.mutable_answers() = r.answers();
    view.set_standing(is_standing(lens.model, r, offer));
    add_walk(lens.model, r, offer, view);
    view.set_two_go_together(r.two_go_together());
    fill_outage(lens, r, view);
    return view;
}

bool is_standing(const EstateModel& model, const v1::Request& r, const v1::Offer& offer) {
    if (!was_missed(offer) || !is_looking(r)) return false;
    const v1::Volunteer* volunteer = model.volunteer(offer.volunteer_id());
    if (!volunteer || !may_go(r, *volunteer)) return false;
    // The volunteer's newest of this round.
    const v1::Offer* newest = nullptr;
    for (int i = static_cast<int>(r.earlier_offers()); i < r.offers_size(); ++i) {
        if (r.offers(i).volunteer_id() == offer.volunteer_id()) newest = &r.offers(i);
    }
    return newest == &offer;
}

v1::FailureView failure_for_coordinator(const Lens& lens, const v1::Failure& failure) {
    const v1::Principal& who = failure.principal();
    v1::FailureView view;
    view.set_id(failure.id());
    view.set_at(failure.at());
    view.set_role(who.role());
    view.set_command(failure.command());
    const bool resident = who.role() == v1::ROLE_RESIDENT;
    const v1::Personal personal =
        resident ? personal_of_household(lens, who.id()) : personal_of_volunteer(lens, who.id());
    view.set_name(resident ? personal.name() : name_of(lens, who));
    view.set_door(personal.door());
    view.set_phone(personal.phone());
    return view;
}

v1::VisitView visit_for_volunteer(const Lens& lens, const v1::Request& r, const v1::Visit& visit) {
    v1::VisitView view;
    view.set_request_id(r.id());
    view.set_category(r.category());
    view.set_state(visit.state());
    view.set_building(lens.model.building_name(r.building()));
    view.set_accepted_at(visit.accepted_at());
    view.set_promised_at(visit.promised_at());
    view.set_sla_due_at(r.sla_due_at());
    view.set_arrived_at(visit.arrived_at());
    view.set_number(r.number());
    const v1::Category* category = lens.model.category(r.category());
    if (category) view.set_safety(category->safety());
    view.set_headcount(r.headcount());
    *view.mutable_answers() = r.answers();
    view.set_ended_at(visit.ended_at());
    view.set_place(r.place());
    view.set_sent(was_sent(visit));
    show_despite(visit, view);
    if (!visit.assigned_by().empty()) {
        view.set_assigned_by(coordinator_name(lens, visit.assigned_by()));
    }
    if (is_thanked(r, visit)) {
        view.set_thanked_at(r.thanks().at());
        view.set_thanks(thanks_of(lens, r));
    }
    if (!is_live(visit)) return view;
    fill_outage(lens, r, view);
    fill_companions(lens, r, visit, view);
    show_clocks(r, category, view);
    fill_remarks(lens, r, view);
    if (r.place() == v1::PLACE_KIND_PLAN) *view.mutable_point() = r.point();
    const v1::Personal personal = personal_of_household(lens, r.household_id());
    view.set_door(personal.door());
    view.set_name(personal.name());
    view.set_phone(personal.phone());
    view.set_note(note_of(lens, r));
    add_walk(lens.model, r, visit, view);
    return view;
}

v1::VolunteerView volunteer_for_coordinator(const Lens& lens, const v1::Volunteer& volunteer) {
    v1::VolunteerView view;
    view.set_id(volunteer.id());
    view.set_name(volunteer.name());
    view.set_group(lens.model.building_name(volunteer.group()));
    *view.mutable_skills() = volunteer.skills();
    view.set_duty(duty_of(lens.model, volunteer));
    view.set_duty_since(volunteer.duty_since());
    if (volunteer.has_position()) *view.mutable_position() = volunteer.position();
    view.set_position_at(volunteer.position_at());
    view.set_staff(volunteer.staff());
    if (volunteer.has_checked_in()) {
        *view.mutable_whereabouts() = volunteer.checked_in();
    } else {
        for (const auto& building : lens.model.config().buildings()) {
            if (building.id() == volunteer.group()) *view.mutable_whereabouts() = building.point();
        }
    }
    view.set_request_id(lens.model.live_request(volunteer.id()));
    view.set_phone(personal_of_volunteer(lens, volunteer.id()).phone());
    view.set_sex(volunteer.sex());
    view.set_duty_until(volunteer.duty_until());
    *view.mutable_shifts() = shifts_of(lens.model, volunteer.id());
    return view;
}

}  // namespace circle::gateway
