// What ids and labels look like, in every file of an estate.
#pragma once

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {

inline constexpr char kIdRule[] = "accepted: 1 to 64 letters, digits, - or _, each id once";
inline constexpr std::size_t kMaxLabel = 14;  // characters on a button

inline bool is_id(const std::string& id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
}

// Unicode code points.
inline std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

inline std::string unique_id(TomlSection& section, std::set<std::string>& seen) {
    std::string id = section.text("id");
    if (!id.empty() && (!is_id(id) || !seen.insert(id).second)) section.complain("id", kIdRule);
    return id;
}

inline std::string label(TomlSection& section, const std::string& key) {
    std::string text = section.text(key);
    if (characters(text) > kMaxLabel) section.complain(key, "accepted: at most 14 characters");
    return text;
}

}  // namespace circle::deploy
