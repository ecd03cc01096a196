// Small pages that the gateway writes itself: large type, one action, no script.
#pragma once

#include <string>

#include "gateway/http/message.hpp"

namespace circle::gateway {

struct Page {
    std::string title;
    std::string text;
    std::string button;  // posts to the page's own address; empty: none
    std::string link;    // empty: none
    std::string link_text;
};

// Texts are escaped. The form may only be posted from the page itself.
HttpResponse html_response(boost::beast::http::status status, const Page& page);

// Style sheet of these pages, served as /page.css: inline styles are against the CSP.
std::string_view page_css();

}  // namespace circle::gateway
