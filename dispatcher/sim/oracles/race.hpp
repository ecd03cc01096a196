// Who answers first: several asked at once, or one after the other.
#pragma once

#include <cstdint>

namespace circle::sim {

struct Asking {
    unsigned at_once = 1;
    double yes = 0.4;    // how likely an answer is yes
    double answer = 30;  // mean seconds until somebody answers
    double window = 0;   // seconds after which the next are asked; 0: only once
    double within = 60;  // seconds
    std::uint64_t requests = 100'000;
};

// The share of requests with a yes in time. At once: 1 − (1 − p(1 − e^(−t/τ)))ⁿ. A yes after its
// window is lost.
double share_with_a_yes(const Asking& asking, std::uint64_t seed);

}  // namespace circle::sim
