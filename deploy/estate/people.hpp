// households.csv, volunteers.csv and staff.csv.
#pragma once

#include <circle/v1/estate.pb.h>

#include <filesystem>

#include "common/sealed/sealer.hpp"
#include "deploy/estate/csv.hpp"
#include "deploy/estate/toml_document.hpp"

namespace circle::deploy {

inline const Columns kHouseholdColumns{{"id", "building", "unit", "floor", "door", "name", "phone"},
                                       {"lat", "lon", "lives_alone", "groups"}};
inline const Columns kHelperColumns{{"id", "name", "group", "skills", "pace_mps", "door", "phone"},
                                    {"sex"}};

// Adds the people of `folder` to `config`, which has what is in estate.toml already. `toml`: what
// was wrong in there is not said again where somebody refers to it.
void read_people(const std::filesystem::path& folder, const TomlDocument& toml,
                 const sealed::Sealer& sealer, v1::EstateConfig& config);

}  // namespace circle::deploy
