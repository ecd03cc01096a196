// What shifts and cover rules have to be like, wherever they come from.
#pragma once

#include <circle/v1/estate.pb.h>

#include <optional>
#include <string>

namespace circle::core {

// One volunteer's week: at most kMaxShifts, each from 1 Monday to 7 Sunday and from before to,
// within a day, none overlapping another. The path of the first field that is not so, below
// `shifts`, or nothing.
using ShiftList = google::protobuf::RepeatedPtrField<v1::Shift>;
std::optional<std::string> check_week(const ShiftList& shifts);

// All shifts and cover rules of an estate: every volunteer exists, every week is well formed, each
// rule asks for 1 to 50. The path of the first field that is not so, or nothing.
std::optional<std::string> check_roster(const v1::EstateConfig& config);

// In the order in which they are kept: by volunteer, weekday, beginning.
void sort_shifts(ShiftList& shifts);

}  // namespace circle::core
