#include "deploy/estate/words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/algorithm/string/erase.hpp>
#include <boost/locale/utf.hpp>

namespace circle::deploy {
namespace {

constexpr std::size_t kMaxPhone = 40;

}  // namespace

const char* const kSaveAs =
    "accepted: UTF-8 text. In Excel or WPS: Save As, type \"CSV UTF-8 (Comma delimited)\"; in an "
    "editor: Save As, encoding UTF-8";

std::string some_of(std::vector<std::string> words) {
    constexpr std::size_t kShown = 12;
    const bool more = words.size() > kShown;
    if (more) words.resize(kShown);
    return fmt::format("{}{}", fmt::join(words, ", "), more ? ", …" : "");
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

bool is_utf8(const std::string& text) {
    using Utf8 = boost::locale::utf::utf_traits<char>;
    for (auto at = text.begin(); at != text.end();) {
        const auto point = Utf8::decode(at, text.end());
        if (point == boost::locale::utf::illegal || point == boost::locale::utf::incomplete) {
            return false;
        }
    }
    return true;
}

std::optional<OtherEncoding> other_encoding(const std::vector<std::string>& lines) {
    if (!lines.empty() && (lines[0].starts_with("\xFF\xFE") || lines[0].starts_with("\xFE\xFF"))) {
        return OtherEncoding{1, fmt::format("the file is UTF-16; {}", kSaveAs)};
    }
    std::size_t good = 0, bad = 0, first = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool foreign = std::any_of(lines[i].begin(), lines[i].end(),
                                         [](unsigned char c) { return c >= 0x80; });
        if (!foreign) continue;
        const bool fine = is_utf8(lines[i]);
        if (!fine && bad == 0) first = i;
        ++(fine ? good : bad);
    }
    if (bad < 2 || good > 0) return std::nullopt;
    return OtherEncoding{
        first + 1, fmt::format("the file is not UTF-8 (GBK or GB18030, perhaps); {}", kSaveAs)};
}

std::string check_text(const std::string& text, std::size_t most, Lines lines) {
    const bool control = std::any_of(text.begin(), text.end(), [&](unsigned char c) {
        const bool line_break = c == '\n' && lines == Lines::several;
        return (c < 0x20 && !line_break) || c == 0x7F;
    });
    if (control) {
        return lines == Lines::one ? "has a line break, tab or other control character; accepted: "
                                     "one line of plain text"
                                   : "has a tab or other control character; accepted: plain text";
    }
    const std::size_t length = characters(text);
    if (length <= most) return {};
    return fmt::format("has {} characters; accepted: at most {} characters", length, most);
}

std::string check_phone(const std::string& phone) {
    std::string rest = phone;
    for (const char* extension : {"转", "ext"}) boost::algorithm::erase_all(rest, extension);
    const bool dialled = rest.find_first_not_of("0123456789 +-()./#*,") == std::string::npos &&
                         rest.find_first_of("0123456789") != std::string::npos;
    if (phone.empty() || (dialled && phone.size() <= kMaxPhone)) return {};
    return fmt::format(
        "accepted: a phone number such as \"021-5555-0100\": at most {} digits, spaces and "
        "+ - ( ) . / # *, an extension after 转 or ext",
        kMaxPhone);
}

}  // namespace circle::deploy
