#include "gateway/ws/validate.hpp"

#include <algorithm>
#include <cmath>

#include "gateway/auth/permissions.hpp"

namespace circle::gateway {
namespace {

using Frame = v1::ClientFrame;
using Check = std::optional<FieldError>;

Check required(const char* field, const std::string& value, std::size_t limit) {
    if (value.empty()) return FieldError{field, Problem::missing, 0, {}};
    if (code_points(value) > limit) return FieldError{field, Problem::too_long, limit, {}};
    return std::nullopt;
}

Check optional_text(const char* field, const std::string& value, std::size_t limit) {
    if (code_points(value) > limit) return FieldError{field, Problem::too_long, limit, {}};
    return std::nullopt;
}

Check degrees(const char* field, double value, double limit, const char* range) {
    if (std::abs(value) <= limit) return std::nullopt;  // false for NaN too
    return FieldError{field, Problem::out_of_range, 0, range};
}

Check first_of(Check a, Check b) {
    return a ? a : b;
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

Check check_position(const v1::SetPosition& body) {
    if (!body.has_position()) return FieldError{"set_position.position", Problem::missing, 0, {}};
    return first_of(degrees("set_position.position.lat", body.position().lat(), 90, "-90..90"),
                    degrees("set_position.position.lon", body.position().lon(), 180, "-180..180"));
}

Check check_body(const Frame& f) {
    switch (f.body_case()) {
        case Frame::kHello:
            return first_of(optional_text("hello.token", f.hello().token(), 256),
                            optional_text("hello.lang", f.hello().lang(), 35));
        case Frame::kGetTimeline:
            return required("get_timeline.request_id", f.get_timeline().request_id(), kMaxId);
        case Frame::kSubmit:
            return first_of(required("submit.category", f.submit().category(), kMaxId),
                            optional_text("submit.note", f.submit().note(), kMaxNote));
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
                check_progress(f.progress_visit()));
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
        case Frame::kPing:
        case Frame::BODY_NOT_SET:
            break;
    }
    return std::nullopt;
}

void set_note(const std::string& note, const sealed::Sealer& sealer, v1::SubmitRequest& to) {
    if (note.empty()) return;
    v1::Personal personal;
    personal.set_note(note);
    *to.mutable_note() = sealer.seal(personal);
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
            c.mutable_submit_request()->set_category(f.submit().category());
            set_note(f.submit().note(), sealer, *c.mutable_submit_request());
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
