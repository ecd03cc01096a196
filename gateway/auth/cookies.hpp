// One cookie per role, so that the three pages live side by side in one browser.
#pragma once

#include <circle/v1/types.pb.h>

#include <string>
#include <string_view>

namespace circle::gateway {

inline constexpr long kCookieDays = 400;  // as long as browsers keep one

// circle_resident, circle_volunteer, circle_coordinator; empty for other roles.
std::string_view cookie_name(v1::Role role);

// "resident", "volunteer", "coordinator"; anything else is ROLE_UNSPECIFIED.
v1::Role role_named(std::string_view name);

// Value of cookie `name` in a Cookie header, or empty.
std::string_view find_cookie(std::string_view header, std::string_view name);

// Value of a Set-Cookie header. `secure`: the page came by https.
std::string set_cookie(v1::Role role, std::string_view secret, bool secure);

}  // namespace circle::gateway
