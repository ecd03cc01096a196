#include "gateway/http/page.hpp"

#include <fmt/format.h>

namespace circle::gateway {
namespace http = boost::beast::http;

HttpResponse html_response(http::status status, const Page& page) {
    std::string body = fmt::format(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0}</title>\n<link rel=\"icon\" href=\"/assets/icon.svg\">\n"
        "<link rel=\"stylesheet\" href=\"/page.css\">\n</head>\n<body>\n"
        "<main>\n<h1>{0}</h1>\n<p>{1}</p>\n",
        escape_html(page.title), escape_html(page.text));
    if (!page.button.empty()) {
        body +=
            fmt::format("<form method=\"post\"><button data-testid=\"bind\">{}</button></form>\n",
                        escape_html(page.button));
    }
    if (!page.link.empty()) {
        body += fmt::format("<p><a href=\"{}\">{}</a></p>\n", escape_html(page.link),
                            escape_html(page.link_text));
    }
    body += "</main>\n</body>\n</html>\n";
    HttpResponse response = make_response(status, "text/html; charset=utf-8", std::move(body));
    // With no-referrer a browser posts `Origin: null`, which could not be told from a foreign one.
    response.set("Referrer-Policy", "same-origin");
    return response;
}

std::string_view page_css() {
    return R"css(:root { color-scheme: light; }
body { margin: 0; font: 22px/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif;
  color: #1a1a1a; background: #fff; }
main { max-width: 32rem; margin: 0 auto; padding: 2rem 1.25rem; }
h1 { font-size: 30px; line-height: 1.3; margin: 0 0 1rem; }
button { width: 100%; min-height: 72px; font: inherit; font-size: 26px; font-weight: 700;
  color: #fff; background: #0b4f43; border: 0; border-radius: 12px; }
button:focus-visible, a:focus-visible { outline: 4px solid #f2a900; outline-offset: 2px; }
a { display: inline-block; min-height: 60px; line-height: 60px; color: #0b4f43; }
)css";
}

}  // namespace circle::gateway
