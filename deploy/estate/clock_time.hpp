// Times of day as people write them: "08:30", "24:00".
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace circle::deploy {

// Minutes after midnight, 0 to 1440; nullopt: not a time with two digits each.
std::optional<std::uint32_t> parse_clock(const std::string& text);
std::string clock_text(std::uint32_t minutes);

}  // namespace circle::deploy
