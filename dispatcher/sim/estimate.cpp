#include "dispatcher/sim/estimate.hpp"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace circle::sim {

Estimate estimate(const std::vector<double>& replications, double confidence) {
    if (replications.size() < 2) throw std::invalid_argument("an interval needs two replications");
    const auto n = static_cast<double>(replications.size());
    const double mean = std::accumulate(replications.begin(), replications.end(), 0.0) / n;
    double squares = 0;
    for (const double x : replications) squares += (x - mean) * (x - mean);
    const boost::math::students_t t(n - 1);
    const double quantile = boost::math::quantile(t, 0.5 + confidence / 2);
    return {mean, quantile * std::sqrt(squares / (n - 1) / n)};
}

}  // namespace circle::sim
