#include "deploy/estate/toml_document.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <fstream>

#include "deploy/estate/words.hpp"

namespace circle::deploy {
namespace {

constexpr std::size_t kMostWrong = 20;  // lines: of more it is no TOML file

bool is_heading(const std::string& line) {
    return boost::algorithm::trim_copy(line).starts_with('[');
}

// So that those after it can be parsed; a heading goes with all that is under it.
void leave_out(std::vector<std::string>& lines, std::size_t index) {
    const bool heading = is_heading(lines[index]);
    do {
        lines[index++].clear();
    } while (heading && index < lines.size() && !is_heading(lines[index]));
}

struct WrongLine {
    std::size_t line;  // from 1
    std::string what;
};

WrongLine wrong_line(const toml::parse_error& error, std::size_t lines) {
    const auto line =
        std::clamp<std::size_t>(error.source().begin.line, 1, std::max<std::size_t>(lines, 1));
    const std::string what(error.description());
    return {line, what.substr(0, what.find('\n'))};
}

// Parses without the lines that are wrong, for those that are wrong after them.
std::vector<WrongLine> wrong_lines(std::vector<std::string> lines, toml::table& root) {
    std::vector<WrongLine> wrong;
    for (;;) {
        try {
            root = toml::parse(boost::algorithm::join(lines, "\n"));
            return wrong;
        } catch (const toml::parse_error& error) {
            wrong.push_back(wrong_line(error, lines.size()));
            const std::size_t index = wrong.back().line - 1;
            // The same place again: what is before it never ends.
            if (lines.empty() || lines[index].empty() || wrong.size() > kMostWrong) break;
            leave_out(lines, index);
        }
    }
    wrong.resize(1);
    return wrong;
}

}  // namespace

TomlDocument::TomlDocument(const std::filesystem::path& file, Problems& problems)
    : file_(file.string()), problems_(problems) {
    std::ifstream input(file, std::ios::binary);
    if (!input || std::filesystem::is_directory(file)) {
        problems.add(file_, 1, "file", "cannot be read; accepted: a TOML file");
        return;
    }
    std::vector<std::string> lines;
    for (std::string line; std::getline(input, line);) {
        if (lines.empty() && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
        lines.push_back(std::move(line));
    }
    if (const auto other = other_encoding(lines)) {
        problems.add(file_, other->line, "encoding", other->what);
        return;
    }
    parse(std::move(lines));
}

void TomlDocument::parse(std::vector<std::string> lines) {
    const auto wrong = wrong_lines(std::move(lines), root_);
    readable_ = wrong.empty();
    if (readable_) return;
    root_.clear();
    for (const WrongLine& line : wrong) {
        const bool first = &line == &wrong.front();
        // What is set twice may have lost its heading above.
        if (!first && line.what.find("cannot redefine") != std::string::npos) continue;
        problems_.add(file_, line.line, "TOML",
                      line.what + (first ? "; until that is mended nothing else of this file is "
                                           "looked at"
                                         : ""));
    }
}

}  // namespace circle::deploy
