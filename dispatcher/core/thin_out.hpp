// Fewer points for nearly the same line.
#pragma once

#include <vector>

#include "dispatcher/core/plane.hpp"

namespace circle::core {

// At most `most` (≥ 2) points, the first and the last kept. Points that lie within a decimetre of
// the line without them go first, then those whose going changes it least (Visvalingam and Whyatt).
std::vector<Spot> thin_out(std::vector<Spot> line, std::size_t most);

}  // namespace circle::core
