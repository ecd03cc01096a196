// One function per command: checks first, then effects through the turn. Each returns the outcome's
// code, field and request; the machine adds who and which command.
#pragma once

#include <circle/v1/commands.pb.h>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// configure.cpp
v1::Outcome handle(Turn& turn, const v1::ConfigureEstate& command);
// credentials.cpp
v1::Outcome handle(Turn& turn, const v1::OpenCredential& command);
v1::Outcome handle(Turn& turn, const v1::RevokeCredential& command);
// Revokes a credential and the sessions bound with it. Records a fact when it was valid.
void revoke(Turn& turn, Kept<v1::Credential>& credential);
// Is there such a household, volunteer or coordinator in the estate?
bool exists(const Estate& estate, const v1::Principal& principal);

// requests.cpp
v1::Outcome handle(Turn& turn, const v1::SubmitRequest& command, const v1::Command& envelope);
v1::Outcome handle(Turn& turn, const v1::CancelRequest& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::ResolveRequest& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::CloseRequest& command);
v1::Outcome handle(Turn& turn, const v1::AcknowledgeAlarm& command, const v1::Principal& who);

// offers.cpp
v1::Outcome handle(Turn& turn, const v1::ShowOffer& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::AcceptOffer& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::DeclineOffer& command, const v1::Principal& who);

// volunteers.cpp
v1::Outcome handle(Turn& turn, const v1::ProgressVisit& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::AbortVisit& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::SetDuty& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::SetPosition& command, const v1::Principal& who);

// timers.cpp
// Serves one request's timers that are due. `outage_from` as in Machine::tick.
void fire(Turn& turn, RequestRecord& request, Time outage_from);

// Outcomes.
v1::Outcome accepted(const std::string& request_id = {});
v1::Outcome refused(v1::Code code, const std::string& field = {});

// Longest free text of a person, in Unicode code points.
inline constexpr std::size_t kMaxReason = 200;
std::size_t code_points(const std::string& utf8);

// DESIGN 4 (P9): may this role send this command at all?
bool may_send(v1::Role role, v1::Command::BodyCase body);

}  // namespace circle::core
