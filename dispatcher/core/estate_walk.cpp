// Who is how far from a request's door: the estate's configuration meets its walk graph.
#include "dispatcher/core/entrances.hpp"
#include "dispatcher/core/estate.hpp"

namespace circle::core {
namespace {

// Of a place on the plan: none.
Climb climb_to(const Estate& estate, const v1::Request& request) {
    Climb climb;
    climb.floors = floors_from_ground(request.floor());
    const v1::Building* building = estate.building(request.building());
    if (request.place() == v1::PLACE_KIND_PLAN || !building || building->units().empty()) {
        // Below ground nothing was ever counted where nothing is known.
        if (request.floor() < 1) climb.floors = 0;
        return climb;
    }
    const auto household = estate.households.find(request.household_id());
    const std::string unit =
        household == estate.households.end() ? std::string() : household->second.value.unit();
    const bool goes = has_lift(estate.config.value.config(), building->id(), unit) &&
                      !find_outage(estate.config.value, building->id(), unit);
    climb.by = goes ? Climb::By::lift : Climb::By::stairs;
    return climb;
}

}  // namespace

double pace_of(const VolunteerRecord& volunteer) {
    return volunteer.value.pace_mps() > 0 ? volunteer.value.pace_mps() : 1.0;
}

const Walks::Door& Estate::door(const v1::Request& request) const {
    if (const Walks::Door* kept = walks.door(request.id())) return *kept;
    const Place place{request.point().lat(), request.point().lon(), request.floor()};
    return walks.keep(request.id(), place, climb_to(*this, request));
}

double Estate::walk_seconds(const VolunteerRecord& volunteer, const Walks::Door& door,
                            Time now) const {
    walks.find(whereabouts(volunteer, now), volunteer.stand);
    const double pace = pace_of(volunteer);
    return walks.seconds(volunteer.stand, door, policy.detour, pace) +
           door.climb.seconds(policy, pace);
}

std::vector<v1::Point> Estate::route(const VolunteerRecord& volunteer, const v1::Request& request,
                                     Time now) const {
    if (!walks.graph()) return {};
    walks.find(whereabouts(volunteer, now), volunteer.stand);
    return walks.graph()->route(volunteer.stand.foot, door(request).row.to);
}

std::uint32_t Estate::floors_on_foot(const VolunteerRecord& volunteer,
                                     const v1::Request& request) const {
    return door(request).climb.on_foot(policy, pace_of(volunteer));
}

void Estate::survey_paths() {
    walks.begin(WalkGraph::build(config.value.config().features()));
}

}  // namespace circle::core
