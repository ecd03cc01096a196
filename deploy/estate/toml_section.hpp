// One table of a TOML file, read field by field; what is wrong is collected with its line.
#pragma once

#include <toml++/toml.h>

#include <set>
#include <string>
#include <vector>

#include "deploy/estate/problems.hpp"

namespace circle::deploy {

// Refers to the table and the problems; both must outlive it.
class TomlSection {
  public:
    // `path` is put in front of field names: "categories[2].".
    TomlSection(std::string file, const toml::table& table, std::string path, Problems& problems)
        : file_(std::move(file)), table_(table), path_(std::move(path)), problems_(problems) {}

    // Absent or of another type: a problem, and a default value.
    std::string text(const std::string& key);
    double number(const std::string& key, double low, double high);

    // Absent: the fallback.
    std::string text_or(const std::string& key, std::string fallback);
    double number_or(const std::string& key, double low, double high, double fallback);
    unsigned whole_or(const std::string& key, unsigned fallback);
    int integer_or(const std::string& key, int low, int high, int fallback);
    bool flag_or(const std::string& key, bool fallback);
    // One of `choices`, as its index; absent: the first.
    std::size_t choice_or_first(const std::string& key, const std::vector<std::string>& choices);

    // [[key]]: its sections in order; absent: none.
    std::vector<TomlSection> sections(const std::string& key);
    // [key]: none or one.
    std::vector<TomlSection> section(const std::string& key);

    // Fields nobody asked for are problems. Call it last.
    void refuse_others() const;

    void complain(const std::string& key, const std::string& what) const;

  private:
    const toml::node* find(const std::string& key);
    std::size_t line_of(const std::string& key) const;

    std::string file_;
    const toml::table& table_;
    std::string path_;
    Problems& problems_;
    std::set<std::string> known_;
};

}  // namespace circle::deploy
