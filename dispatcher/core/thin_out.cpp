#include "dispatcher/core/thin_out.hpp"

#include <algorithm>
#include <cmath>

namespace circle::core {
namespace {

constexpr double kNegligibleM = 0.1;

double deviation(const Spot& a, const Spot& point, const Spot& b) {
    return distance_m(point, between(a, b, nearest_share(a, b, point)));
}

double area(const Spot& a, const Spot& b, const Spot& c) {
    return std::abs((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)) / 2;
}

}  // namespace

std::vector<Spot> thin_out(std::vector<Spot> line, std::size_t most) {
    std::vector<Spot> kept;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const bool end = i == 0 || i + 1 == line.size();
        if (end || deviation(kept.back(), line[i], line[i + 1]) > kNegligibleM) {
            kept.push_back(line[i]);
        }
    }
    while (kept.size() > std::max<std::size_t>(most, 2)) {
        std::size_t least = 1;
        for (std::size_t i = 2; i + 1 < kept.size(); ++i) {
            if (area(kept[i - 1], kept[i], kept[i + 1]) <
                area(kept[least - 1], kept[least], kept[least + 1])) {
                least = i;
            }
        }
        kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(least));
    }
    return kept;
}

}  // namespace circle::core
