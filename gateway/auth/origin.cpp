#include "gateway/auth/origin.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace circle::gateway {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

void drop_suffix(std::string& text, std::string_view suffix) {
    if (text.ends_with(suffix)) text.resize(text.size() - suffix.size());
}

}  // namespace

bool same_origin(std::string_view origin, std::string_view host) {
    std::string from = lower(origin);
    std::string here = lower(host);
    const char* port = nullptr;
    if (from.starts_with("http://")) {
        from.erase(0, 7);
        port = ":80";
    } else if (from.starts_with("https://")) {
        from.erase(0, 8);
        port = ":443";
    } else {
        return false;
    }
    drop_suffix(from, port);
    drop_suffix(here, port);
    return !here.empty() && from == here;
}

}  // namespace circle::gateway
