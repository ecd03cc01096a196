// What checks of single fields are made of.
#pragma once

#include <optional>
#include <string>

#include "gateway/ws/texts.hpp"
#include "gateway/ws/validate.hpp"

namespace circle::gateway {

using Check = std::optional<FieldError>;  // nullopt: it fits

// Not empty, and at most `limit` characters.
inline Check required(const char* field, const std::string& value, std::size_t limit) {
    if (value.empty()) return FieldError{field, Problem::missing, 0, {}};
    if (code_points(value) > limit) return FieldError{field, Problem::too_long, limit, {}};
    return std::nullopt;
}

inline Check optional_text(const char* field, const std::string& value, std::size_t limit) {
    if (code_points(value) > limit) return FieldError{field, Problem::too_long, limit, {}};
    return std::nullopt;
}

inline Check first_of(Check a, Check b) {
    return a ? a : b;
}

}  // namespace circle::gateway
