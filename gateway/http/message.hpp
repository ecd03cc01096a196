// HTTP requests and replies as the rest of the gateway sees them, and what every reply carries.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace circle::gateway {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using HttpResponse = boost::beast::http::response<boost::beast::http::string_body>;

// A request with what the connection knows about it.
struct Exchange {
    const HttpRequest& request;
    std::string path;  // percent-decoded, without query
    std::string query;
    std::string remote;  // address, for limits
    bool https = false;  // as a trusted proxy says
};
using Reply = std::function<void(HttpResponse)>;

// "a=1&b=2" → value of `name`, or empty. Values are not percent-decoded.
std::string_view query_value(std::string_view query, std::string_view name);

// Splits and decodes a request target; false: not of the form "/…".
bool parse_target(std::string_view target, std::string& path, std::string& query);

std::string_view header(const HttpRequest& request, boost::beast::http::field field);

// The W3C traceparent it came with; empty: none, or not a proper one.
std::string traceparent_of(const HttpRequest& request);

// With Content-Type, security headers and `Cache-Control: no-store`; the caller may set others.
HttpResponse make_response(boost::beast::http::status status, std::string_view content_type,
                           std::string body);
HttpResponse json_response(boost::beast::http::status status, std::string body);

// {"code": …, "message": …}, or a small page for who accepts HTML.
HttpResponse error_response(const HttpRequest& request, boost::beast::http::status status,
                            std::string_view code, std::string_view text);

// For text inside HTML.
std::string escape_html(std::string_view text);
// A JSON string literal with its quotes.
std::string json_string(std::string_view text);

}  // namespace circle::gateway
