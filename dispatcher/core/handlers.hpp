// One function per command: checks first, then effects through the turn. Each returns the outcome's
// code, field and request; the machine adds who and which command.
#pragma once

#include <circle/v1/commands.pb.h>

#include <optional>

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
v1::Outcome handle(Turn& turn, const v1::ReopenRequest& command, const v1::Principal& who);

// offers.cpp
v1::Outcome handle(Turn& turn, const v1::ShowOffer& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::AcceptOffer& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::DeclineOffer& command, const v1::Principal& who);

// visits.cpp
v1::Outcome handle(Turn& turn, const v1::ProgressVisit& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::AbortVisit& command, const v1::Principal& who);

// remarks.cpp
v1::Outcome handle(Turn& turn, const v1::AddRemark& command, const v1::Principal& who);
// Whether there was room for it: at most kMaxRemarks.
bool add_remark(Turn& turn, RequestRecord& request, const v1::Principal& who,
                const v1::Sealed& text);

// The request of that id, or nullptr. requests.cpp
RequestRecord* find_request(Turn& turn, const std::string& id);

// by_hand.cpp
v1::Outcome handle(Turn& turn, const v1::CloseRequest& command);
v1::Outcome handle(Turn& turn, const v1::AcknowledgeAlarm& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::AssignVolunteer& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::WithdrawVisit& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::EscalateRequest& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::HoldRequest& command, const v1::Principal& who);
// The hold is over, by hand or because its time has come: the engine asks again.
void release(Turn& turn, RequestRecord& request, const std::string& reason);

// failures.cpp
v1::Outcome handle(Turn& turn, const v1::AcknowledgeFailure& command);
// Keeps the failure of `input` for the coordinators to see.
void keep_failure(Turn& turn, const Input& input, const std::string& error);

// volunteers.cpp
v1::Outcome handle(Turn& turn, const v1::SetDuty& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::SetPosition& command, const v1::Principal& who);

// lifts.cpp
v1::Outcome handle(Turn& turn, const v1::SetLift& command, const v1::Principal& who);
// lost_found.cpp
v1::Outcome handle(Turn& turn, const v1::ReportLost& command, const v1::Command& envelope);
v1::Outcome handle(Turn& turn, const v1::WithdrawLost& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::ReportFound& command, const v1::Command& envelope);
v1::Outcome handle(Turn& turn, const v1::ChangeItem& command);
v1::Outcome handle(Turn& turn, const v1::DismissSuggestion& command);
v1::Outcome handle(Turn& turn, const v1::HandOverItem& command, const v1::Principal& who);
// shift_changes.cpp
v1::Outcome handle(Turn& turn, const v1::SetShifts& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::AskShiftChange& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::AnswerShiftChange& command, const v1::Principal& who);
// gaps.cpp
v1::Outcome handle(Turn& turn, const v1::AcknowledgeGap& command, const v1::Principal& who);
// thanks.cpp
v1::Outcome handle(Turn& turn, const v1::ThankHelpers& command, const v1::Principal& who);

// timers.cpp
// Serves one request's timers that are due. `outage_from` as in Machine::tick.
void fire(Turn& turn, RequestRecord& request, Time outage_from);

// pauses.cpp
v1::Outcome handle(Turn& turn, const v1::PauseClock& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::ResumeClock& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::ObjectPause& command, const v1::Principal& who);

// trades.cpp
v1::Outcome handle(Turn& turn, const v1::CallTrade& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::ProgressTrade& command, const v1::Principal& who);

// answers.cpp
// What the household chose changes what is needed. Sets urgency, headcount, skill, licence and
// danger of `request`;
// the path of the first field that does not fit the category, or nothing.
std::optional<std::string> apply_answers(const v1::SubmitRequest& command,
                                         const v1::Category& category, v1::Request& request);

// fold_by_hand.cpp
v1::Outcome handle(Turn& turn, const v1::FoldRequest& command);
v1::Outcome handle(Turn& turn, const v1::UnfoldRequest& command);
v1::Outcome handle(Turn& turn, const v1::AnnounceIncident& command, const v1::Principal& who);
v1::Outcome handle(Turn& turn, const v1::EndIncident& command);

// Outcomes.
// Somebody else has the request, or had it until it was solved.
v1::Outcome taken(Turn& turn, const v1::Request& request);
v1::Outcome accepted(const std::string& request_id = {});
// Accepted, and nothing happened: it had been done before.
v1::Outcome repeated(const std::string& request_id = {});
v1::Outcome refused(v1::Code code, const std::string& field = {});

// Longest free text of a person, in Unicode code points.
inline constexpr std::size_t kMaxReason = 200;
std::size_t code_points(const std::string& utf8);

// DESIGN 4 (P9): may this role send this command at all?
bool may_send(v1::Role role, v1::Command::BodyCase body);

}  // namespace circle::core
