// An estate as files: estate.toml, households.csv, volunteers.csv, and where there are any
// staff.csv, shifts.csv and plan.geojson. docs/estate-folder.md describes them.
#pragma once

#include <circle/v1/estate.pb.h>

#include <filesystem>

#include "common/sealed/sealer.hpp"
#include "deploy/estate/problems.hpp"

namespace circle::deploy {

// What a ConfigureEstate command carries, people included, personal fields sealed. Meaningful only
// if nothing was added to `problems`; the core checks the whole once more.
v1::EstateConfig read_estate(const std::filesystem::path& folder, const sealed::Sealer& sealer,
                             Problems& problems);

}  // namespace circle::deploy
