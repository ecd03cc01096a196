#include "deploy/estate/toml_section.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace circle::deploy {

const toml::node* TomlSection::find(const std::string& key) {
    known_.insert(key);
    return table_.get(key);
}

std::size_t TomlSection::line_of(const std::string& key) const {
    const toml::node* node = table_.get(key);
    return node ? node->source().begin.line : table_.source().begin.line;
}

void TomlSection::complain(const std::string& key, const std::string& what) const {
    problems_.add(file_, line_of(key), path_ + key, what);
}

std::string TomlSection::text(const std::string& key) {
    if (find(key) == nullptr) {
        complain(key, "is missing; accepted: text in quotes");
        return {};
    }
    std::string value = text_or(key, {});
    if (value.empty() && table_.get(key)->is_string()) complain(key, "must not be empty");
    return value;
}

std::string TomlSection::text_or(const std::string& key, std::string fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    if (auto value = node->value_exact<std::string>()) return *value;
    complain(key, "accepted: text in quotes");
    return fallback;
}

double TomlSection::number(const std::string& key, double low, double high) {
    if (find(key) == nullptr) {
        complain(key, fmt::format("is missing; accepted: a number from {} to {}", low, high));
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
    complain(key, fmt::format("accepted: a number from {} to {}", low, high));
    return fallback;
}

unsigned TomlSection::whole_or(const std::string& key, unsigned fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= 0 && *value <= 1'000'000) return static_cast<unsigned>(*value);
    complain(key, "accepted: a whole number from 0 to 1000000");
    return fallback;
}

int TomlSection::integer_or(const std::string& key, int low, int high, int fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    const auto value = node->value_exact<std::int64_t>();
    if (value && *value >= low && *value <= high) return static_cast<int>(*value);
    complain(key, fmt::format("accepted: a whole number from {} to {}", low, high));
    return fallback;
}

bool TomlSection::flag_or(const std::string& key, bool fallback) {
    const toml::node* node = find(key);
    if (node == nullptr) return fallback;
    if (const auto value = node->value_exact<bool>()) return *value;
    complain(key, "accepted: true, false");
    return fallback;
}

std::size_t TomlSection::choice_or_first(const std::string& key,
                                         const std::vector<std::string>& choices) {
    const toml::node* node = find(key);
    if (node == nullptr) return 0;
    const auto value = node->value_exact<std::string>();
    const auto it = std::find(choices.begin(), choices.end(), value.value_or(""));
    if (value && it != choices.end()) return static_cast<std::size_t>(it - choices.begin());
    complain(key, fmt::format("accepted: \"{}\"", fmt::join(choices, "\", \"")));
    return 0;
}

std::vector<TomlSection> TomlSection::sections(const std::string& key) {
    std::vector<TomlSection> found;
    const toml::node* node = find(key);
    if (node == nullptr) return found;
    const toml::array* array = node->as_array();
    if (array == nullptr || (!array->empty() && !array->is_homogeneous<toml::table>())) {
        complain(key, "accepted: [[" + key + "]] sections");
        return found;
    }
    for (std::size_t i = 0; i < array->size(); ++i) {
        found.emplace_back(file_, *(*array)[i].as_table(), fmt::format("{}{}[{}].", path_, key, i),
                           problems_);
    }
    return found;
}

std::vector<TomlSection> TomlSection::section(const std::string& key) {
    std::vector<TomlSection> found;
    const toml::node* node = find(key);
    if (node == nullptr) return found;
    if (const toml::table* table = node->as_table()) {
        found.emplace_back(file_, *table, path_ + key + ".", problems_);
    } else {
        complain(key, "accepted: a [" + key + "] section");
    }
    return found;
}

void TomlSection::refuse_others() const {
    std::string accepted;
    for (const auto& name : known_) accepted += (accepted.empty() ? "" : ", ") + name;
    for (const auto& [key, value] : table_) {
        const std::string name{key.str()};
        if (!known_.contains(name)) complain(name, "unknown; accepted: " + accepted);
    }
}

}  // namespace circle::deploy
