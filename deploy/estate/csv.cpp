#include "deploy/estate/csv.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>

#include "common/config/near_word.hpp"
#include "deploy/estate/words.hpp"

namespace circle::deploy {
namespace {

constexpr char kQuotes[] =
    "accepted: text with a comma or a quote in double quotes, a quote in it doubled";

// Cells of a line, or why it has none.
struct Split {
    std::vector<std::string> cells;
    std::string error = {};
    bool unclosed = false;  // the error: the line ends inside quotes
};

Split split(const std::string& line, char separator) {
    Split result{{""}};
    enum { start, plain, quoted, after } state = start;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        std::string& cell = result.cells.back();
        if (state == quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
            cell += '"';
            ++i;
        } else if (state == quoted) {
            if (c == '"') {
                state = after;
            } else {
                cell += c;
            }
        } else if (c == separator) {
            result.cells.emplace_back();
            state = start;
        } else if (state == start && c == '"') {
            state = quoted;
        } else if (state == after || c == '"') {
            result.error =
                state == after ? "text after a closing quote" : "a quote inside plain text";
            return result;
        } else {
            cell += c;
            state = plain;
        }
    }
    result.unclosed = state == quoted;
    if (result.unclosed) result.error = "a quote is not closed";
    return result;
}

// The lines of the file, without line ends and byte order mark; nullopt: it cannot be read.
std::optional<std::vector<std::string>> lines_of(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    if (!input || std::filesystem::is_directory(file)) return std::nullopt;
    std::vector<std::string> lines;
    for (std::string line; std::getline(input, line);) {
        if (lines.empty() && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
        if (line.ends_with('\r')) line.pop_back();
        lines.push_back(std::move(line));
    }
    return lines;
}

class Reader {
  public:
    Reader(const std::filesystem::path& file, const Columns& columns, Problems& problems)
        : file_(file.string()), columns_(columns), problems_(problems) {}

    std::vector<CsvRow> read() {
        auto lines = lines_of(file_);
        const std::string header = fmt::format("{}", fmt::join(columns_.needed, ","));
        if (!lines) {
            problems_.add(file_, 1, "file",
                          "cannot be read; accepted: a file that begins " + header);
            return {};
        }
        lines_ = std::move(*lines);
        if (const auto other = other_encoding(lines_)) {
            problems_.add(file_, other->line, "encoding", other->what);
            return {};
        }
        while (at_ < lines_.size() && lines_[at_].empty()) ++at_;
        if (at_ == lines_.size()) {
            problems_.add(file_, 1, "header", "is missing: the file is empty; accepted: " + header);
            return {};
        }
        if (!read_header()) return {};
        std::vector<CsvRow> rows;
        for (++at_; at_ < lines_.size(); ++at_) {
            if (auto row = read_row()) rows.push_back(std::move(*row));
        }
        return rows;
    }

  private:
    void complain(const std::string& field, const std::string& what) const {
        problems_.add(file_, at_ + 1, field, what);
    }

    bool is_known(const std::string& name) const {
        const auto in = [&](const std::vector<std::string>& list) {
            return std::find(list.begin(), list.end(), name) != list.end();
        };
        return in(columns_.needed) || in(columns_.optional);
    }

    std::vector<std::string> missing() const {
        std::vector<std::string> names;
        for (const std::string& name : columns_.needed) {
            if (std::find(header_.begin(), header_.end(), name) == header_.end()) {
                names.push_back(name);
            }
        }
        return names;
    }

    // false: nothing in the file can be understood.
    bool read_header() {
        const std::string& line = lines_[at_];
        if (line.find(',') == std::string::npos) {
            for (const char other : {';', '\t'}) {
                if (line.find(other) != std::string::npos) separator_ = other;
            }
        }
        header_ = split(line, separator_).cells;
        std::string accepted = fmt::format("{}", fmt::join(columns_.needed, ","));
        if (!columns_.optional.empty()) {
            accepted += fmt::format(" and, if wanted, {}", fmt::join(columns_.optional, ","));
        }
        const auto known = std::count_if(header_.begin(), header_.end(),
                                         [&](const auto& name) { return is_known(name); });
        if (static_cast<std::size_t>(known) * 2 < columns_.needed.size()) {
            complain("header", "is \"" + line + "\"; accepted: " + accepted);
            return false;
        }
        std::vector<std::string> seen;
        for (std::string& name : header_) {
            const auto near = config::near_word(name, missing());
            if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
                complain(name, "the column is there twice; accepted: " + accepted);
            } else if (!is_known(name)) {
                complain(name.empty() ? "header" : name, "unknown column" +
                                                             config::did_you_mean(name, missing()) +
                                                             "; accepted: " + accepted);
                if (near) name = *near;
            }
            seen.push_back(name);
        }
        for (const std::string& name : missing()) {
            complain(name, "the column is missing; accepted: " + accepted);
        }
        return true;
    }

    // A line break inside quotes: the cells of this and the next line are one row.
    bool goes_on() {
        if (at_ + 1 == lines_.size()) return false;
        const Split both = split(lines_[at_] + "\n" + lines_[at_ + 1], separator_);
        if (!both.error.empty() || both.cells.size() != header_.size()) return false;
        complain("row", "a cell has a line break; accepted: one line for each row");
        ++at_;
        return true;
    }

    std::optional<CsvRow> read_row() {
        const std::string& line = lines_[at_];
        // A spreadsheet keeps rows that were emptied.
        if (line.find_first_not_of(std::string{separator_, ' '}) == std::string::npos) return {};
        const Split found = split(line, separator_);
        if (!is_utf8(line)) {
            complain("row", std::string("is not UTF-8; ") + kSaveAs);
        } else if (found.unclosed && goes_on()) {
            return {};
        } else if (!found.error.empty()) {
            complain("row", found.error + "; " + kQuotes);
        } else if (found.cells.size() != header_.size()) {
            complain("row", fmt::format("{} cells; accepted: {} cells, text with a comma in double "
                                        "quotes",
                                        found.cells.size(), header_.size()));
        } else {
            CsvRow row;
            row.line = at_ + 1;
            for (std::size_t i = 0; i < header_.size(); ++i) {
                row.cells.emplace(header_[i], found.cells[i]);
            }
            return row;
        }
        return {};
    }

    std::string file_;
    const Columns& columns_;
    Problems& problems_;
    std::vector<std::string> lines_;
    std::size_t at_ = 0;  // index of the line being read
    char separator_ = ',';
    std::vector<std::string> header_;
};

}  // namespace

const std::string& CsvRow::operator[](const std::string& column) const {
    static const std::string none;
    const auto it = cells.find(column);
    return it == cells.end() ? none : it->second;
}

std::vector<CsvRow> read_csv(const std::filesystem::path& file, const Columns& columns,
                             Problems& problems) {
    return Reader(file, columns, problems).read();
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) line += ',';
        if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
            line += cells[i];
            continue;
        }
        line += '"';
        for (const char c : cells[i]) line += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += '"';
    }
    return line + "\n";
}

}  // namespace circle::deploy
