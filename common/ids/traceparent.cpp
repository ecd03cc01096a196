#include "common/ids/traceparent.hpp"

#include <algorithm>

namespace circle::ids {
namespace {

constexpr std::string_view kForm = "xx-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx-xxxxxxxxxxxxxxxx-xx";
constexpr std::size_t kTrace = 3, kTraceSize = 32;
constexpr std::size_t kParent = 36, kParentSize = 16;

bool fits(char c, char form) {
    if (form == '-') return c == '-';
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool all_zeros(std::string_view text) {
    return text.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

bool is_traceparent(std::string_view text) {
    return text.size() == kForm.size() &&
           std::equal(text.begin(), text.end(), kForm.begin(), fits) && !text.starts_with("ff") &&
           !all_zeros(text.substr(kTrace, kTraceSize)) &&
           !all_zeros(text.substr(kParent, kParentSize));
}

std::string_view trace_id(std::string_view traceparent) {
    return is_traceparent(traceparent) ? traceparent.substr(kTrace, kTraceSize)
                                       : std::string_view();
}

bool is_sampled(std::string_view traceparent) {
    if (!is_traceparent(traceparent)) return false;
    const char last = traceparent.back();
    const int digit = last <= '9' ? last - '0' : last - 'a' + 10;
    return (digit & 1) != 0;
}

}  // namespace circle::ids
