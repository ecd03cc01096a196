// What of lost and found a viewer may see (P8, P9).
//
// A found thing is shown to who found it and to coordinators, and to nobody else: whoever could
// read the shelf could describe a stranger's wallet. Whoever lost something sees their own reports,
// with how many things on the shelf may be theirs.
#pragma once

#include "gateway/view/project_items.hpp"
#include "gateway/view/touched.hpp"

namespace circle::gateway {

// All that the viewer may see.
void add_lost_found(const Lens& lens, const v1::Principal& viewer, v1::View& view);

// What of it the events touched, and what they erased.
void update_lost_found(const Lens& lens, const Touched& t, const v1::Principal& viewer,
                       v1::View& view);

// Adds the reports that are to be told again because an item that they suggest has changed, and
// whom all of it concerns.
void find_concerned_by_lost_found(const EstateModel& model, Touched& t);

}  // namespace circle::gateway
