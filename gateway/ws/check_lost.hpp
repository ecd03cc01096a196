// Frames of lost and found: their form, and what becomes of their personal words.
#pragma once

#include "gateway/ws/validate.hpp"

namespace circle::gateway {

inline constexpr std::size_t kMaxThingPlace = 50;  // characters
inline constexpr std::size_t kMaxThingWords = 200;
inline constexpr std::size_t kMaxLostContact = 200;
inline constexpr std::size_t kMaxClaimWho = 100;
inline constexpr std::size_t kMaxClaimProof = 200;

// nullopt: well formed, or no frame of lost and found.
std::optional<FieldError> check_lost(const v1::ClientFrame& frame);

// Fills the body of `command` if it is a frame of lost and found. Names, phones and proofs are
// sealed here.
void lost_to_command(const v1::ClientFrame& frame, const sealed::Sealer& sealer,
                     v1::Command& command);

}  // namespace circle::gateway
