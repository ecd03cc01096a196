#include "gateway/ws/check_safety.hpp"

namespace circle::gateway {
namespace {

constexpr std::uint32_t kMinPauseS = 60;
constexpr std::uint32_t kMaxPauseS = 604'800;

}  // namespace

Check check_sex(const v1::Submit& body) {
    if (v1::Sex_IsValid(body.sex())) return std::nullopt;
    return FieldError{"submit.sex", Problem::not_a_choice, 0,
                      "SEX_UNSPECIFIED, SEX_FEMALE, SEX_MALE"};
}

Check check_pause(const v1::PauseClock& body) {
    if (auto problem = required("pause_clock.request_id", body.request_id(), kMaxId)) {
        return problem;
    }
    const bool known =
        body.reason() != v1::PAUSE_REASON_UNSPECIFIED && v1::PauseReason_IsValid(body.reason());
    if (!known) {
        return FieldError{"pause_clock.reason", Problem::not_a_choice, 0,
                          "PAUSE_REASON_PART, PAUSE_REASON_SUPPLIER, PAUSE_REASON_RESIDENT"};
    }
    if (body.seconds() < kMinPauseS || body.seconds() > kMaxPauseS) {
        return FieldError{"pause_clock.seconds", Problem::out_of_range, 0, "60..604800"};
    }
    return optional_text("pause_clock.text", body.text(), kMaxReason);
}

Check check_call(const v1::CallTrade& body) {
    return first_of(required("call_trade.request_id", body.request_id(), kMaxId),
                    optional_text("call_trade.text", body.text(), kMaxReason));
}

}  // namespace circle::gateway
