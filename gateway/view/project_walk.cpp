#include "gateway/view/project_walk.hpp"

#include <algorithm>

#include "gateway/view/rules.hpp"

namespace circle::gateway {
namespace {

bool is_lift_out(const EstateModel& model, const v1::Request& request) {
    const v1::Household* household = model.household(request.household_id());
    const auto& lifts = model.estate().lifts_out();
    return household && request.place() != v1::PLACE_KIND_PLAN &&
           std::any_of(lifts.begin(), lifts.end(), [&](const v1::LiftOutage& lift) {
               return lift.building() == household->building() && lift.unit() == household->unit();
           });
}

}  // namespace

void add_lifts(const EstateModel& model, v1::EstateView& view) {
    *view.mutable_lifts_out() = model.estate().lifts_out();
    const auto& buildings = model.config().buildings();
    for (int i = 0; i < view.buildings_size(); ++i) {
        *view.mutable_buildings(i)->mutable_units() = buildings[i].units();
    }
}

void add_walk(const v1::Visit& visit, v1::HelperView& view) {
    if (!is_live(visit)) return;
    *view.mutable_route() = visit.route();
    view.set_walk_s(visit.walk_s());
    view.set_on_foot_floors(visit.floors());
}

void add_walk(const EstateModel& model, const v1::Request& request, const v1::Offer& offer,
              v1::OfferView& view) {
    view.set_on_foot_floors(offer.floors());
    view.set_lift_out(offer.floors() > 0 && is_lift_out(model, request));
}

void add_walk(const EstateModel& model, const v1::Request& request, const v1::Visit& visit,
              v1::VisitView& view) {
    *view.mutable_route() = visit.route();
    view.set_walk_minutes((visit.walk_s() + 59) / 60);
    view.set_on_foot_floors(visit.floors());
    view.set_lift_out(visit.floors() > 0 && is_lift_out(model, request));
}

}  // namespace circle::gateway
