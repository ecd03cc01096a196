// When and where help is wanted.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "dispatcher/sim/behaviour.hpp"

namespace circle::sim {

struct Arrival {
    Millis at = 0;
    double x = 0, y = 0;  // on the estate, from 0 (west, south) to 1
    bool urgent = false;
};

// By time.
using Arrivals = std::vector<Arrival>;

// Relative load of each hour of the day: of the fire department's calls in docs/simulator.md, peak
// 1.5 times the mean and trough .4.
extern const std::array<double, 24> kHourProfile;

// A Poisson process of `per_day` requests a day on average, everywhere alike.
Arrivals poisson_arrivals(double per_day, unsigned days, std::uint64_t seed,
                          const std::array<double, 24>& profile = kHourProfile);

// A share (0 to 1) of the requests is urgent, the same ones for each seed.
void make_urgent(Arrivals& arrivals, double share, std::uint64_t seed);

// The file cannot be read as arrivals; the text has one `file:line: field: what, what is accepted`
// a line.
class BadArrivals : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// A CSV file with a header that has at least the columns received (2020-04-07T00:01:25, local
// time, fractions of a second are left out), lat and lon. Places are mapped by their ranks: as many
// requests in the western half of the estate as in the eastern. Rows may be in any order. Only the
// first `days` whole days are taken; 0: all. Throws BadArrivals.
Arrivals read_arrivals(const std::filesystem::path& file, unsigned days = 0);

}  // namespace circle::sim
