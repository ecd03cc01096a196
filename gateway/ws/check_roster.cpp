#include "gateway/ws/check_roster.hpp"

#include <algorithm>
#include <cctype>

namespace circle::gateway {
namespace {

using Frame = v1::ClientFrame;
using Check = std::optional<FieldError>;

constexpr std::uint32_t kDayMinutes = 24 * 60;

Check id(const char* field, const std::string& value) {
    if (value.empty()) return FieldError{field, Problem::missing, 0, {}};
    if (code_points(value) > kMaxId) return FieldError{field, Problem::too_long, kMaxId, {}};
    return std::nullopt;
}

Check at_most(const char* field, const std::string& value, std::size_t limit) {
    if (code_points(value) > limit) return FieldError{field, Problem::too_long, limit, {}};
    return std::nullopt;
}

Check check_shifts(const v1::SetShifts& body) {
    if (body.shifts_size() > kMaxShifts) {
        return FieldError{"set_shifts.shifts", Problem::too_many, kMaxShifts, {}};
    }
    for (const v1::Shift& shift : body.shifts()) {
        if (shift.weekday() < 1 || shift.weekday() > 7) {
            return FieldError{"set_shifts.shifts.weekday", Problem::out_of_range, 0, "1..7"};
        }
        if (shift.from_min() >= kDayMinutes) {
            return FieldError{"set_shifts.shifts.from_min", Problem::out_of_range, 0, "0..1439"};
        }
        if (shift.to_min() <= shift.from_min() || shift.to_min() > kDayMinutes) {
            return FieldError{"set_shifts.shifts.to_min", Problem::out_of_range, 0,
                              std::to_string(shift.from_min() + 1) + "..1440"};
        }
    }
    return at_most("set_shifts.volunteer_id", body.volunteer_id(), kMaxId);
}

Check check_change(const v1::AskShiftChange& body) {
    if (body.kind() != v1::SHIFT_CHANGE_KIND_LEAVE && body.kind() != v1::SHIFT_CHANGE_KIND_SWAP) {
        return FieldError{"ask_shift_change.kind", Problem::not_a_choice, 0,
                          "SHIFT_CHANGE_KIND_LEAVE, SHIFT_CHANGE_KIND_SWAP"};
    }
    if (body.from() <= 0) return FieldError{"ask_shift_change.from", Problem::missing, 0, {}};
    if (body.to() <= body.from()) {
        return FieldError{"ask_shift_change.to", Problem::out_of_range, 0,
                          "> ask_shift_change.from"};
    }
    Check problem = at_most("ask_shift_change.reason", body.reason(), kMaxReason);
    if (!problem) {
        problem = at_most("ask_shift_change.with_volunteer_id", body.with_volunteer_id(), kMaxId);
    }
    if (problem) return problem;
    return at_most("ask_shift_change.volunteer_id", body.volunteer_id(), kMaxId);
}

Check check_answer(const v1::AnswerShiftChange& body) {
    const auto state = body.state();
    if (state != v1::SHIFT_CHANGE_STATE_AGREED && state != v1::SHIFT_CHANGE_STATE_REFUSED &&
        state != v1::SHIFT_CHANGE_STATE_WITHDRAWN) {
        return FieldError{"answer_shift_change.state", Problem::not_a_choice, 0,
                          "SHIFT_CHANGE_STATE_AGREED, SHIFT_CHANGE_STATE_REFUSED, "
                          "SHIFT_CHANGE_STATE_WITHDRAWN"};
    }
    return id("answer_shift_change.id", body.id());
}

// "2026-11", from 1970 on.
bool is_month(const std::string& text) {
    if (text.size() != 7 || text[4] != '-') return false;
    for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u}) {
        if (!std::isdigit(static_cast<unsigned char>(text[i]))) return false;
    }
    const int month = (text[5] - '0') * 10 + (text[6] - '0');
    return month >= 1 && month <= 12 && text >= "1970";
}

Check check_ledger(const v1::GetLedger& body) {
    if (body.month().empty() || is_month(body.month())) return std::nullopt;
    return FieldError{"get_ledger.month", Problem::not_a_choice, 0, "YYYY-MM"};
}

Check check_thanks(const v1::Thanked& body) {
    const Check problem = id("thank_helpers.request_id", body.request_id());
    return problem ? problem : at_most("thank_helpers.text", body.text(), kMaxThanks);
}

}  // namespace

std::optional<FieldError> check_roster_frame(const Frame& f) {
    switch (f.body_case()) {
        case Frame::kSetShifts:
            return check_shifts(f.set_shifts());
        case Frame::kAskShiftChange:
            return check_change(f.ask_shift_change());
        case Frame::kAnswerShiftChange:
            return check_answer(f.answer_shift_change());
        case Frame::kAcknowledgeGap:
            return id("acknowledge_gap.id", f.acknowledge_gap().id());
        case Frame::kThankHelpers:
            return check_thanks(f.thank_helpers());
        case Frame::kGetLedger:
            return check_ledger(f.get_ledger());
        default:
            return std::nullopt;
    }
}

}  // namespace circle::gateway
