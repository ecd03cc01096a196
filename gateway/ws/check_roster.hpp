// Form of the frames of roster and book.
#pragma once

#include "gateway/ws/validate.hpp"

namespace circle::gateway {

inline constexpr int kMaxShifts = 21;           // of one volunteer in a week
inline constexpr std::size_t kMaxThanks = 200;  // characters

// nullopt: well formed, or not one of these frames.
std::optional<FieldError> check_roster_frame(const v1::ClientFrame& frame);

}  // namespace circle::gateway
