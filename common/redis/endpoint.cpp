#include "common/redis/endpoint.hpp"

#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace circle::redis {
namespace {

constexpr std::string_view kAccepted =
    "accepted: unix:///path/to.sock or redis://[user:password@]host[:port]";
constexpr std::string_view kUnix = "unix://";
constexpr std::string_view kTcp = "redis://";

std::optional<std::string> refuse(std::string_view what) {
    return fmt::format("Redis address: {}; {}", what, kAccepted);
}

// Undoes %XX, so that a password may contain '@' and ':'.
std::optional<std::string> percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out.push_back(text[i]);
            continue;
        }
        unsigned byte = 0;
        const auto* digits = text.data() + i + 1;
        if (i + 2 >= text.size() ||
            std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) {
            return std::nullopt;
        }
        out.push_back(static_cast<char>(byte));
        i += 2;
    }
    return out;
}

std::optional<std::string> parse_credentials(std::string_view text, Endpoint& endpoint) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return refuse("a user without ':password' before '@'");
    }
    auto username = percent_decode(text.substr(0, colon));
    auto password = percent_decode(text.substr(colon + 1));
    if (!username || !password) {
        return refuse("a '%' in user or password that is not followed by two hex digits");
    }
    if (password->empty()) {
        return refuse("an empty password");
    }
    endpoint.username = std::move(*username);
    endpoint.password = std::move(*password);
    return std::nullopt;
}

std::optional<std::string> parse_port(std::string_view text, Endpoint& endpoint) {
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, endpoint.port);
    if (error != std::errc() || stop != end || endpoint.port == 0) {
        return refuse(fmt::format("port '{}' is not a number from 1 to 65535", text));
    }
    return std::nullopt;
}

// `host`, `host:port`, `[v6]` or `[v6]:port`.
std::optional<std::string> parse_authority(std::string_view text, Endpoint& endpoint) {
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) {
            return refuse("'[' without ']' around an IPv6 address");
        }
        endpoint.host = text.substr(1, close - 1);
        rest = text.substr(close + 1);
    } else {
        const auto colon = text.find(':');
        endpoint.host = text.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
    }
    if (endpoint.host.empty()) {
        return refuse("the host is missing");
    }
    if (endpoint.host.find_first_of("/?# ") != std::string::npos) {
        return refuse("only a host and a port may follow; one database is used, so no '/0'");
    }
    if (rest.empty()) {
        return std::nullopt;
    }
    if (!rest.starts_with(':')) {
        return refuse(fmt::format("'{}' after the host", rest));
    }
    return parse_port(rest.substr(1), endpoint);
}

std::optional<std::string> parse_unix(std::string_view path, Endpoint& endpoint) {
    if (!path.starts_with('/')) {
        return refuse("the socket's path must be absolute, so three slashes after 'unix:'");
    }
    // sockaddr_un holds 108 bytes with the closing zero.
    if (path.size() > 107) {
        return refuse("the socket's path is longer than 107 bytes");
    }
    endpoint.unix_path = path;
    return std::nullopt;
}

std::optional<std::string> parse_tcp(std::string_view rest, Endpoint& endpoint) {
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        if (auto error = parse_credentials(rest.substr(0, at), endpoint)) {
            return error;
        }
        rest = rest.substr(at + 1);
    }
    if (rest.ends_with('/')) {
        rest.remove_suffix(1);
    }
    return parse_authority(rest, endpoint);
}

}  // namespace

boost::system::result<Endpoint, std::string> parse_endpoint(std::string_view url) {
    Endpoint endpoint;
    auto error = url.starts_with(kUnix)  ? parse_unix(url.substr(kUnix.size()), endpoint)
                 : url.starts_with(kTcp) ? parse_tcp(url.substr(kTcp.size()), endpoint)
                                         : refuse("unknown kind of address");
    // Tagged: an Endpoint could be made of a string too.
    if (error) {
        return {boost::system::in_place_error, std::move(*error)};
    }
    return {boost::system::in_place_value, std::move(endpoint)};
}

std::string to_string(const Endpoint& endpoint) {
    if (!endpoint.unix_path.empty()) {
        return fmt::format("unix://{}", endpoint.unix_path);
    }
    const auto user =
        endpoint.password.empty() ? std::string() : fmt::format("{}:***@", endpoint.username);
    const bool v6 = endpoint.host.find(':') != std::string::npos;
    return v6 ? fmt::format("redis://{}[{}]:{}", user, endpoint.host, endpoint.port)
              : fmt::format("redis://{}{}:{}", user, endpoint.host, endpoint.port);
}

}  // namespace circle::redis
