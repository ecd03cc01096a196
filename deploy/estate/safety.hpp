// What estate.toml says of safety, targets and the licensed trade.
#pragma once

#include <circle/v1/estate.pb.h>

#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {

// licence, two_if_alone, may_ask_sex, sla_s, [trade] and [script] of a category.
void read_safety(TomlSection& section, v1::Category& category);
// licence and life_threatening of an answer.
void read_safety(TomlSection& section, v1::Option& option);
// [script] of the estate; complains of categories whose answers need one that is not there.
void read_script(TomlSection& root, v1::EstateConfig& config);

}  // namespace circle::deploy
