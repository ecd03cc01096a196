// A Redis stream id: milliseconds and a sequence number.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace circle::keyspace {

struct StreamId {
    std::int64_t ms = 0;
    std::uint64_t seq = 0;

    auto operator<=>(const StreamId&) const = default;
};

// "1732300000000-0"
std::string to_string(const StreamId& id);

// Accepts exactly `<digits>-<digits>` within range; anything else is nullopt.
std::optional<StreamId> parse_stream_id(std::string_view text);

}  // namespace circle::keyspace
