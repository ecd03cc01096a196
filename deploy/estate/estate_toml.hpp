// estate.toml: everything but the people and the drawing.
#pragma once

#include <circle/v1/estate.pb.h>

#include "deploy/estate/toml_document.hpp"

namespace circle::deploy {

void read_estate_toml(TomlDocument& document, v1::EstateConfig& config);

}  // namespace circle::deploy
