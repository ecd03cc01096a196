#include "deploy/estate/toml_section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

#include "common/config/near_word.hpp"

namespace circle::deploy {

const toml::node* TomlSection::find(const std::string& key) {
    known_[key];
    return table_.get(key);
}

std::size_t TomlSection::line_of(const std::string& key) const {
    const toml::node* node = table_.get(key);
    const auto line = node ? node->source().begin.line : table_.source().begin.line;
    return std::max<std::size_t>(line, 1);
}

void TomlSection::complain(const std::string& key, const std::string& what) const {
    document_.problems().add(document_.file(), line_of(key), path_ + key, what);
}

void TomlSection::complain_missing(const std::string& key, const std::string& what) {
    known_[key] = what;
}

void TomlSection::refuse(const std::string& key, const std::string& accepted) const {
    const toml::node* node = table_.get(key);
    std::ostringstream value;
    if (const auto text = node->value_exact<std::string>()) {
        value << '"' << *text << '"';
    } else if (node->is_table() || node->is_array()) {
        value << (node->is_table() ? "a section" : "a list");
    } else {
        node->visit([&](const auto& held) { value << held; });
    }
    complain(key, "is " + value.str() + "; accepted: " + accepted);
}

std::string TomlSection::text(const std::string& key, std::size_t most) {
    if (find(key) == nullptr) {
        complain_missing(key, "is missing; accepted: text in quotes");
        return {};
    }
    std::string value = text_or(key, {}, most);
    if (value.empty() && table_.get(key)->is_string()) {
        complain(key, "is empty; accepted: text in quotes");
    }
    return value;
}

std::string TomlSection::text_or(const std::string& key, std::string fallback, std::size_t most,
                                 Lines lines) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    if (auto value = node->value_exact<std::string>()) {
        const std::string wrong = check_text(*value, most, lines);
        if (!wrong.empty()) complain(key, wrong);
        return *value;
    }
    refuse(key, "text in quotes");
    return fallback;
}

std::vector<std::string> TomlSection::texts(const std::string& key, std::size_t most) {
    std::vector<std::string> found;
    const toml::node* node = find(key);
    if (node == nullptr) return found;
    const toml::array* array = node->as_array();
    if (array == nullptr || (!array->empty() && !array->is_homogeneous<std::string>())) {
        refuse(key, "a list of texts in quotes");
        return found;
    }
    for (const toml::node& item : *array) {
        found.push_back(*item.value_exact<std::string>());
        const std::string wrong = check_text(found.back(), most);
        if (!wrong.empty()) complain(key, wrong);
    }
    return found;
}

std::string TomlSection::phone_or(const std::string& key, std::string fallback) {
    std::string phone = text_or(key, std::move(fallback));
    const std::string wrong = check_phone(phone);
    if (!wrong.empty()) complain(key, "\"" + phone + "\"; " + wrong);
    return phone;
}

double TomlSection::number(const std::string& key, double low, double high) {
    if (find(key) == nullptr) {
        complain_missing(key,
                         fmt::format("is missing; accepted: a number from {} to {}", low, high));
        return 0;
    }
    return number_or(key, low, high, 0);
}

double TomlSection::number_or(const std::string& key, double low, double high, double fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    if (node->is_number()) {
        const auto value = node->value<double>();
        if (value && *value >= low && *value <= high) return *value;
    }
    refuse(key, fmt::format("a number from {} to {}", low, high));
    return fallback;
}

unsigned TomlSection::whole_or(const std::string& key, unsigned fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= 0 && *value <= 1'000'000) return static_cast<unsigned>(*value);
    refuse(key, "a whole number from 0 to 1000000");
    return fallback;
}

int TomlSection::integer_or(const std::string& key, int low, int high, int fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= low && *value <= high) return static_cast<int>(*value);
    refuse(key, fmt::format("a whole number from {} to {}", low, high));
    return fallback;
}

bool TomlSection::flag_or(const std::string& key, bool fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    if (const auto value = node->value_exact<bool>()) return *value;
    refuse(key, "true, false");
    return fallback;
}

std::size_t TomlSection::choice_or_first(const std::string& key,
                                         const std::vector<std::string>& choices) {
    const toml::node* node = find(key);
    if (node == nullptr) return 0;
    const auto value = node->value_exact<std::string>();
    const auto it = std::find(choices.begin(), choices.end(), value.value_or(""));
    if (value && it != choices.end()) return static_cast<std::size_t>(it - choices.begin());
    refuse(key, fmt::format("\"{}\"{}", fmt::join(choices, "\", \""),
                            value ? config::did_you_mean(*value, choices) : ""));
    return 0;
}

std::vector<TomlSection> TomlSection::sections(const std::string& key) {
    std::vector<TomlSection> found;
    const toml::node* node = find(key);
    if (node == nullptr) return found;
    const toml::array* array = node->as_array();
    if (array == nullptr || (!array->empty() && !array->is_homogeneous<toml::table>())) {
        refuse(key, "[[" + key + "]] sections");
        return found;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        found.emplace_back(document_, *(*array)[i].as_table(),
                           fmt::format("{}{}[{}].", path_, key, i));
    }
    return found;
}

std::vector<TomlSection> TomlSection::section(const std::string& key) {
    std::vector<TomlSection> found;
    const toml::node* node = find(key);
    if (node == nullptr) return found;
    if (const toml::table* table = node->as_table()) {
        found.emplace_back(document_, *table, path_ + key + ".");
    } else {
        refuse(key, "a [" + key + "] section");
    }
    return found;
}

std::vector<std::string> TomlSection::known() const {
    std::vector<std::string> keys;
    for (const auto& [key, what] : known_) keys.push_back(key);
    return keys;
}

std::vector<std::string> TomlSection::absent() const {
    std::vector<std::string> keys = known();
    std::erase_if(keys, [&](const std::string& key) { return table_.contains(key); });
    return keys;
}

bool TomlSection::misspells(const std::string& key) const {
    return std::any_of(table_.begin(), table_.end(), [&](const auto& entry) {
        const std::string name{entry.first.str()};
        return !known_.contains(name) && config::near_word(name, absent()) == key;
    });
}

void TomlSection::finish() const {
    for (const auto& [key, value] : table_) {
        const std::string name{key.str()};
        if (known_.contains(name)) continue;
        if (const auto text = value.value_exact<std::string>()) document_.add_unknown(*text);
        complain(name, fmt::format("unknown{}; accepted: {}", config::did_you_mean(name, absent()),
                                   fmt::join(known(), ", ")));
    }
    for (const auto& [key, what] : known_) {
        if (!what.empty() && !misspells(key)) complain(key, what);
    }
}

}  // namespace circle::deploy
