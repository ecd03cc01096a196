// How one item looks to one kind of viewer. project.cpp decides which items a viewer gets.
#pragma once

#include <circle/v1/client.pb.h>
#include <circle/v1/entities.pb.h>

#include "common/sealed/sealer.hpp"
#include "gateway/view/estate_model.hpp"

namespace circle::gateway {

// Terminal requests in a resident's snapshot.
inline constexpr std::size_t kEndedOfHousehold = 5;

// What every item function reads from.
struct Lens {
    const EstateModel& model;
    const sealed::Sealer& sealer;
};

// Empty when the household or its key is gone.
v1::Personal personal_of_household(const Lens& lens, const std::string& household);
v1::Personal personal_of_volunteer(const Lens& lens, const std::string& volunteer);
// What everybody who knows of the visit sees of its helper: without id and phone.
v1::HelperView helper_of(const Lens& lens, const v1::Visit& visit);
std::string note_of(const Lens& lens, const v1::Request& request);
// What the household wrote to its helpers; empty: nothing.
std::string thanks_of(const Lens& lens, const v1::Request& request);

v1::EstateView estate_view(const EstateModel& model, bool for_coordinator);
// `off`, `on_duty`, or `busy` while a visit is live.
v1::Duty duty_of(const EstateModel& model, const v1::Volunteer& volunteer);

v1::RequestView request_for_household(const Lens& lens, const v1::Request& request);
v1::RequestView request_for_coordinator(const Lens& lens, const v1::Request& request);
v1::OfferView offer_for_volunteer(const Lens& lens, const v1::Request& request,
                                  const v1::Offer& offer);
// Personal fields only while the visit is live.
v1::VisitView visit_for_volunteer(const Lens& lens, const v1::Request& request,
                                  const v1::Visit& visit);
// A yes to this offer still counts, though it has ended.
bool is_standing(const EstateModel& model, const v1::Request& request, const v1::Offer& offer);
v1::FailureView failure_for_coordinator(const Lens& lens, const v1::Failure& failure);
v1::VolunteerView volunteer_for_coordinator(const Lens& lens, const v1::Volunteer& volunteer);

}  // namespace circle::gateway
