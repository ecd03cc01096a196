#include "dispatcher/sim/oracles/field.hpp"

#include <algorithm>
#include <cmath>

#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

constexpr double kSide = 2;  // km; the request stands in the middle

}  // namespace

std::vector<double> nearest(double per_km2, const std::vector<unsigned>& ranks,
                            std::uint64_t fields, std::uint64_t seed) {
    Random count(seed, 1), place(seed, 2);
    std::vector<double> sums(ranks.size());
    std::vector<double> distances;
    for (std::uint64_t i = 0; i < fields; ++i) {
        distances.clear();
        const auto helpers = count.poisson(per_km2 * kSide * kSide);
        for (unsigned h = 0; h < helpers; ++h) {
            const double x = (place.uniform() - 0.5) * kSide;
            const double y = (place.uniform() - 0.5) * kSide;
            distances.push_back(1000 * std::hypot(x, y));
        }
        for (std::size_t r = 0; r < ranks.size(); ++r) {
            const auto kth = distances.begin() + (ranks[r] - 1);
            std::nth_element(distances.begin(), kth, distances.end());
            sums[r] += *kth;
        }
    }
    for (double& sum : sums) sum /= static_cast<double>(fields);
    return sums;
}

}  // namespace circle::sim
