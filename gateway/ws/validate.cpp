#include "gateway/ws/validate.hpp"

#include <algorithm>
#include <cmath>

#include "gateway/auth/permissions.hpp"
#include "gateway/ws/check_lost.hpp"
#include "gateway/ws/check_roster.hpp"
#include "gateway/ws/check_safety.hpp"

namespace circle::gateway {
namespace {

using Frame = v1::ClientFrame;
Check degrees(const char* field, double value, double limit, const char* range) {
    if (std::abs(value) <= limit) return std::nullopt;  // false for NaN too
    return FieldError{field, Problem::out_of_range, 0, range};
}

Check check_progress(const v1::ProgressVisit& body) {
    const auto s = body.state();
    if (s != v1::VISIT_STATE_ON_THE_WAY && s != v1::VISIT_STATE_ARRIVED &&
        s != v1::VISIT_STATE_DONE) {
        return FieldError{"progress_visit.state", Problem::not_a_choice, 0,
                          "VISIT_STATE_ON_THE_WAY, VISIT_STATE_ARRIVED, VISIT_STATE_DONE"};
    }
    return std::nullopt;
}

Check check_duty(const v1::SetDuty& body) {
    if (body.duty() != v1::DUTY_OFF && body.duty() != v1::DUTY_ON_DUTY) {
        return FieldError{"set_duty.duty", Problem::not_a_choice, 0, "DUTY_OFF, DUTY_ON_DUTY"};
    }
    return optional_text("set_duty.volunteer_id", body.volunteer_id(), kMaxId);
}

Check check_point(const char* lat_field, const char* lon_field, const v1::Point& point) {
    return first_of(degrees(lat_field, point.lat(), 90, "-90..90"),
                    degrees(lon_field, point.lon(), 180, "-180..180"));
}

Check check_position(const v1::SetPosition& body) {
    if (!body.has_position()) return FieldError{"set_position.position", Problem::missing, 0, {}};
    return check_point("set_position.position.lat", "set_position.position.lon", body.position());
}

Check check_submit(const v1::Submit& body) {
    Check problem = first_of(required("submit.category", body.category(), kMaxId),
                             optional_text("submit.note", body.note(), kMaxNote));
    if (!problem) problem = check_sex(body);
    if (!problem && body.answers_size() > kMaxAnswers) {
        problem = FieldError{"submit.answers", Problem::too_many, kMaxAnswers, {}};
    }
    for (const auto& answer : body.answers()) {
        if (problem) return problem;
        problem = first_of(required("submit.answers.question", answer.question(), kMaxId),
                           required("submit.answers.option", answer.option(), kMaxId));
    }
    if (problem || !body.has_place()) return problem;
    return check_point("submit.place.lat", "submit.place.lon", body.place());
}

Check check_assign(const v1::AssignVolunteer& body) {
    return first_of(
        first_of(required("assign_volunteer.request_id", body.request_id(), kMaxId),
                 required("assign_volunteer.volunteer_id", body.volunteer_id(), kMaxId)),
        first_of(first_of(optional_text("assign_volunteer.instead_of", body.instead_of(), kMaxId),
                          optional_text("assign_volunteer.reason", body.reason(), kMaxReason)),
                 optional_text("assign_volunteer.despite", body.despite(), kMaxReason)));
}

Check check_withdraw(const v1::WithdrawVisit& body) {
    return first_of(first_of(required("withdraw_visit.request_id", body.request_id(), kMaxId),
                             required("withdraw_visit.volunteer_id", body.volunteer_id(), kMaxId)),
                    optional_text("withdraw_visit.reason", body.reason(), kMaxReason));
}

Check check_hold(const v1::HoldRequest& body) {
    if (body.seconds() > kMaxHoldS) {
        return FieldError{"hold_request.seconds", Problem::out_of_range, 0, "0..7200"};
    }
    return first_of(required("hold_request.request_id", body.request_id(), kMaxId),
                    body.seconds() == 0
                        ? optional_text("hold_request.reason", body.reason(), kMaxReason)
                        : required("hold_request.reason", body.reason(), kMaxReason));
}

Check check_lift(const v1::SetLift& body) {
    return first_of(first_of(required("set_lift.building", body.building(), kMaxId),
                             required("set_lift.unit", body.unit(), kMaxId)),
                    body.out_of_order()
                        ? required("set_lift.reason", body.reason(), kMaxReason)
                        : optional_text("set_lift.reason", body.reason(), kMaxReason));
}

Check check_history(const v1::GetHistory& body) {
    if (body.limit() > kMaxPage) {
        return FieldError{"get_history.limit", Problem::out_of_range, 0, "0..50"};
    }
    return first_of(optional_text("get_history.query", body.query(), kMaxQuery),
                    optional_text("get_history.before", body.before(), kMaxId));
}

Check check_body(const Frame& f) {
    switch (f.body_case()) {
        case Frame::kHello:
            return first_of(optional_text("hello.token", f.hello().token(), 256),
                            optional_text("hello.lang", f.hello().lang(), 35));
        case Frame::kGetTimeline:
            return required("get_timeline.request_id", f.get_timeline().request_id(), kMaxId);
        case Frame::kSubmit:
            return check_submit(f.submit());
        case Frame::kCancelRequest:
            return required("cancel_request.request_id", f.cancel_request().request_id(), kMaxId);
        case Frame::kResolveRequest:
            return required("resolve_request.request_id", f.resolve_request().request_id(), kMaxId);
        case Frame::kCloseRequest:
            return first_of(
                required("close_request.request_id", f.close_request().request_id(), kMaxId),
                required("close_request.reason", f.close_request().reason(), kMaxReason));
        case Frame::kShowOffer:
            return required("show_offer.offer_id", f.show_offer().offer_id(), kMaxId);
        case Frame::kAcceptOffer:
            return required("accept_offer.offer_id", f.accept_offer().offer_id(), kMaxId);
        case Frame::kDeclineOffer:
            return required("decline_offer.offer_id", f.decline_offer().offer_id(), kMaxId);
        case Frame::kProgressVisit:
            return first_of(
                required("progress_visit.request_id", f.progress_visit().request_id(), kMaxId),
                check_progress(f.progress_visit()),
                optional_text("progress_visit.alone", f.progress_visit().alone(), kMaxReason));
        case Frame::kAbortVisit:
            return first_of(
                required("abort_visit.request_id", f.abort_visit().request_id(), kMaxId),
                optional_text("abort_visit.reason", f.abort_visit().reason(), kMaxReason));
        case Frame::kSetDuty:
            return check_duty(f.set_duty());
        case Frame::kSetPosition:
            return check_position(f.set_position());
        case Frame::kAcknowledgeAlarm:
            return required("acknowledge_alarm.request_id", f.acknowledge_alarm().request_id(),
                            kMaxId);
        case Frame::kGetHistory:
            return check_history(f.get_history());
        case Frame::kAssignVolunteer:
            return check_assign(f.assign_volunteer());
        case Frame::kWithdrawVisit:
            return check_withdraw(f.withdraw_visit());
        case Frame::kEscalateRequest:
            return required("escalate_request.request_id", f.escalate_request().request_id(),
                            kMaxId);
        case Frame::kHoldRequest:
            return check_hold(f.hold_request());
        case Frame::kReopenRequest:
            return required("reopen_request.request_id", f.reopen_request().request_id(), kMaxId);
        case Frame::kRemark:
            return first_of(required("remark.request_id", f.remark().request_id(), kMaxId),
                            required("remark.text", f.remark().text(), kMaxNote));
        case Frame::kAcknowledgeFailure:
            return required("acknowledge_failure.id", f.acknowledge_failure().id(), kMaxId);
        case Frame::kSetLift:
            return check_lift(f.set_lift());
        case Frame::kPauseClock:
            return check_pause(f.pause_clock());
        case Frame::kResumeClock:
            return required("resume_clock.request_id", f.resume_clock().request_id(), kMaxId);
        case Frame::kObjectPause:
            return required("object_pause.request_id", f.object_pause().request_id(), kMaxId);
        case Frame::kCallTrade:
            return check_call(f.call_trade());
        case Frame::kProgressTrade:
            return required("progress_trade.request_id", f.progress_trade().request_id(), kMaxId);
        case Frame::kFoldRequest:
            return first_of(
                required("fold_request.request_id", f.fold_request().request_id(), kMaxId),
                required("fold_request.incident_id", f.fold_request().incident_id(), kMaxId));
        case Frame::kUnfoldRequest:
            return required("unfold_request.request_id", f.unfold_request().request_id(), kMaxId);
        case Frame::kAnnounceIncident:
            return first_of(
                required("announce_incident.incident_id", f.announce_incident().incident_id(),
                         kMaxId),
                required("announce_incident.text", f.announce_incident().text(), kMaxReason));
        case Frame::kEndIncident:
            return first_of(
                required("end_incident.incident_id", f.end_incident().incident_id(), kMaxId),
                required("end_incident.reason", f.end_incident().reason(), kMaxReason));
        case Frame::kReportLost:
        case Frame::kWithdrawLost:
        case Frame::kReportFound:
        case Frame::kChangeItem:
        case Frame::kDismissSuggestion:
        case Frame::kHandOverItem:
            return check_lost(f);
        case Frame::kGetLedger:
        case Frame::kSetShifts:
        case Frame::kAskShiftChange:
        case Frame::kAnswerShiftChange:
        case Frame::kAcknowledgeGap:
        case Frame::kThankHelpers:
            return check_roster_frame(f);
        case Frame::kPing:
        case Frame::BODY_NOT_SET:
            break;
    }
    return std::nullopt;
}

v1::Sealed seal_note(const std::string& note, const sealed::Sealer& sealer) {
    v1::Personal personal;
    personal.set_note(note);
    return sealer.seal(personal);
}

void fill_submit(const v1::Submit& from, const sealed::Sealer& sealer, v1::SubmitRequest& to) {
    to.set_category(from.category());
    to.set_sex(from.sex());
    *to.mutable_answers() = from.answers();
    if (from.has_place()) *to.mutable_place() = from.place();
    if (!from.note().empty()) *to.mutable_note() = seal_note(from.note(), sealer);
}

}  // namespace

std::size_t code_points(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

std::optional<FieldError> validate(const Frame& frame) {
    if (is_mutation(frame.body_case())) {
        if (auto error = required("client_key", frame.client_key(), kMaxClientKey)) return error;
    }
    return check_body(frame);
}

v1::Command to_command(const Frame& f, const v1::Principal& principal,
                       const sealed::Sealer& sealer) {
    v1::Command c;
    *c.mutable_principal() = principal;
    c.set_client_key(f.client_key());
    switch (f.body_case()) {
        case Frame::kSubmit:
            fill_submit(f.submit(), sealer, *c.mutable_submit_request());
            break;
        case Frame::kCancelRequest:
            *c.mutable_cancel_request() = f.cancel_request();
            break;
        case Frame::kResolveRequest:
            *c.mutable_resolve_request() = f.resolve_request();
            break;
        case Frame::kCloseRequest:
            *c.mutable_close_request() = f.close_request();
            break;
        case Frame::kShowOffer:
            *c.mutable_show_offer() = f.show_offer();
            break;
        case Frame::kAcceptOffer:
            *c.mutable_accept_offer() = f.accept_offer();
            break;
        case Frame::kDeclineOffer:
            *c.mutable_decline_offer() = f.decline_offer();
            break;
        case Frame::kProgressVisit:
            *c.mutable_progress_visit() = f.progress_visit();
            break;
        case Frame::kAbortVisit:
            *c.mutable_abort_visit() = f.abort_visit();
            break;
        case Frame::kSetDuty:
            *c.mutable_set_duty() = f.set_duty();
            break;
        case Frame::kSetPosition:
            *c.mutable_set_position() = f.set_position();
            break;
        case Frame::kAcknowledgeAlarm:
            *c.mutable_acknowledge_alarm() = f.acknowledge_alarm();
            break;
        case Frame::kAssignVolunteer:
            *c.mutable_assign_volunteer() = f.assign_volunteer();
            break;
        case Frame::kWithdrawVisit:
            *c.mutable_withdraw_visit() = f.withdraw_visit();
            break;
        case Frame::kEscalateRequest:
            *c.mutable_escalate_request() = f.escalate_request();
            break;
        case Frame::kHoldRequest:
            *c.mutable_hold_request() = f.hold_request();
            break;
        case Frame::kReopenRequest:
            *c.mutable_reopen_request() = f.reopen_request();
            break;
        case Frame::kRemark:
            c.mutable_add_remark()->set_request_id(f.remark().request_id());
            *c.mutable_add_remark()->mutable_text() = seal_note(f.remark().text(), sealer);
            break;
        case Frame::kAcknowledgeFailure:
            *c.mutable_acknowledge_failure() = f.acknowledge_failure();
            break;
        case Frame::kSetLift:
            *c.mutable_set_lift() = f.set_lift();
            break;
        case Frame::kPauseClock:
            *c.mutable_pause_clock() = f.pause_clock();
            break;
        case Frame::kResumeClock:
            *c.mutable_resume_clock() = f.resume_clock();
            break;
        case Frame::kObjectPause:
            *c.mutable_object_pause() = f.object_pause();
            break;
        case Frame::kCallTrade:
            *c.mutable_call_trade() = f.call_trade();
            break;
        case Frame::kProgressTrade:
            *c.mutable_progress_trade() = f.progress_trade();
            break;
        case Frame::kFoldRequest:
            *c.mutable_fold_request() = f.fold_request();
            break;
        case Frame::kUnfoldRequest:
            *c.mutable_unfold_request() = f.unfold_request();
            break;
        case Frame::kAnnounceIncident:
            *c.mutable_announce_incident() = f.announce_incident();
            break;
        case Frame::kEndIncident:
            *c.mutable_end_incident() = f.end_incident();
            break;
        case Frame::kReportLost:
        case Frame::kWithdrawLost:
        case Frame::kReportFound:
        case Frame::kChangeItem:
        case Frame::kDismissSuggestion:
        case Frame::kHandOverItem:
            lost_to_command(f, sealer, c);
            break;
        case Frame::kSetShifts:
            *c.mutable_set_shifts() = f.set_shifts();
            break;
        case Frame::kAskShiftChange:
            *c.mutable_ask_shift_change() = f.ask_shift_change();
            break;
        case Frame::kAnswerShiftChange:
            *c.mutable_answer_shift_change() = f.answer_shift_change();
            break;
        case Frame::kAcknowledgeGap:
            *c.mutable_acknowledge_gap() = f.acknowledge_gap();
            break;
        case Frame::kThankHelpers:
            c.mutable_thank_helpers()->set_request_id(f.thank_helpers().request_id());
            if (!f.thank_helpers().text().empty()) {
                *c.mutable_thank_helpers()->mutable_text() =
                    seal_note(f.thank_helpers().text(), sealer);
            }
            break;
        default:
            break;
    }
    return c;
}

std::string client_field(std::string_view field) {
    constexpr std::string_view kCommand = "submit_request.";
    if (field.starts_with(kCommand)) {
        return "submit." + std::string(field.substr(kCommand.size()));
    }
    return std::string(field);
}

}  // namespace circle::gateway
