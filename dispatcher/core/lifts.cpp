// A lift that does not go: everybody climbs, and everybody is told.
#include <algorithm>

#include "dispatcher/core/entrances.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

// The field that names no lift, and how.
std::optional<v1::Outcome> check_lift(const Estate& estate, const v1::SetLift& command) {
    const v1::Building* building = estate.building(command.building());
    if (!building) return refused(v1::CODE_NOT_FOUND, "set_lift.building");
    const v1::Unit* unit = find_unit(*building, command.unit());
    if (!unit) return refused(v1::CODE_NOT_FOUND, "set_lift.unit");
    if (!unit->lift()) return refused(v1::CODE_INVALID, "set_lift.unit");
    const std::size_t words = code_points(command.reason());
    const bool silent = command.out_of_order() && words == 0;
    if (silent || words > kMaxReason) return refused(v1::CODE_INVALID, "set_lift.reason");
    return std::nullopt;
}

void note(Turn& turn, const v1::SetLift& command, const v1::Principal& who) {
    auto& lifts = *turn.estate().config.value.mutable_lifts_out();
    if (command.out_of_order()) {
        v1::LiftOutage& lift = *lifts.Add();
        lift.set_building(command.building());
        lift.set_unit(command.unit());
        lift.set_since(turn.at());
        lift.set_by(who.id());
        lift.set_reason(command.reason());
        return;
    }
    const auto it = std::find_if(lifts.begin(), lifts.end(), [&](const v1::LiftOutage& lift) {
        return lift.building() == command.building() && lift.unit() == command.unit();
    });
    lifts.erase(it);
}

// Floors to climb now, for those who are asked or on their way; who has not been promised yet has
// the new time, too. True if something changed.
bool measure_anew(const Estate& estate, v1::Request& request, Time now) {
    bool changed = false;
    const auto count = [&](auto& deed) {
        const auto floors =
            estate.floors_on_foot(estate.volunteers.at(deed.volunteer_id()), request);
        const bool other = floors != deed.floors();
        deed.set_floors(floors);
        changed = changed || other;
        return other;
    };
    for (v1::Offer& offer : *request.mutable_offers()) {
        if (!is_pending(offer) || !count(offer)) continue;
        const VolunteerRecord& volunteer = estate.volunteers.at(offer.volunteer_id());
        offer.set_walk_s(walk_seconds(estate, estate.door(request), volunteer, now));
    }
    for (v1::Visit& visit : *request.mutable_visits()) {
        if (is_live(visit) && visit.state() != v1::VISIT_STATE_ARRIVED) count(visit);
    }
    return changed;
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::SetLift& command, const v1::Principal& who) {
    Estate& estate = turn.estate();
    if (const auto no = check_lift(estate, command)) return *no;
    const bool out = find_outage(estate.config.value, command.building(), command.unit());
    if (out == command.out_of_order()) return repeated();
    note(turn, command, who);
    turn.record(v1::FACT_KIND_LIFT_CHANGED)
        .set_reason(command.building() + "/" + command.unit() +
                    (command.out_of_order() ? " out" : " running"));
    turn.touch_config();
    estate.walks.forget_doors();
    for (auto& [id, record] : estate.requests) {  // in no order: images come in that of their ids
        v1::Request& r = record.value;
        if (is_terminal(r.state()) || r.building() != command.building()) continue;
        if (measure_anew(estate, r, turn.now())) turn.touch(record);
    }
    turn.free_capacity();
    return accepted();
}

}  // namespace circle::core
