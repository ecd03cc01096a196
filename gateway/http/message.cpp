#include "gateway/http/message.hpp"

#include <fmt/format.h>

#include "common/ids/traceparent.hpp"
#include "gateway/http/page.hpp"

namespace circle::gateway {
namespace http = boost::beast::http;

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool percent_decode(std::string_view text, std::string& out) {
    out.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        if (i + 2 >= text.size()) return false;
        const int high = hex_digit(text[i + 1]);
        const int low = hex_digit(text[i + 2]);
        if (high < 0 || low < 0) return false;
        out += static_cast<char>(high << 4 | low);
        i += 2;
    }
    return out.find('\0') == std::string::npos;
}

}  // namespace

std::string_view query_value(std::string_view query, std::string_view name) {
    while (!query.empty()) {
        const auto end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
            return pair.substr(equals + 1);
        }
        if (end == std::string_view::npos) break;
        query.remove_prefix(end + 1);
    }
    return {};
}

bool parse_target(std::string_view target, std::string& path, std::string& query) {
    if (target.empty() || target.front() != '/') return false;
    const auto mark = target.find('?');
    query = mark == std::string_view::npos ? std::string() : std::string(target.substr(mark + 1));
    return percent_decode(target.substr(0, mark), path);
}

std::string_view header(const HttpRequest& request, http::field field) {
    const auto it = request.find(field);
    if (it == request.end()) return {};
    return {it->value().data(), it->value().size()};
}

std::string traceparent_of(const HttpRequest& request) {
    const auto it = request.find("traceparent");
    if (it == request.end()) return {};
    const std::string_view text(it->value().data(), it->value().size());
    return std::string(ids::is_traceparent(text) ? text : std::string_view());
}

HttpResponse make_response(http::status status, std::string_view content_type, std::string body) {
    HttpResponse response;
    response.result(status);
    response.set(http::field::server, "circle-gateway");
    response.set(http::field::content_type,
                 boost::beast::string_view(content_type.data(), content_type.size()));
    response.set(http::field::cache_control, "no-store");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    response.set("Content-Security-Policy",
                 "default-src 'self'; connect-src 'self' ws: wss:; img-src 'self' data:; "
                 "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    response.body() = std::move(body);
    return response;
}

HttpResponse json_response(http::status status, std::string body) {
    return make_response(status, "application/json; charset=utf-8", std::move(body));
}

HttpResponse error_response(const HttpRequest& request, http::status status, std::string_view code,
                            std::string_view text) {
    if (header(request, http::field::accept).find("text/html") != std::string_view::npos) {
        Page page;
        page.title = "没有打开";
        page.text = std::string(text);
        page.link = "/";
        page.link_text = "回到首页";
        return html_response(status, page);
    }
    return json_response(status, fmt::format("{{\"code\": {}, \"message\": {}}}\n",
                                             json_string(code), json_string(text)));
}

std::string escape_html(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(byte));
        } else {
            out += c;
        }
    }
    return out + "\"";
}

}  // namespace circle::gateway
