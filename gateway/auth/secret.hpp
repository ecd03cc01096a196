// "<estate code>.<base64url of 16 to 32 random bytes>": what a card, an invitation, a session
// cookie or a bearer token carries. It names its route; only its SHA-256 is ever stored.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace circle::gateway {

struct Secret {
    std::string estate;
    std::string text;  // all of it
};

// nullopt: not of that form, whoever sent it.
std::optional<Secret> parse_secret(std::string_view text);

// Credential.id of a secret: lower-case hex of the SHA-256 of its whole text.
std::string credential_id(std::string_view secret_text);

// A fresh secret of 32 random bytes. Throws std::runtime_error without a random source.
std::string make_secret(const std::string& estate);

}  // namespace circle::gateway
