// Texts for people by stable code, in the client's language.
#pragma once

#include <circle/v1/types.pb.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace circle::gateway {

enum class Lang { zh, en };

// "en", "en-GB" … → en; everything else → zh, the estate's language.
Lang lang_of(std::string_view tag);

std::string_view text_of(v1::Code code, Lang lang);

// What is wrong with a field.
enum class Problem {
    missing,
    too_long,      // `limit` characters are accepted
    too_many,      // `limit` items are accepted
    not_a_choice,  // `choices` are accepted
    out_of_range,  // `choices` is the range
};

struct FieldError {
    std::string field;  // path in the client's frame, proto names: "submit.note"
    Problem problem = Problem::missing;
    std::size_t limit = 0;
    std::string choices;

    bool operator==(const FieldError&) const = default;
};

// Names the field, what was wrong and what is accepted.
std::string text_of(const FieldError& error, Lang lang);

}  // namespace circle::gateway
