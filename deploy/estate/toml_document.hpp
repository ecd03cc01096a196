// A TOML file that is read to its end even if some of its lines are not TOML.
#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "deploy/estate/problems.hpp"

namespace circle::deploy {

class TomlDocument {
  public:
    // Lines that are no TOML are problems and left out; a heading goes with all that is under it.
    // A file that cannot be read is a problem and empty. `problems` must outlive it.
    TomlDocument(const std::filesystem::path& file, Problems& problems);

    const std::string& file() const { return file_; }
    const toml::table& root() const { return root_; }
    Problems& problems() const { return problems_; }
    bool readable() const { return readable_; }

    // Whether a line that was left out would have set `key` in the table that begins at `line`.
    bool left_out(std::size_t line, const std::string& key) const;
    // Whether a line that was left out has the text in quotes, or an unknown field has it: who
    // refers to it is not mistaken.
    bool left_out(const std::string& quoted) const;
    // `text` is the value of an unknown field.
    void add_unknown(std::string text) { left_.push_back({kNowhere, '"' + std::move(text) + '"'}); }

  private:
    void leave_out(std::size_t index);
    std::size_t heading_of(std::size_t index) const;

    static constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

    struct Left {
        std::size_t heading;  // line of the section, 0: the root
        std::string text;
    };

    std::string file_;
    Problems& problems_;
    toml::table root_;
    std::vector<std::string> lines_;
    std::vector<Left> left_;
    bool readable_ = false;
};

}  // namespace circle::deploy
