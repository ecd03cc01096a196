// Who does what, at the least cost in all: the rectangular assignment problem.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

namespace circle::core {

// This pair cannot be.
inline constexpr double kImpossible = std::numeric_limits<double>::infinity();
// A row without a column.
inline constexpr int kNobody = -1;

// Costs of pairs, row by row. Finite ones of any sign, or kImpossible.
class CostMatrix {
  public:
    CostMatrix(std::size_t rows, std::size_t columns)
        : rows_(rows), columns_(columns), values_(rows * columns, kImpossible) {}

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    double& at(std::size_t row, std::size_t column) { return values_[row * columns_ + column]; }
    const double* row(std::size_t row) const { return values_.data() + row * columns_; }

  private:
    std::size_t rows_, columns_;
    std::vector<double> values_;
};

// For each row its column, or kNobody. As many rows as can have one have one, each column is given
// once, and among all such assignments the sum of costs is least. Equal inputs give equal answers.
//
// Shortest augmenting paths with potentials (Jonker and Volgenant, A Shortest Augmenting Path
// Algorithm for Dense and Sparse Linear Assignment Problems, Computing 38, 1987; for rectangles
// Crouse, On Implementing 2D Rectangular Assignment Algorithms, IEEE TAES 52, 2016), after a
// reduction that takes what is cheapest for both sides. O(rows² · columns) at worst.
std::vector<int> assign(const CostMatrix& costs);

}  // namespace circle::core
