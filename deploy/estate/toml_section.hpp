// One table of a TOML file, read field by field; what is wrong is collected with its line.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "deploy/estate/toml_document.hpp"
#include "deploy/estate/words.hpp"

namespace circle::deploy {

inline constexpr std::size_t kMaxName = 100;  // characters

// Refers to the table and the document; both must outlive it.
class TomlSection {
  public:
    explicit TomlSection(TomlDocument& document) : TomlSection(document, document.root(), "") {}
    // `path` is put in front of field names: "categories[2].".
    TomlSection(TomlDocument& document, const toml::table& table, std::string path)
        : document_(document), table_(table), path_(std::move(path)) {}

    // Absent or of another type: a problem, and a default value.
    std::string text(const std::string& key, std::size_t most = kMaxName);
    double number(const std::string& key, double low, double high);

    // Absent: the fallback.
    std::string text_or(const std::string& key, std::string fallback, std::size_t most = kMaxName,
                        Lines lines = Lines::one);
    double number_or(const std::string& key, double low, double high, double fallback);
    unsigned whole_or(const std::string& key, unsigned fallback);
    int integer_or(const std::string& key, int low, int high, int fallback);
    bool flag_or(const std::string& key, bool fallback);
    // One of `choices`, as its index; absent: the first.
    std::size_t choice_or_first(const std::string& key, const std::vector<std::string>& choices);
    // A list of texts; absent: none.
    std::vector<std::string> texts(const std::string& key, std::size_t most = kMaxName);
    // Empty or absent, or what people dial.
    std::string phone_or(const std::string& key, std::string fallback);

    // [[key]]: its sections in order; absent: none.
    std::vector<TomlSection> sections(const std::string& key);
    // [key]: none or one.
    std::vector<TomlSection> section(const std::string& key);

    // Fields nobody asked for are problems, and those that are missing. Call it last.
    void finish() const;

    void complain(const std::string& key, const std::string& what) const;
    // complain() of the value that is there.
    void refuse(const std::string& key, const std::string& accepted) const;
    // As complain, but said only if the field is not there under a misspelt name: by finish().
    void complain_missing(const std::string& key, const std::string& what);

    const TomlDocument& document() const { return document_; }
    std::size_t line_of(const std::string& key) const;
    bool has(const std::string& key) const { return table_.contains(key); }
    // Whether `key` is absent because it is misspelt, as far as all fields have been asked for.
    bool misspells(const std::string& key) const;

  private:
    const toml::node* find(const std::string& key);
    std::vector<std::string> known() const;
    std::vector<std::string> absent() const;

    TomlDocument& document_;
    const toml::table& table_;
    std::string path_;
    std::map<std::string, std::string> known_;  // key → what to say if it is missing, or empty
};

}  // namespace circle::deploy
