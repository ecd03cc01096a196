// What a volunteer says of themselves: on duty or not, and where they are.
#include <cmath>

#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"

namespace circle::core {

v1::Outcome handle(Turn& turn, const v1::SetDuty& command, const v1::Principal& who) {
    const bool by_coordinator = who.role() == v1::ROLE_COORDINATOR;
    if (!by_coordinator && !command.volunteer_id().empty() && command.volunteer_id() != who.id()) {
        return refused(v1::CODE_FORBIDDEN, "set_duty.volunteer_id");
    }
    const std::string& id = by_coordinator ? command.volunteer_id() : who.id();
    const auto it = turn.estate().volunteers.find(id);
    if (it == turn.estate().volunteers.end()) {
        return refused(v1::CODE_NOT_FOUND, "set_duty.volunteer_id");
    }
    if (command.duty() != v1::DUTY_OFF && command.duty() != v1::DUTY_ON_DUTY) {
        return refused(v1::CODE_INVALID, "set_duty.duty");
    }
    const v1::Station& station = turn.estate().config.value.config().station();
    if (command.at_station() && (command.duty() == v1::DUTY_OFF || !station.has_point())) {
        return refused(v1::CODE_INVALID, "set_duty.at_station");
    }
    v1::Volunteer& volunteer = it->second.value;
    if (volunteer.duty() == command.duty()) {
        return repeated();
    }
    volunteer.set_duty(command.duty());
    volunteer.set_duty_since(turn.now());
    volunteer.clear_checked_in();
    if (command.at_station()) *volunteer.mutable_checked_in() = station.point();
    v1::Fact& fact = turn.record(v1::FACT_KIND_DUTY_CHANGED);
    fact.add_volunteer_ids(id);
    fact.set_reason(command.duty() == v1::DUTY_ON_DUTY ? "on_duty" : "off");
    turn.touch(it->second);
    if (command.duty() == v1::DUTY_OFF) {
        withdraw_offers_of(turn, id, "off_duty");
    } else {
        turn.free_capacity();
    }
    return accepted();
}

v1::Outcome handle(Turn& turn, const v1::SetPosition& command, const v1::Principal& who) {
    const auto it = turn.estate().volunteers.find(who.id());
    if (it == turn.estate().volunteers.end()) return refused(v1::CODE_NOT_FOUND, "principal.id");
    const v1::Point& p = command.position();
    if (!command.has_position() || !(std::abs(p.lat()) <= 90)) {
        return refused(v1::CODE_INVALID, "set_position.position.lat");
    }
    if (!(std::abs(p.lon()) <= 180)) return refused(v1::CODE_INVALID, "set_position.position.lon");
    *it->second.value.mutable_position() = p;
    it->second.value.set_position_at(turn.at());
    turn.record(v1::FACT_KIND_POSITION_CHANGED).add_volunteer_ids(who.id());
    turn.touch(it->second);
    return accepted();
}

}  // namespace circle::core
