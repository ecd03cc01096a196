#include "tests/support/resp_frame.hpp"

#include <charconv>
#include <stdexcept>
#include <string>

namespace circle::test {
namespace {

std::int64_t read_number(std::string_view digits) {
    std::int64_t number = 0;
    const auto* end = digits.data() + digits.size();
    if (std::from_chars(digits.data(), end, number).ptr != end) {
        throw std::runtime_error("not RESP: " + std::string(digits));
    }
    return number;
}

// Offset after the frame that begins at `at`.
std::optional<std::size_t> frame_end(std::string_view bytes, std::size_t at) {
    const auto line_end = bytes.find("\r\n", at);
    if (line_end == std::string_view::npos) {
        return std::nullopt;
    }
    auto end = line_end + 2;
    const auto rest = bytes.substr(at + 1, line_end - at - 1);
    switch (bytes[at]) {
        case '+':
        case '-':
        case ':':
            return end;
        case '$':
            if (const auto size = read_number(rest); size >= 0) {
                end += static_cast<std::size_t>(size) + 2;
            }
            return end <= bytes.size() ? std::optional(end) : std::nullopt;
        case '*':
            for (auto left = read_number(rest); left > 0; --left) {
                const auto next = frame_end(bytes, end);
                if (!next) {
                    return std::nullopt;
                }
                end = *next;
            }
            return end;
        default:
            throw std::runtime_error("not RESP: " + std::string(bytes.substr(at, 20)));
    }
}

}  // namespace

std::optional<std::size_t> resp_frame_size(std::string_view bytes) {
    return frame_end(bytes, 0);
}

}  // namespace circle::test
