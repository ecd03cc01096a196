#include "gateway/auth/cookies.hpp"

namespace circle::gateway {
namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

}  // namespace

std::string_view cookie_name(v1::Role role) {
    switch (role) {
        case v1::ROLE_RESIDENT:
            return "circle_resident";
        case v1::ROLE_VOLUNTEER:
        case v1::ROLE_STAFF:
            return "circle_volunteer";
        case v1::ROLE_COORDINATOR:
            return "circle_coordinator";
        default:
            return {};
    }
}

v1::Role role_named(std::string_view name) {
    if (name == "resident") return v1::ROLE_RESIDENT;
    if (name == "volunteer") return v1::ROLE_VOLUNTEER;
    if (name == "coordinator") return v1::ROLE_COORDINATOR;
    return v1::ROLE_UNSPECIFIED;
}

std::string_view find_cookie(std::string_view header, std::string_view name) {
    if (name.empty()) return {};
    while (!header.empty()) {
        const auto end = header.find(';');
        const std::string_view pair = trimmed(header.substr(0, end));
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            std::string_view value = pair.substr(equals + 1);
            if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
                value = value.substr(1, value.size() - 2);
            }
            return value;
        }
        if (end == std::string_view::npos) break;
        header.remove_prefix(end + 1);
    }
    return {};
}

std::string set_cookie(v1::Role role, std::string_view secret, bool secure) {
    std::string value(cookie_name(role));
    value += '=';
    value += secret;
    value += "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(kCookieDays * 86'400);
    if (secure) value += "; Secure";
    return value;
}

}  // namespace circle::gateway
