// A comparison for people and programs.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/sim/compare.hpp"

namespace circle::sim {

std::string as_table(const Study& study, const std::vector<Comparison>& comparisons);
// {"study": {…}, "settings": [{"width_m": …, "strategies": [{"name": …, "late": {"mean": …,
// "half_width": …}, …}, …]}, …]}; half widths are of 99 % intervals.
std::string as_json(const Study& study, const std::vector<Comparison>& comparisons);

}  // namespace circle::sim
