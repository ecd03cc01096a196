#include "common/ids/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

namespace circle::ids {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kRandomBytes = 24;
constexpr std::size_t kShortest = 22;  // base64url of 16 bytes
constexpr std::size_t kLongest = 43;   // base64url of 32 bytes

std::string base64url(const std::vector<unsigned char>& bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const auto byte : bytes) {
        bits = bits << 8 | byte;
        for (held += 8; held >= 6; held -= 6) {
            text.push_back(kAlphabet[bits >> (held - 6) & 63]);
        }
    }
    if (held > 0) {
        text.push_back(kAlphabet[bits << (6 - held) & 63]);
    }
    return text;
}

}  // namespace

std::string random_base64url(std::size_t bytes) {
    std::vector<unsigned char> random(bytes);
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
        throw std::runtime_error("the operating system gives no random bytes");
    }
    return base64url(random);
}

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, 32> digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) !=
        1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    return fmt::format("{:02x}", fmt::join(digest, ""));
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool is_estate_code(std::string_view text) {
    return text.size() >= 2 && text.size() <= 32 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

std::string make_secret(std::string_view estate) {
    return fmt::format("{}.{}", estate, random_base64url(kRandomBytes));
}

std::optional<Secret> parse_secret(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos || !is_estate_code(text.substr(0, dot))) {
        return std::nullopt;
    }
    const auto random = text.substr(dot + 1);
    if (random.size() < kShortest || random.size() > kLongest ||
        random.find_first_not_of(kAlphabet) != std::string_view::npos) {
        return std::nullopt;
    }
    return Secret{std::string(text.substr(0, dot)), sha256_hex(text)};
}

}  // namespace circle::ids
