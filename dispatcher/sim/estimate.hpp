// A mean and how sure it is.
#pragma once

#include <vector>

namespace circle::sim {

struct Estimate {
    double mean = 0;
    double half_width = 0;  // of the confidence interval

    bool covers(double value) const {
        return mean - half_width <= value && value <= mean + half_width;
    }
};

// From independent replications, at least two, by Student's t. `confidence` in (0, 1).
Estimate estimate(const std::vector<double>& replications, double confidence);

}  // namespace circle::sim
