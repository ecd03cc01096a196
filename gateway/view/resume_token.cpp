#include "gateway/view/resume_token.hpp"

#include <array>
#include <charconv>
#include <vector>

#include "common/ids/secret.hpp"
#include "gateway/view/base64url.hpp"

namespace circle::gateway {
namespace {

constexpr std::size_t kMaxText = 256;
constexpr std::size_t kMarkDigits = 12;

template <class T>
bool read(std::string_view text, T& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string viewer_mark(const v1::Principal& viewer) {
    return ids::sha256_hex(viewer.estate() + "/" + std::to_string(viewer.role()) + "/" +
                           viewer.id())
        .substr(0, kMarkDigits);
}

std::string encode(const ResumeToken& token) {
    const std::string plain = "2/" + std::to_string(token.shard) + "/" +
                              std::to_string(token.id.ms) + "/" + std::to_string(token.id.seq) +
                              "/" + std::to_string(token.number) + "/" + token.viewer + "/" +
                              token.incarnation;
    return base64url_encode(plain);
}

std::optional<ResumeToken> decode_resume_token(std::string_view text) {
    if (text.empty() || text.size() > kMaxText) return std::nullopt;
    const auto plain = base64url_decode(text);
    if (!plain) return std::nullopt;
    std::array<std::string_view, 6> part;
    std::string_view rest = *plain;
    for (auto& p : part) {
        const auto slash = rest.find('/');
        if (slash == std::string_view::npos) return std::nullopt;
        p = rest.substr(0, slash);
        rest.remove_prefix(slash + 1);
    }
    ResumeToken token;
    token.incarnation = std::string(rest);
    token.viewer = std::string(part[5]);
    if (part[0] != "2" || !read(part[1], token.shard) || !read(part[2], token.id.ms) ||
        !read(part[3], token.id.seq) || !read(part[4], token.number)) {
        return std::nullopt;
    }
    return token;
}

}  // namespace circle::gateway
