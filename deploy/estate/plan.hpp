// plan.geojson (RFC 7946): outlines of buildings, gates, paths, lawns, ponds and entrances, for the
// plan on the pages and for walking times.
#pragma once

#include <circle/v1/estate.pb.h>

#include <filesystem>
#include <string>

#include "deploy/estate/toml_document.hpp"

namespace circle::deploy {

// Footprints and entrances go to the buildings that `config` has already, the rest to its features.
// `config` has its households, who must live behind these entrances. A folder without the file has
// no plan. `toml`: what was wrong in there is not said again.
void read_plan(const std::filesystem::path& file, const TomlDocument& toml,
               v1::EstateConfig& config);

// What read_plan() reads the same from; empty: there is nothing to draw.
std::string write_plan(const v1::EstateConfig& config);

}  // namespace circle::deploy
