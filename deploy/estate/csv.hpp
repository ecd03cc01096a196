// A CSV file with a header line: UTF-8, comma, quotes; \n or \r\n; a byte order mark is skipped.
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
};

// Rows in order. Unknown, missing and repeated columns, rows of another width and broken quotes are
// problems; such rows are left out.
std::vector<CsvRow> read_csv(const std::filesystem::path& file,
                             const std::vector<std::string>& columns, Problems& problems);

}  // namespace circle::deploy
