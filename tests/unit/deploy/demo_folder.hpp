// The demo estate, as it lies in the source tree.
#pragma once

#include <filesystem>

namespace circle::deploy {

inline const std::filesystem::path kDemo = std::filesystem::path(CIRCLE_ESTATES_DIR) / "xinghe";

}  // namespace circle::deploy
