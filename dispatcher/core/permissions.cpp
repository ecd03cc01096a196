#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {

bool may_send(v1::Role role, v1::Command::BodyCase body) {
    const bool helper = role == v1::ROLE_VOLUNTEER || role == v1::ROLE_STAFF;
    switch (body) {
        case v1::Command::kSubmitRequest:
        case v1::Command::kCancelRequest:
        case v1::Command::kResolveRequest:
        case v1::Command::kObjectPause:
        case v1::Command::kThankHelpers:
            return role == v1::ROLE_RESIDENT;
        case v1::Command::kShowOffer:
        case v1::Command::kAcceptOffer:
        case v1::Command::kDeclineOffer:
        case v1::Command::kProgressVisit:
        case v1::Command::kAbortVisit:
        case v1::Command::kSetPosition:
            return helper;
        case v1::Command::kSetDuty:
        case v1::Command::kAddRemark:
        case v1::Command::kCallTrade:
        case v1::Command::kProgressTrade:
        case v1::Command::kSetShifts:
        case v1::Command::kAskShiftChange:
        case v1::Command::kAnswerShiftChange:
            return helper || role == v1::ROLE_COORDINATOR;
        case v1::Command::kReopenRequest:
        case v1::Command::kReportLost:
        case v1::Command::kWithdrawLost:
            return role == v1::ROLE_RESIDENT || role == v1::ROLE_COORDINATOR;
        case v1::Command::kCloseRequest:
        case v1::Command::kAcknowledgeAlarm:
        case v1::Command::kAssignVolunteer:
        case v1::Command::kWithdrawVisit:
        case v1::Command::kEscalateRequest:
        case v1::Command::kHoldRequest:
        case v1::Command::kAcknowledgeFailure:
        case v1::Command::kSetLift:
        case v1::Command::kPauseClock:
        case v1::Command::kResumeClock:
        case v1::Command::kFoldRequest:
        case v1::Command::kUnfoldRequest:
        case v1::Command::kAnnounceIncident:
        case v1::Command::kEndIncident:
        case v1::Command::kChangeItem:
        case v1::Command::kDismissSuggestion:
        case v1::Command::kHandOverItem:
        case v1::Command::kAcknowledgeGap:
            return role == v1::ROLE_COORDINATOR;
        case v1::Command::kReportFound:
            return helper || role == v1::ROLE_RESIDENT || role == v1::ROLE_COORDINATOR;
        case v1::Command::kConfigureEstate:
        case v1::Command::kOpenCredential:
        case v1::Command::kRevokeCredential:
            return role == v1::ROLE_OPERATOR;
        case v1::Command::BODY_NOT_SET:
            return false;
    }
    return false;
}

v1::Outcome taken(Turn& turn, const v1::Request& request) {
    v1::Outcome outcome = refused(v1::CODE_TAKEN);
    outcome.set_request_id(request.id());
    for (const v1::Visit& visit : visits_of(request)) {
        if (!is_live(visit) && visit.state() != v1::VISIT_STATE_DONE) continue;
        const auto winner = turn.estate().volunteers.find(visit.volunteer_id());
        if (winner != turn.estate().volunteers.end()) {
            outcome.set_winner(winner->second.value.name());
        }
    }
    return outcome;
}

v1::Outcome accepted(const std::string& request_id) {
    v1::Outcome outcome;
    outcome.set_code(v1::CODE_OK);
    outcome.set_request_id(request_id);
    return outcome;
}

v1::Outcome repeated(const std::string& request_id) {
    v1::Outcome outcome = accepted(request_id);
    outcome.set_repeat(true);
    return outcome;
}

v1::Outcome refused(v1::Code code, const std::string& field) {
    v1::Outcome outcome;
    outcome.set_code(code);
    outcome.set_field(field);
    return outcome;
}

std::size_t code_points(const std::string& utf8) {
    std::size_t n = 0;
    for (const char c : utf8) n += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    return n;
}

}  // namespace circle::core
