// Text as people type it: how long it is, what it must not contain, what they may have meant.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace circle::deploy {

// "a, b, c", of many the first dozen and "…".
std::string some_of(std::vector<std::string> words);

// Unicode code points of valid UTF-8.
std::size_t characters(const std::string& text);

// What to do about text in another encoding.
extern const char* const kSaveAs;

bool is_utf8(const std::string& text);

// A whole text in another encoding, as spreadsheets and editors save it: there is no use in naming
// each of its lines.
struct OtherEncoding {
    std::size_t line;  // from 1: where it shows
    std::string what;  // and what is accepted
};
std::optional<OtherEncoding> other_encoding(const std::vector<std::string>& lines);

enum class Lines { one, several };

// What is wrong with a text of at most `most` characters on one line or several: control
// characters, length. Empty: nothing. The answer says what is accepted.
std::string check_text(const std::string& text, std::size_t most, Lines lines = Lines::one);

// Empty is accepted; otherwise what people dial.
std::string check_phone(const std::string& phone);

}  // namespace circle::deploy
