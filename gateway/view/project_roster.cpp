#include "gateway/view/project_roster.hpp"

namespace circle::gateway {
namespace {

bool concerns(const v1::ShiftChange& change, const v1::Principal& viewer) {
    if (viewer.role() == v1::ROLE_COORDINATOR) return true;
    if (viewer.role() != v1::ROLE_VOLUNTEER && viewer.role() != v1::ROLE_STAFF) return false;
    const bool open_to_all =
        change.state() == v1::SHIFT_CHANGE_STATE_ASKED && change.with_volunteer_id().empty();
    return open_to_all || change.volunteer_id() == viewer.id() ||
           change.with_volunteer_id() == viewer.id();
}

std::string name_of(const EstateModel& model, const std::string& volunteer) {
    const v1::Volunteer* found = model.volunteer(volunteer);
    return found ? found->name() : std::string();
}

v1::ShiftChangeView shift_change_view(const EstateModel& model, const v1::ShiftChange& change) {
    v1::ShiftChangeView view;
    view.set_id(change.id());
    view.set_kind(change.kind());
    view.set_state(change.state());
    view.set_volunteer_id(change.volunteer_id());
    view.set_name(name_of(model, change.volunteer_id()));
    view.set_with_volunteer_id(change.with_volunteer_id());
    view.set_with_name(name_of(model, change.with_volunteer_id()));
    view.set_from(change.from());
    view.set_to(change.to());
    view.set_asked_at(change.asked_at());
    view.set_answered_at(change.answered_at());
    view.set_reason(change.reason());
    return view;
}

}  // namespace

Shifts shifts_of(const EstateModel& model, const std::string& volunteer) {
    Shifts shifts;
    for (const v1::Shift& shift : model.config().shifts()) {
        if (shift.volunteer() == volunteer) *shifts.Add() = shift;
    }
    return shifts;
}

void fill_duty(const EstateModel& model, const v1::Volunteer& volunteer, v1::MeView& me) {
    me.set_duty_until(volunteer.duty_until());
    if (volunteer.duty() == v1::DUTY_ON_DUTY) me.set_duty_since(volunteer.duty_since());
    *me.mutable_shifts() = shifts_of(model, volunteer.id());
    me.set_waiting(volunteer.waiting());
}

CategoryCovers cover_for(const EstateModel& model, const v1::Principal& viewer) {
    CategoryCovers own;
    if (viewer.role() != v1::ROLE_RESIDENT) return own;
    const v1::Household* household = model.household(viewer.id());
    if (!household) return own;
    for (const v1::CategoryCover& line : model.cover().categories()) {
        if (line.building() == household->building()) *own.Add() = line;
    }
    return own;
}

void add_shift_changes(const EstateModel& model, const v1::Principal& viewer, v1::View& view) {
    for (const auto& [id, change] : model.shift_changes()) {
        if (!concerns(change.value, viewer)) continue;
        *view.add_shift_changes() = shift_change_view(model, change.value);
    }
}

void update_shift_changes(const EstateModel& model, const Touched& t, const v1::Principal& viewer,
                          v1::View& view) {
    for (const auto& id : t.shift_changes) {
        const auto it = model.shift_changes().find(id);
        if (it != model.shift_changes().end() && concerns(it->second.value, viewer)) {
            *view.add_shift_changes() = shift_change_view(model, it->second.value);
        } else {
            view.add_removed("shift_changes/" + id);
        }
    }
}

void add_gaps(const EstateModel& model, v1::View& view) {
    for (const auto& [id, gap] : model.cover_gaps()) *view.add_gaps() = gap.value;
}

void update_gaps(const EstateModel& model, const Touched& t, v1::View& view) {
    for (const auto& id : t.gaps) {
        const auto it = model.cover_gaps().find(id);
        if (it == model.cover_gaps().end()) {
            view.add_removed("gaps/" + id);
        } else {
            *view.add_gaps() = it->second.value;
        }
    }
}

}  // namespace circle::gateway
