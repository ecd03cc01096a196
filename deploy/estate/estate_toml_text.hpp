// estate.toml as a person would have written it.
#pragma once

#include <circle/v1/estate.pb.h>

#include <string>

namespace circle::deploy {

std::string estate_toml_text(const v1::EstateConfig& config);

}  // namespace circle::deploy
