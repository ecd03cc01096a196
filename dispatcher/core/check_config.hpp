// Is an estate's configuration complete and consistent in itself?
#pragma once

#include <circle/v1/estate.pb.h>

#include <optional>
#include <string>

namespace circle::core {

// Path of the first field that is not accepted, e.g. "households[3].building"; nothing: all is
// well. `code`: of the estate that the command is sent to.
std::optional<std::string> check_config(const std::string& code, const v1::EstateConfig& config);

}  // namespace circle::core
