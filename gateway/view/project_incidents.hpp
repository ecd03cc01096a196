// How an outage looks to coordinators, to the households that wait for it, and to its helpers.
// Households see how many ask, who comes and what was announced; never who else asked (P8, P9).
#pragma once

#include <string>
#include <vector>

#include "gateway/view/project_items.hpp"
#include "gateway/view/touched.hpp"

namespace circle::gateway {

// The incident that the request is part of or was when it ended, as its lead or folded into it;
// nullptr: none. A lead that was opened again is part of none.
const v1::Incident* incident_of(const EstateModel& model, const v1::Request& request);

// The request that is dispatched for this one: the lead of its incident, else itself.
const v1::Request& dispatched_for(const EstateModel& model, const v1::Request& request);

// The group's name; its id when the configuration has it no more.
std::string group_name(const EstateModel& model, const v1::Incident& incident);

v1::IncidentView incident_for_household(const Lens& lens, const v1::Incident& incident);
v1::IncidentView incident_for_coordinator(const Lens& lens, const v1::Incident& incident);

// Those of a snapshot: of the viewer's requests, or for a coordinator all that go on and the newest
// that ended.
void add_incidents_of(const Lens& lens, const std::vector<const v1::Request*>& requests,
                      v1::View& view);
void add_all_incidents(const Lens& lens, v1::View& view);

// Those of an update, and for coordinators which are gone.
void update_incidents(const Lens& lens, const Touched& touched, const v1::Principal& viewer,
                      v1::View& view);

}  // namespace circle::gateway
