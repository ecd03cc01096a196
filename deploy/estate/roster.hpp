// The roster of an estate folder: shifts.csv, and the [[cover]] sections of estate.toml.
#pragma once

#include <circle/v1/estate.pb.h>

#include <filesystem>
#include <string>

#include "deploy/estate/csv.hpp"
#include "deploy/estate/toml_document.hpp"
#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {

inline const Columns kShiftColumns{{"volunteer", "weekday", "from", "to"}};

// Adds the shifts of shifts.csv to `config`, which has its volunteers already; a folder without the
// file has none. `toml` collects the problems.
void read_shifts(const std::filesystem::path& folder, const TomlDocument& toml,
                 v1::EstateConfig& config);

// What read_shifts() reads the same from; empty: there are none.
std::string shifts_text(const v1::EstateConfig& config);

// [[cover]]: how many with which skill are to be on the roster, and when.
void read_cover(TomlSection& root, v1::EstateConfig& config);

}  // namespace circle::deploy
