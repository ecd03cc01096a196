#include "dispatcher/sim/planning/calendar.hpp"

#include <algorithm>
#include <set>

namespace circle::sim {
namespace {

constexpr unsigned kDayMinutes = 1440;
constexpr unsigned kShortest = 120;  // minutes: what is shorter belongs to a neighbour
constexpr unsigned kLongest = 360;
constexpr std::size_t kMostBlocks = 10;  // more cannot be read
constexpr unsigned kUsual[] = {0, 240, 480, 720, 1020, 1260, 1440};

// Edges that are too near to the one before are left out, midnights are not.
std::vector<unsigned> spread_out(const std::set<unsigned>& edges) {
    std::vector<unsigned> kept{0};
    for (const unsigned edge : edges) {
        if (edge >= kept.back() + kShortest && edge + kShortest <= kDayMinutes) {
            kept.push_back(edge);
        }
    }
    kept.push_back(kDayMinutes);
    return kept;
}

// Long blocks in equal parts, of whole hours where they can be.
std::vector<unsigned> cut_long_ones(const std::vector<unsigned>& edges) {
    std::vector<unsigned> cut{0};
    for (std::size_t i = 1; i < edges.size(); ++i) {
        const unsigned from = edges[i - 1], length = edges[i] - from;
        const unsigned parts = (length + kLongest - 1) / kLongest;
        for (unsigned part = 1; part < parts; ++part) {
            cut.push_back((from + length * part / parts + 30) / 60 * 60);
        }
        cut.push_back(edges[i]);
    }
    return cut;
}

}  // namespace

std::size_t Calendar::day_type_of(unsigned weekday) const {
    const auto holds = [&](const auto& days) {
        return std::find(days.begin(), days.end(), weekday) != days.end();
    };
    return static_cast<std::size_t>(std::find_if(day_types.begin(), day_types.end(), holds) -
                                    day_types.begin());
}

std::size_t Calendar::block_of(Millis at) const {
    const auto minute = static_cast<unsigned>(at % kDay / (60 * kSecond));
    const auto after = std::upper_bound(edges.begin(), edges.end(), minute);
    return static_cast<std::size_t>(after - edges.begin()) - 1;
}

std::size_t Calendar::period_of(Millis at) const {
    return day_type_of(weekday_of_day(at / kDay)) * blocks() + block_of(at);
}

Calendar make_calendar(const v1::EstateConfig& config, bool each_day) {
    Calendar calendar;
    if (each_day) {
        for (unsigned day = 0; day < 7; ++day) calendar.day_types.push_back({day});
    } else {
        calendar.day_types = {{0, 1, 2, 3, 4}, {5, 6}};
    }
    std::set<unsigned> edges;
    for (const v1::Shift& shift : config.shifts()) {
        edges.insert(shift.from_min());
        edges.insert(shift.to_min());
    }
    if (!edges.empty()) calendar.edges = cut_long_ones(spread_out(edges));
    if (edges.empty() || calendar.blocks() > kMostBlocks) {
        calendar.edges.assign(std::begin(kUsual), std::end(kUsual));
    }
    return calendar;
}

}  // namespace circle::sim
