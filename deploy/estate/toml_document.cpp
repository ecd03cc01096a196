#include "deploy/estate/toml_document.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <fstream>

#include "deploy/estate/words.hpp"

namespace circle::deploy {
namespace {

bool is_heading(const std::string& line) {
    return boost::algorithm::trim_copy(line).starts_with('[');
}

std::string first_line(std::string text) {
    return text.substr(0, text.find('\n'));
}

}  // namespace

TomlDocument::TomlDocument(const std::filesystem::path& file, Problems& problems)
    : file_(file.string()), problems_(problems) {
    std::ifstream input(file, std::ios::binary);
    if (!input || std::filesystem::is_directory(file)) {
        problems.add(file_, 1, "file", "cannot be read; accepted: a TOML file");
        return;
    }
    readable_ = true;
    for (std::string line; std::getline(input, line);) {
        if (lines_.empty() && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
        lines_.push_back(std::move(line));
    }
    if (const auto other = other_encoding(lines_)) {
        problems.add(file_, other->line, "encoding", other->what);
        readable_ = false;
        return;
    }
    for (;;) {
        try {
            root_ = toml::parse(boost::algorithm::join(lines_, "\n"));
            return;
        } catch (const toml::parse_error& error) {
            const std::size_t line = std::clamp<std::size_t>(
                error.source().begin.line, 1, std::max<std::size_t>(lines_.size(), 1));
            problems.add(file_, line, "TOML", first_line(std::string(error.description())));
            // The same place again: what is before it never ends.
            if (lines_.empty() || lines_[line - 1].empty()) return;
            leave_out(line - 1);
        }
    }
}

std::size_t TomlDocument::heading_of(std::size_t index) const {
    for (std::size_t line = index + 1; line > 0; --line) {
        if (is_heading(lines_[line - 1])) return line;
    }
    return 0;
}

void TomlDocument::leave_out(std::size_t index) {
    const std::size_t heading = heading_of(index);
    std::size_t end = index + 1;
    if (heading == index + 1) {
        while (end < lines_.size() && !is_heading(lines_[end])) ++end;
    }
    for (std::size_t i = index; i < end; ++i) {
        left_.push_back({heading, boost::algorithm::trim_copy(lines_[i])});
        lines_[i].clear();
    }
}

bool TomlDocument::left_out(std::size_t line, const std::string& key) const {
    return std::any_of(left_.begin(), left_.end(), [&](const Left& left) {
        const bool here = left.heading == line || (left.heading == 0 && line <= 1);
        const std::string heading = "[" + key + "]";
        return left.text.find(heading) != std::string::npos ||
               (here &&
                boost::algorithm::trim_copy(left.text.substr(0, left.text.find('='))) == key);
    });
}

bool TomlDocument::left_out(const std::string& quoted) const {
    return std::any_of(left_.begin(), left_.end(), [&](const Left& left) {
        return left.text.find('"' + quoted + '"') != std::string::npos;
    });
}

}  // namespace circle::deploy
