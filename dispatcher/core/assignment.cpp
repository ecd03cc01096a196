#include "dispatcher/core/assignment.hpp"

#include <algorithm>
#include <cmath>

namespace circle::core {
namespace {

// Every row can also go without, at a price above that of any re-arrangement: then a complete
// assignment always exists, and as few rows as possible go without. Column `columns() + row` is
// the row's own way out.
class Solver {
  public:
    explicit Solver(const CostMatrix& costs)
        : costs_(costs),
          rows_(costs.rows()),
          columns_(costs.columns()),
          potential_(columns_ + rows_, 0),
          row_of_(columns_ + rows_, kNobody),
          column_of_(rows_, kNobody) {
        double most = 0;
        for (std::size_t r = 0; r < rows_; ++r) {
            for (std::size_t c = 0; c < columns_; ++c) {
                const double cost = costs_.row(r)[c];
                if (std::isfinite(cost)) most = std::max(most, std::abs(cost));
            }
        }
        without_ = (2 * most + 1) * static_cast<double>(rows_ + 1);
    }

    std::vector<int> solve() {
        take_what_is_free();
        for (std::size_t row = 0; row < rows_; ++row) {
            if (column_of_[row] == kNobody) augment(static_cast<int>(row));
        }
        for (int& column : column_of_) {
            if (column >= static_cast<int>(columns_)) column = kNobody;
        }
        return std::move(column_of_);
    }

  private:
    // With all potentials zero, a row's cheapest column is optimal for it as long as nobody else
    // has it: on one spot, where all costs are alike, this settles everything.
    void take_what_is_free() {
        for (std::size_t row = 0; row < rows_; ++row) {
            const double* cost = costs_.row(row);
            const double* end = cost + columns_;
            const double least = columns_ == 0 ? kImpossible : *std::min_element(cost, end);
            if (!(least < without_)) continue;
            for (const double* c = cost; c != end; ++c) {
                const auto column = static_cast<std::size_t>(c - cost);
                if (*c > least || row_of_[column] != kNobody) continue;
                row_of_[column] = static_cast<int>(row);
                column_of_[row] = static_cast<int>(column);
                break;
            }
        }
    }

    double cost(int row, std::size_t column) const {
        if (column < columns_) return costs_.row(static_cast<std::size_t>(row))[column];
        return column - columns_ == static_cast<std::size_t>(row) ? without_ : kImpossible;
    }

    // Dijkstra over columns by reduced cost, from `start` to the nearest column that nobody has.
    // A row's potential follows from its own column: their reduced cost is zero.
    void augment(int start) {
        const std::size_t all = columns_ + rows_;
        distance_.assign(all, kImpossible);
        came_from_.assign(all, kNobody);
        settled_.assign(all, false);
        int row = start;
        double so_far = 0;
        double row_potential = 0;
        for (;;) {
            relax(row, so_far, row_potential);
            const std::size_t next = nearest_open();
            so_far = distance_[next];
            settled_[next] = true;
            if (row_of_[next] == kNobody) return flip(next, so_far, start);
            row = row_of_[next];
            row_potential = cost(row, next) - potential_[next];
        }
    }

    void relax(int row, double so_far, double row_potential) {
        const double base = so_far - row_potential;
        const double* costs = costs_.row(static_cast<std::size_t>(row));
        for (std::size_t c = 0; c < columns_; ++c) {
            const double through = base + costs[c] - potential_[c];
            if (through < distance_[c] && !settled_[c]) {
                distance_[c] = through;
                came_from_[c] = row;
            }
        }
        const std::size_t own = columns_ + static_cast<std::size_t>(row);
        const double through = base + without_ - potential_[own];
        if (through < distance_[own] && !settled_[own]) {
            distance_[own] = through;
            came_from_[own] = row;
        }
    }

    // Among equals one that nobody has: the path ends there.
    std::size_t nearest_open() const {
        std::size_t nearest = 0;
        double least = kImpossible;
        for (std::size_t c = 0; c < distance_.size(); ++c) {
            if (settled_[c] || distance_[c] > least) continue;
            if (distance_[c] == least && row_of_[c] != kNobody) continue;
            least = distance_[c];
            nearest = c;
        }
        return nearest;
    }

    void flip(std::size_t column, double length, int start) {
        for (std::size_t c = 0; c < settled_.size(); ++c) {
            if (settled_[c]) potential_[c] += distance_[c] - length;
        }
        for (;;) {
            const int row = came_from_[column];
            row_of_[column] = row;
            const int before = column_of_[static_cast<std::size_t>(row)];
            column_of_[static_cast<std::size_t>(row)] = static_cast<int>(column);
            if (row == start) return;
            column = static_cast<std::size_t>(before);
        }
    }

    const CostMatrix& costs_;
    std::size_t rows_, columns_;
    double without_ = 0;
    std::vector<double> potential_;  // of columns
    std::vector<int> row_of_, column_of_;
    std::vector<double> distance_;
    std::vector<int> came_from_;
    std::vector<char> settled_;
};

// Columns that are among the `rows` cheapest of some row. No others are needed: of those, each row
// always finds one that the others have left. On one spot all rows have the same.
std::vector<std::size_t> useful_columns(const CostMatrix& costs) {
    std::vector<char> useful(costs.columns(), false);
    std::vector<double> sorted;
    for (std::size_t row = 0; row < costs.rows(); ++row) {
        const double* cost = costs.row(row);
        sorted.assign(cost, cost + costs.columns());
        const auto last = sorted.begin() + static_cast<std::ptrdiff_t>(costs.rows()) - 1;
        std::nth_element(sorted.begin(), last, sorted.end());
        auto equals = std::count(sorted.begin(), last + 1, *last);  // with the dearest one taken
        for (std::size_t c = 0; c < costs.columns(); ++c) {
            if (!std::isfinite(cost[c]) || cost[c] > *last) continue;
            if (cost[c] < *last || equals-- > 0) useful[c] = true;
        }
    }
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < costs.columns(); ++c) {
        if (useful[c]) columns.push_back(c);
    }
    return columns;
}

}  // namespace

std::vector<int> assign(const CostMatrix& costs) {
    if (costs.columns() <= costs.rows()) return Solver(costs).solve();
    const auto columns = useful_columns(costs);
    CostMatrix narrow(costs.rows(), columns.size());
    for (std::size_t row = 0; row < costs.rows(); ++row) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            narrow.at(row, i) = costs.row(row)[columns[i]];
        }
    }
    if (columns.empty()) return std::vector<int>(costs.rows(), kNobody);
    auto found = Solver(narrow).solve();
    for (int& column : found) {
        if (column != kNobody) column = static_cast<int>(columns[static_cast<std::size_t>(column)]);
    }
    return found;
}

}  // namespace circle::core
