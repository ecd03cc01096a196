// [policy] of estate.toml: the numbers of the dispatch policy.
#pragma once

#include <circle/v1/estate.pb.h>

#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {

// What is accepted is the core's answer: ranges, and which field is bounded by which other one.
void read_policy(TomlSection& root, v1::Policy& policy);

}  // namespace circle::deploy
