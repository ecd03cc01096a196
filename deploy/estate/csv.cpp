#include "deploy/estate/csv.hpp"

#include <algorithm>
#include <boost/tokenizer.hpp>
#include <fstream>
#include <optional>

namespace circle::deploy {
namespace {

using Separator = boost::escaped_list_separator<char>;

// nullopt: broken quotes or escapes.
std::optional<std::vector<std::string>> split(const std::string& line) {
    try {
        const boost::tokenizer<Separator> cells(line, Separator());
        return std::vector<std::string>(cells.begin(), cells.end());
    } catch (const boost::escaped_list_error&) {
        return std::nullopt;
    }
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
    return text;
}

bool same_names(std::vector<std::string> a, std::vector<std::string> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

void strip(std::string& line, bool first) {
    if (first && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    if (line.ends_with('\r')) line.pop_back();
}

}  // namespace

const std::string& CsvRow::operator[](const std::string& column) const {
    static const std::string none;
    const auto it = cells.find(column);
    return it == cells.end() ? none : it->second;
}

std::vector<CsvRow> read_csv(const std::filesystem::path& file,
                             const std::vector<std::string>& columns, Problems& problems) {
    std::vector<CsvRow> rows;
    std::ifstream input(file);
    std::string line;
    std::vector<std::string> header;
    for (std::size_t number = 1; std::getline(input, line); ++number) {
        strip(line, number == 1);
        if (line.empty()) continue;
        const auto cells = split(line);
        if (header.empty()) {
            header = cells.value_or(std::vector<std::string>{""});
            if (same_names(header, columns)) continue;
            problems.add(file.string(), number, "header",
                         "is \"" + joined(header) + "\"; accepted: " + joined(columns));
            return rows;
        }
        if (!cells || cells->size() != header.size()) {
            problems.add(file.string(), number, "row",
                         (cells ? std::to_string(cells->size()) + " cells" : "broken quotes") +
                             "; accepted: " + std::to_string(header.size()) +
                             " cells, text with a comma in double quotes");
            continue;
        }
        CsvRow row;
        row.line = number;
        for (std::size_t i = 0; i < header.size(); ++i) row.cells[header[i]] = (*cells)[i];
        rows.push_back(std::move(row));
    }
    if (header.empty()) {
        problems.add(file.string(), 1, "header",
                     "cannot be read or is empty; accepted: " + joined(columns));
    }
    return rows;
}

}  // namespace circle::deploy
