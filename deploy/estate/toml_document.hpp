// A TOML file and what is wrong with it.
#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "deploy/estate/problems.hpp"

namespace circle::deploy {

class TomlDocument {
  public:
    // A file that cannot be read, or of which lines are no TOML, is a problem and empty: nobody
    // knows what those lines would have said. `problems` must outlive it.
    TomlDocument(const std::filesystem::path& file, Problems& problems);

    const std::string& file() const { return file_; }
    const toml::table& root() const { return root_; }
    Problems& problems() const { return problems_; }
    bool readable() const { return readable_; }

    // Whether an unknown field has the text: who refers to it is not mistaken.
    bool has_unknown(const std::string& text) const { return unknown_.contains(text); }
    // `text` is the value of an unknown field.
    void add_unknown(std::string text) { unknown_.insert(std::move(text)); }

  private:
    void parse(std::vector<std::string> lines);

    std::string file_;
    Problems& problems_;
    toml::table root_;
    std::set<std::string> unknown_;
    bool readable_ = false;
};

}  // namespace circle::deploy
