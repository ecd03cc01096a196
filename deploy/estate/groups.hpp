// [[groups]]: doors that share a riser, a heating loop or a distribution box.
#pragma once

#include <circle/v1/estate.pb.h>

#include <string>
#include <vector>

#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {

// Adds the groups to `config`, which has its categories already.
void read_groups(TomlSection& root, v1::EstateConfig& config);

// As it is written in the file: "riser".
std::string kind_word(v1::DoorGroupKind kind);

// "a;b" → a, b. Blanks around and empty parts are left out.
std::vector<std::string> parts_of(const std::string& text);

}  // namespace circle::deploy
