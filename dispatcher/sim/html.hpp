// A comparison as one page that needs nothing else: no scripts, no files, no network.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/sim/compare.hpp"

namespace circle::sim {

// For each setting the figures and four plots (SVG): share in time by hour, time to the first yes,
// alerts per request, visits of each person.
std::string as_html(const Study& study, const std::vector<Comparison>& comparisons);

}  // namespace circle::sim
