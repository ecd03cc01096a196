// What no dispatch service on this Redis can beat: hiredis and nothing else, two durable trips.
//
// One connection appends to a stream (first fsync). A second waits for it (XREAD BLOCK) and appends
// to another (second fsync); a third waits for that. From the first send to the third's answer is
// the floor of "tap to offer". No sockets of clients, no protocol, no decision.
#pragma once

#include <cstdint>

#include "tests/bench/figures.hpp"

namespace circle::bench {

struct FloorResult {
    Samples trip;
    std::uint64_t trips = 0;
};

// In an open loop, `rate` a second, on a Redis of its own with the settings of the service's.
FloorResult measure_floor(double rate, double seconds);

}  // namespace circle::bench
