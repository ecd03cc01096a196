// A week cut into periods: in each of them one number of people is on duty.
#pragma once

#include <circle/v1/estate.pb.h>

#include <vector>

#include "dispatcher/sim/behaviour.hpp"

namespace circle::sim {

struct Calendar {
    // Weekdays (0 Monday … 6 Sunday) that are alike; together all seven.
    std::vector<std::vector<unsigned>> day_types;
    // Where blocks of hours begin and end: minutes after midnight, from 0 to 1440.
    std::vector<unsigned> edges;

    std::size_t blocks() const { return edges.size() - 1; }
    std::size_t periods() const { return day_types.size() * blocks(); }
    std::size_t day_type_of(unsigned weekday) const;
    std::size_t block_of(Millis at) const;
    // `at` counts from the midnight before a Monday.
    std::size_t period_of(Millis at) const;
    unsigned minutes(std::size_t block) const { return edges[block + 1] - edges[block]; }
};

// Days from Monday on, and the weekday of one.
inline unsigned weekday_of_day(std::int64_t day) {
    return static_cast<unsigned>(day % 7);
}

// Blocks begin and end with the estate's shifts if there are any, and are two to six hours long
// otherwise. `each_day`: seven kinds of day, else working days and the weekend.
Calendar make_calendar(const v1::EstateConfig& config, bool each_day);

}  // namespace circle::sim
