// Field-level checks of client frames, and what a mutation becomes as a command.
//
// Only form is checked here. What depends on state (an unknown category, somebody else's offer) is
// refused by the core, with the same field paths.
#pragma once

#include <circle/v1/client.pb.h>

#include <optional>

#include "common/sealed/sealer.hpp"
#include "gateway/ws/texts.hpp"

namespace circle::gateway {

inline constexpr std::size_t kMaxClientKey = 64;  // characters
inline constexpr std::size_t kMaxNote = 200;
inline constexpr std::size_t kMaxReason = 200;
inline constexpr std::size_t kMaxId = 128;
inline constexpr std::size_t kMaxQuery = 50;
inline constexpr int kMaxAnswers = 20;
inline constexpr std::uint32_t kMaxPage = 50;
inline constexpr std::uint32_t kMaxHoldS = 7200;

// Unicode code points; the text is valid UTF-8.
std::size_t code_points(std::string_view utf8);

// nullopt: the frame is well formed.
std::optional<FieldError> validate(const v1::ClientFrame& frame);

// Who, key and body; the frame is a valid mutation.
v1::Command to_command(const v1::ClientFrame& frame, const v1::Principal& principal,
                       const sealed::Sealer& sealer);

// Field path of a command ("submit_request.note") as the client knows it ("submit.note").
std::string client_field(std::string_view command_field);

}  // namespace circle::gateway
