// What somebody may have meant who misspelt a word.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace circle::config {

// The one of `accepted` that `word` is a slip of the finger away from.
std::optional<std::string> near_word(const std::string& word,
                                     const std::vector<std::string>& accepted);

// "; did you mean \"name\"?", or nothing.
std::string did_you_mean(const std::string& word, const std::vector<std::string>& accepted);

}  // namespace circle::config
