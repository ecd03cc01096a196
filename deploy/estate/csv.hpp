// A CSV file with a header line (RFC 4180) as spreadsheets save it: UTF-8, with a byte order mark
// or without, \n or \r\n, commas, or semicolons if the header has them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "deploy/estate/problems.hpp"

namespace circle::deploy {

struct CsvRow {
    std::size_t line = 0;  // in the file, from 1
    std::map<std::string, std::string> cells;

    // Empty where the column is absent.
    const std::string& operator[](const std::string& column) const;
    bool has(const std::string& column) const { return cells.contains(column); }
};

struct Columns {
    std::vector<std::string> needed;
    std::vector<std::string> optional = {};
};

// Rows in order. Unknown, missing and repeated columns, rows of another width, broken quotes and
// text that is not UTF-8 are problems; such rows are left out. A row lacks the cells of a column
// that the header misses: nothing needs to be said of them again.
std::vector<CsvRow> read_csv(const std::filesystem::path& file, const Columns& columns,
                             Problems& problems);

// One line of cells, quoted where needed, with its line end.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace circle::deploy
