#include "gateway/http/upgrade.hpp"

#include "gateway/auth/cookies.hpp"
#include "gateway/auth/origin.hpp"

namespace circle::gateway {
namespace http = boost::beast::http;

namespace {

// The first of the client's choices that is known; empty: none is.
std::string_view choose_subprotocol(std::string_view offered) {
    while (!offered.empty()) {
        const auto comma = offered.find(',');
        std::string_view name = offered.substr(0, comma);
        while (!name.empty() && name.front() == ' ') name.remove_prefix(1);
        while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
        if (name == kPbSubprotocol || name == kJsonSubprotocol) return name;
        if (comma == std::string_view::npos) break;
        offered.remove_prefix(comma + 1);
    }
    return {};
}

std::string_view bearer_of(std::string_view authorization) {
    constexpr std::string_view kScheme = "Bearer ";
    if (!authorization.starts_with(kScheme)) return {};
    return authorization.substr(kScheme.size());
}

std::string_view cookie_of(const Exchange& exchange) {
    const std::string_view header_text = header(exchange.request, http::field::cookie);
    const auto role = role_named(query_value(exchange.query, "role"));
    return find_cookie(header_text, cookie_name(role));
}

}  // namespace

std::variant<AcceptedUpgrade, HttpResponse> examine_upgrade(const Exchange& exchange) {
    const HttpRequest& request = exchange.request;
    AcceptedUpgrade accepted;
    const auto offered = request.equal_range(http::field::sec_websocket_protocol);
    for (auto it = offered.first; it != offered.second && accepted.subprotocol.empty(); ++it) {
        accepted.subprotocol = choose_subprotocol({it->value().data(), it->value().size()});
    }
    if (offered.first != offered.second && accepted.subprotocol.empty()) {
        return json_response(http::status::bad_request,
                             "{\"code\": \"CODE_UNSUPPORTED\", \"field\": "
                             "\"Sec-WebSocket-Protocol\", \"message\": \"circle.v1.pb or "
                             "circle.v1.json\"}\n");
    }
    accepted.upgrade.codec = accepted.subprotocol == kPbSubprotocol ? Codec::pb : Codec::json;
    accepted.upgrade.trace = traceparent_of(request);

    accepted.upgrade.secret = bearer_of(header(request, http::field::authorization));
    if (!accepted.upgrade.secret.empty()) return accepted;
    accepted.upgrade.secret = cookie_of(exchange);
    // A browser sends our cookie along from any page; only our own may use it.
    const std::string_view origin = header(request, http::field::origin);
    if (!accepted.upgrade.secret.empty() && !origin.empty() &&
        !same_origin(origin, header(request, http::field::host))) {
        return json_response(http::status::forbidden,
                             "{\"code\": \"CODE_FORBIDDEN\", \"field\": \"Origin\", \"message\": "
                             "\"not this gateway's own page\"}\n");
    }
    return accepted;
}

}  // namespace circle::gateway
