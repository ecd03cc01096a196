// What a category may say about safety, clocks and the trade, for check_config().
#pragma once

#include <circle/v1/estate.pb.h>

namespace circle::core {

inline constexpr std::uint32_t kMinTarget = 60;  // seconds, tap to door
inline constexpr std::uint32_t kMaxTarget = 7200;
inline constexpr std::uint32_t kMinTradeTarget = 300;  // seconds, called to at the door
inline constexpr std::uint32_t kMaxTradeTarget = 86400;

// Some words, at most 200 characters, and one to five numbers to call.
bool is_script(const v1::Script& script);

// The field that does not fit, or nullptr. `estate_script`: there is one for categories without
// their own; an answer that is life-threatening needs either.
const char* check_safety(const v1::Category& category, bool estate_script);

}  // namespace circle::core
