#include "gateway/auth/secret.hpp"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "gateway/view/base64url.hpp"

namespace circle::gateway {
namespace {

constexpr std::size_t kMinBytes = 16;
constexpr std::size_t kMaxBytes = 32;

bool is_estate_code(std::string_view code) {
    return code.size() >= 2 && code.size() <= 32 &&
           std::all_of(code.begin(), code.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

}  // namespace

std::optional<Secret> parse_secret(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || !is_estate_code(text.substr(0, dot))) return std::nullopt;
    if (text.size() - dot > 64) return std::nullopt;
    const auto bytes = base64url_decode(text.substr(dot + 1));
    if (!bytes || bytes->size() < kMinBytes || bytes->size() > kMaxBytes) return std::nullopt;
    return Secret{std::string(text.substr(0, dot)), std::string(text)};
}

std::string credential_id(std::string_view secret_text) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(secret_text.data()), secret_text.size(),
           digest.data());
    constexpr char kHex[] = "0123456789abcdef";
    std::string id;
    for (const unsigned char byte : digest) {
        id += kHex[byte >> 4];
        id += kHex[byte & 15];
    }
    return id;
}

std::string make_secret(const std::string& estate) {
    std::string bytes(kMaxBytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                   static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error("no source of random bytes");
    }
    return estate + "." + base64url_encode(bytes);
}

}  // namespace circle::gateway
