// What an idle, signed-in connection costs the gateway in private memory.
#pragma once

#include <cstdint>
#include <vector>

namespace circle::bench {

struct IdlePoint {
    unsigned connections = 0;
    std::uint64_t private_bytes = 0;
};

// Of one gateway, at each of `counts` (growing) connections of residents.
std::vector<IdlePoint> measure_idle(const std::vector<unsigned>& counts);

}  // namespace circle::bench
