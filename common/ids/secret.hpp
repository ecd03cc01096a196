// What people hold: `<estate code>.<base64url of 16 to 32 random bytes>`, on cards, in links,
// cookies and tokens. Only the SHA-256 of it is ever stored.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace circle::ids {

// Unpadded base64url of `bytes` bytes from the operating system. Throws std::runtime_error when
// there is no randomness to be had.
std::string random_base64url(std::size_t bytes);

// 64 lower-case hex digits.
std::string sha256_hex(std::string_view bytes);

// Secrets compare in time that does not depend on where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// [a-z0-9-]{2,32}
bool is_estate_code(std::string_view text);

// A fresh secret of 24 random bytes.
std::string make_secret(std::string_view estate);

struct Secret {
    std::string estate;         // the route: which estate, hence which shard, knows it
    std::string credential_id;  // Credential.id: sha256_hex of the whole text
};

// nullopt: not of this form. No reason is given: nobody types secrets.
std::optional<Secret> parse_secret(std::string_view text);

}  // namespace circle::ids
