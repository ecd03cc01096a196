#include "deploy/estate/clock_time.hpp"

#include <fmt/format.h>

#include <cctype>

namespace circle::deploy {

std::optional<std::uint32_t> parse_clock(const std::string& text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t i : {0u, 1u, 3u, 4u}) {
        if (std::isdigit(static_cast<unsigned char>(text[i])) == 0) return std::nullopt;
    }
    const auto digit = [&](std::size_t i) { return static_cast<std::uint32_t>(text[i] - '0'); };
    const std::uint32_t hours = digit(0) * 10 + digit(1);
    const std::uint32_t minutes = digit(3) * 10 + digit(4);
    if (minutes >= 60 || hours * 60 + minutes > 24 * 60) return std::nullopt;
    return hours * 60 + minutes;
}

std::string clock_text(std::uint32_t minutes) {
    return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

}  // namespace circle::deploy
