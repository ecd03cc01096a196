// What would help most, by trying it.
#pragma once

#include "dispatcher/sim/planning/plan.hpp"

namespace circle::sim {

// Fills base and helps; staffing and roster are there already. All changes meet the same requests.
void try_helps(Plan& plan, const Progress& progress);

}  // namespace circle::sim
