// Buildings, their staircases and lifts, as the configuration and the coordinators have them.
#pragma once

#include <circle/v1/entities.pb.h>

#include <string>

namespace circle::core {

// Characters of a unit's id, which is what is written on the house.
inline constexpr std::size_t kMaxUnitName = 64;

// Nullptr: there is none of that id.
const v1::Unit* find_unit(const v1::Building& building, const std::string& id);

// Where one goes in: the unit's entrance, or the building's point if it has no such unit or the
// unit no entrance of its own.
const v1::Point& entrance_of(const v1::Building& building, const std::string& unit);

// The outage of that lift, or nullptr: it goes, as far as anybody said.
const v1::LiftOutage* find_outage(const v1::Estate& estate, const std::string& building,
                                  const std::string& unit);

// Is there a lift, in order or not?
bool has_lift(const v1::EstateConfig& config, const std::string& building, const std::string& unit);

}  // namespace circle::core
