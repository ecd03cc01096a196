// A plan for people and programs. None of them holds a name, a door or a phone number.
#pragma once

#include <string>

#include "dispatcher/sim/planning/plan.hpp"

namespace circle::sim {

enum class Language { zh, en };

// A few lines for a terminal, as wide as it takes.
std::string plan_as_text(const Plan& plan, Language language);

// {"estate": …, "targets": [{"target": .95, "holds": …, "periods": [{…}], "needs":
// [{…}]}], "roster": {…}, "grounds": [{…}], "helps": [{…}], "curve": [{…}], …} (docs/planning.md).
std::string plan_as_json(const Plan& plan);

// One page that needs nothing else: no scripts, no files, no network. For a phone and for paper.
std::string plan_as_html(const Plan& plan, Language language);

}  // namespace circle::sim
