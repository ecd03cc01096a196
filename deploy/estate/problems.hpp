// Everything that is wrong with a set of files, so that it can be said at once.
#pragma once

#include <string>
#include <vector>

namespace circle::deploy {

class Problems {
  public:
    // "<file>:<line>: <field>: <what, and what is accepted>"
    void add(const std::string& file, std::size_t line, const std::string& field,
             const std::string& what) {
        lines_.push_back(file + ":" + std::to_string(line) + ": " + field + ": " + what);
    }

    bool none() const { return lines_.empty(); }
    const std::vector<std::string>& lines() const { return lines_; }

  private:
    std::vector<std::string> lines_;
};

}  // namespace circle::deploy
