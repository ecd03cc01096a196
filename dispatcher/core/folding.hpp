// Which requests the engine folds by itself: alike, of one group of doors, within one window
// (docs/outages.md).
#pragma once

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// A request was made: it joins the incident of its category and group that goes on, or, with
// fold_after like it within fold_window, makes one. No effect on requests that want something of
// their own: alone, on the plan, life-threatening, with a helper of one sex.
void fold_new(Turn& turn, RequestRecord& request);

}  // namespace circle::core
