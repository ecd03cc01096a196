// Samples of one figure, and what is told of them.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace circle::bench {

class Samples {
  public:
    void add(std::chrono::steady_clock::duration time) {
        values_.push_back(std::chrono::duration<double, std::milli>(time).count());
    }
    std::size_t count() const { return values_.size(); }
    void clear() { values_.clear(); }

    // Milliseconds; 0 of none. `part` from 0 to 1.
    double quantile(double part) const {
        if (values_.empty()) return 0;
        auto sorted = values_;
        const auto at = std::min(
            static_cast<std::size_t>(part * static_cast<double>(sorted.size())), sorted.size() - 1);
        std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(at),
                         sorted.end());
        return sorted[at];
    }

  private:
    std::vector<double> values_;
};

}  // namespace circle::bench
