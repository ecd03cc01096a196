// What each viewer sees of the safety gate, the pauses and the licensed trade.
#pragma once

#include <circle/v1/client.pb.h>
#include <circle/v1/entities.pb.h>

namespace circle::gateway {

// Script, target, trade and what the household may ask for; the licence and the trade's phone are
// for coordinators.
void show_rules(const v1::EstateConfig& config, const v1::Category& category, bool for_coordinator,
                v1::CategoryView& view);
void show_clocks(const v1::Request& request, bool for_coordinator, v1::RequestView& view);
// Which hard rule was overruled, and why: for coordinators, and for who was sent.
template <class View>
void show_despite(const v1::Visit& visit, View& view) {
    view.set_despite(visit.despite());
    view.set_despite_reason(visit.despite_reason());
}
// While the visit is live: the trade that may be called from the door, or was; the pauses.
void show_clocks(const v1::Request& request, const v1::Category* category, v1::VisitView& view);

}  // namespace circle::gateway
