// Checks of the frames about safety, pauses and the licensed trade.
#pragma once

#include <circle/v1/client.pb.h>

#include "gateway/ws/field_checks.hpp"

namespace circle::gateway {

Check check_sex(const v1::Submit& body);
Check check_pause(const v1::PauseClock& body);
Check check_call(const v1::CallTrade& body);

}  // namespace circle::gateway
