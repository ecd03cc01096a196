#include "dispatcher/core/people_config.hpp"

namespace circle::core {

namespace {

// What both forms of a household have.
template <class To, class From>
To copy_household(const From& from) {
    To h;
    h.set_id(from.id());
    h.set_building(from.building());
    h.set_unit(from.unit());
    h.set_floor(from.floor());
    if (from.has_point()) *h.mutable_point() = from.point();
    if (from.has_personal()) *h.mutable_personal() = from.personal();
    h.set_lives_alone(from.lives_alone());
    *h.mutable_groups() = from.groups();
    return h;
}

// What both forms of a volunteer have, but for the personal part.
template <class To, class From>
void copy_volunteer(const From& from, To& v) {
    v.set_id(from.id());
    v.set_name(from.name());
    v.set_group(from.group());
    *v.mutable_skills() = from.skills();
    v.set_pace_mps(from.pace_mps());
    v.set_staff(from.staff());
    v.set_sex(from.sex());
}

}  // namespace

v1::Household household_of(const v1::HouseholdConfig& from) {
    return copy_household<v1::Household>(from);
}

v1::Volunteer volunteer_of(const v1::VolunteerConfig& from, const v1::Volunteer& held) {
    v1::Volunteer v = held;
    copy_volunteer(from, v);
    if (from.has_personal()) {
        *v.mutable_personal() = from.personal();
    } else {
        v.clear_personal();
    }
    if (v.duty() == v1::DUTY_UNSPECIFIED) v.set_duty(v1::DUTY_OFF);
    return v;
}

v1::HouseholdConfig config_of(const v1::Household& from) {
    return copy_household<v1::HouseholdConfig>(from);
}

v1::VolunteerConfig config_of(const v1::Volunteer& from) {
    v1::VolunteerConfig v;
    copy_volunteer(from, v);
    if (from.has_personal()) *v.mutable_personal() = from.personal();
    return v;
}

}  // namespace circle::core
