// What the core accepts in a field that it has refused.
#pragma once

#include <string>
#include <string_view>

#include "gateway/ws/texts.hpp"

namespace circle::gateway {

// "submit.category: a category of this estate"; empty if nothing more is known of the field.
// `field` is the path of an outcome with CODE_INVALID, list positions included.
std::string accepted_in(std::string_view field, Lang lang);

}  // namespace circle::gateway
