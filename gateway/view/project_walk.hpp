// What of walks and lifts each viewer sees.
#pragma once

#include <circle/v1/client.pb.h>
#include <circle/v1/entities.pb.h>

#include "gateway/view/estate_model.hpp"

namespace circle::gateway {

// For coordinators: the units of each building in the view, and the lifts that do not go.
void add_lifts(const EstateModel& model, v1::EstateView& view);

// For coordinators: the way that a helper comes, while they come.
void add_walk(const v1::Visit& visit, v1::HelperView& view);

// For who is asked: the floors to climb. Which door it is stays untold (P8).
void add_walk(const EstateModel& model, const v1::Request& request, const v1::Offer& offer,
              v1::OfferView& view);

// For the helper of a live visit: the way and the floors to climb.
void add_walk(const EstateModel& model, const v1::Request& request, const v1::Visit& visit,
              v1::VisitView& view);

}  // namespace circle::gateway
