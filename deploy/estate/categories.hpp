// The [[categories]] of estate.toml: what can be asked for, and what is asked back.
#pragma once

#include <circle/v1/estate.pb.h>

#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {

void read_categories(TomlSection& root, v1::EstateConfig& config);

}  // namespace circle::deploy
