// Everything that is wrong with a set of files, so that it can be said at once.
#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

namespace circle::deploy {

class Problems {
  public:
    // `line` from 1, `what` says what was wrong and what is accepted.
    void add(const std::string& file, std::size_t line, const std::string& field,
             const std::string& what) {
        problems_.push_back({file, line, field, what});
    }

    bool none() const { return problems_.empty(); }
    std::size_t count() const { return problems_.size(); }

    // "<file>:<line>: <field>: <what, and what is accepted>", by file and line.
    std::vector<std::string> lines() const {
        auto sorted = problems_;
        std::stable_sort(sorted.begin(), sorted.end(), [](const Problem& a, const Problem& b) {
            return std::tie(a.file, a.line) < std::tie(b.file, b.line);
        });
        std::vector<std::string> lines;
        for (const Problem& p : sorted) {
            lines.push_back(p.file + ":" + std::to_string(p.line) + ": " + p.field + ": " + p.what);
        }
        return lines;
    }

  private:
    struct Problem {
        std::string file;
        std::size_t line;
        std::string field;
        std::string what;
    };
    std::vector<Problem> problems_;
};

}  // namespace circle::deploy
