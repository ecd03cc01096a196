#include "common/keyspace/stream_id.hpp"

#include <charconv>

#include <fmt/format.h>

namespace circle::keyspace {
namespace {

// All of `text` as decimal digits, without sign or space.
template <typename Number>
bool parse_digits(std::string_view text, Number& number) {
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) {
        return false;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::string to_string(const StreamId& id) {
    return fmt::format("{}-{}", id.ms, id.seq);
}

std::optional<StreamId> parse_stream_id(std::string_view text) {
    const auto dash = text.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    StreamId id;
    if (!parse_digits(text.substr(0, dash), id.ms) ||
        !parse_digits(text.substr(dash + 1), id.seq)) {
        return std::nullopt;
    }
    return id;
}

}  // namespace circle::keyspace
