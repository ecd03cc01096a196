// What a volunteer says of themselves: on duty or not, and where they are.
#include <cmath>

#include "dispatcher/core/duty.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/matching.hpp"

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
    VolunteerRecord& volunteer = it->second;
    const Roster roster(turn.estate(), turn.now(), turn.now());
    const Span* running = roster.at(id, turn.now());
    const bool on = command.duty() == v1::DUTY_ON_DUTY;
    // Off before the shift's own timer was served: said during the shift, so it wins.
    const bool averts = !on && is_called_by_shift(volunteer.value, running);
    if (volunteer.value.duty() == command.duty() && !averts) return repeated();
    change_duty(turn, volunteer, command.duty(), on && running ? running->to : 0,
                on ? "on_duty" : "off");
    if (command.at_station()) *volunteer.value.mutable_checked_in() = station.point();
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
    if (is_free(it->second)) turn.free_capacity();  // they may be near enough now
    return accepted();
}

}  // namespace circle::core
