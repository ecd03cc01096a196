#include "gateway/auth/permissions.hpp"

namespace circle::gateway {
namespace {

using Frame = v1::ClientFrame;

struct Row {
    Frame::BodyCase frame;
    bool resident;
    bool volunteer;  // and staff
    bool coordinator;
};

// clang-format off
constexpr Row kTable[] = {
    // frame                     resident volunteer coordinator
    {Frame::kHello,              true,    true,     true},
    {Frame::kPing,               true,    true,     true},
    {Frame::kGetTimeline,        false,   false,    true},
    {Frame::kSubmit,             true,    false,    false},
    {Frame::kCancelRequest,      true,    false,    false},
    {Frame::kResolveRequest,     true,    false,    false},
    {Frame::kCloseRequest,       false,   false,    true},
    {Frame::kShowOffer,          false,   true,     false},
    {Frame::kAcceptOffer,        false,   true,     false},
    {Frame::kDeclineOffer,       false,   true,     false},
    {Frame::kProgressVisit,      false,   true,     false},
    {Frame::kAbortVisit,         false,   true,     false},
    {Frame::kSetDuty,            false,   true,     true},
    {Frame::kSetPosition,        false,   true,     false},
    {Frame::kAcknowledgeAlarm,   false,   false,    true},
    {Frame::kGetHistory,         true,    false,    true},
    {Frame::kAssignVolunteer,    false,   false,    true},
    {Frame::kWithdrawVisit,      false,   false,    true},
    {Frame::kEscalateRequest,    false,   false,    true},
    {Frame::kHoldRequest,        false,   false,    true},
    {Frame::kReopenRequest,      true,    false,    true},
    {Frame::kRemark,             false,   true,     true},
    {Frame::kAcknowledgeFailure, false,   false,    true},
    {Frame::kGetLedger,          false,   true,     true},
    {Frame::kSetLift,            false,   false,    true},
    {Frame::kPauseClock,         false,   false,    true},
    {Frame::kResumeClock,        false,   false,    true},
    {Frame::kObjectPause,        true,    false,    false},
    {Frame::kCallTrade,          false,   true,     true},
    {Frame::kProgressTrade,      false,   true,     true},
    {Frame::kFoldRequest,        false,   false,    true},
    {Frame::kUnfoldRequest,      false,   false,    true},
    {Frame::kAnnounceIncident,   false,   false,    true},
    {Frame::kEndIncident,        false,   false,    true},
    {Frame::kReportLost,         true,    false,    true},
    {Frame::kWithdrawLost,       true,    false,    true},
    {Frame::kReportFound,        true,    true,     true},
    {Frame::kChangeItem,         false,   false,    true},
    {Frame::kDismissSuggestion,  false,   false,    true},
    {Frame::kHandOverItem,       false,   false,    true},
    {Frame::kSetShifts,          false,   true,     true},
    {Frame::kAskShiftChange,     false,   true,     true},
    {Frame::kAnswerShiftChange,  false,   true,     true},
    {Frame::kAcknowledgeGap,     false,   false,    true},
    {Frame::kThankHelpers,       true,    false,    false},
};
// clang-format on

}  // namespace

bool may_send(v1::Role role, Frame::BodyCase frame) {
    for (const Row& row : kTable) {
        if (row.frame != frame) continue;
        switch (role) {
            case v1::ROLE_RESIDENT:
                return row.resident;
            case v1::ROLE_VOLUNTEER:
            case v1::ROLE_STAFF:
                return row.volunteer;
            case v1::ROLE_COORDINATOR:
                return row.coordinator;
            default:
                return false;
        }
    }
    return false;
}

bool is_mutation(Frame::BodyCase frame) {
    return static_cast<int>(frame) >= 20;
}

}  // namespace circle::gateway
