// Households and volunteers as a configuration lists them and as the shard keeps them, both ways:
// what a configuration says of somebody survives the way there and back.
#pragma once

#include <circle/v1/entities.pb.h>
#include <circle/v1/estate.pb.h>

namespace circle::core {

v1::Household household_of(const v1::HouseholdConfig& config);
// Duty, position and workload are the volunteer's own and stay as `held` has them.
v1::Volunteer volunteer_of(const v1::VolunteerConfig& config, const v1::Volunteer& held);

v1::HouseholdConfig config_of(const v1::Household& household);
v1::VolunteerConfig config_of(const v1::Volunteer& volunteer);

}  // namespace circle::core
