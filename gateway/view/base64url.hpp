// RFC 4648 base64url without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace circle::gateway {

std::string base64url_encode(std::string_view bytes);
// nullopt: a character outside the alphabet, or an impossible length.
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace circle::gateway
