// plan.geojson (RFC 7946): outlines of buildings, gates, paths, lawns and ponds, for the plan on
// the pages.
#pragma once

#include <circle/v1/estate.pb.h>

#include <filesystem>

#include "deploy/estate/problems.hpp"

namespace circle::deploy {

// Footprints go to the buildings that `config` has already, the rest to its features. A folder
// without the file has no plan.
void read_plan(const std::filesystem::path& file, v1::EstateConfig& config, Problems& problems);

}  // namespace circle::deploy
