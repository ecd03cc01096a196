// Helpers scattered at random: how far is the k-th nearest? E[R_k] = Γ(k + ½) / (Γ(k) √(πd)) in a
// Poisson field of density d.
#pragma once

#include <cstdint>
#include <vector>

namespace circle::sim {

// Mean distance in metres to the `ranks`-th nearest (from 1), over `fields` fields of `per_km2`
// helpers each: so many that the nearest of 4 km² are there.
std::vector<double> nearest(double per_km2, const std::vector<unsigned>& ranks,
                            std::uint64_t fields, std::uint64_t seed);

}  // namespace circle::sim
