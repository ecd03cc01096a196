// Roster and cover as each kind of viewer may see them.
#pragma once

#include <circle/v1/client.pb.h>

#include <string>

#include "gateway/view/estate_model.hpp"
#include "gateway/view/touched.hpp"

namespace circle::gateway {

using Shifts = google::protobuf::RepeatedPtrField<v1::Shift>;
using CategoryCovers = google::protobuf::RepeatedPtrField<v1::CategoryCover>;

// The weekly shifts of one volunteer.
Shifts shifts_of(const EstateModel& model, const std::string& volunteer);

// End of the shift, the own week, and how many requests look for somebody.
void fill_duty(const EstateModel& model, const v1::Volunteer& volunteer, v1::MeView& me);

// A resident's own building; nothing for anybody else.
CategoryCovers cover_for(const EstateModel& model, const v1::Principal& viewer);

// Coordinators: all. Volunteers: those of which they are a part, and swaps open to everybody.
void add_shift_changes(const EstateModel& model, const v1::Principal& viewer, v1::View& view);
// Of those touched; what does not concern a volunteer any more is removed.
void update_shift_changes(const EstateModel& model, const Touched& touched,
                          const v1::Principal& viewer, v1::View& view);

// Coordinators only.
void add_gaps(const EstateModel& model, v1::View& view);
void update_gaps(const EstateModel& model, const Touched& touched, v1::View& view);

}  // namespace circle::gateway
