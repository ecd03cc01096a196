// Local time of an estate: a fixed offset from UTC, no daylight saving.
#pragma once

#include <string>

#include "dispatcher/core/estate.hpp"

namespace circle::core {

inline constexpr Time kMinute = 60'000;
inline constexpr Time kHour = 60 * kMinute;
inline constexpr Time kDay = 24 * kHour;

// Milliseconds to add to UTC.
Time local_offset(const Estate& estate);

// Days since the epoch of the local day in which `at` lies.
std::int64_t day_of(const Estate& estate, Time at);

// The moment at which that local day is `minutes` old.
Time on_day(const Estate& estate, std::int64_t day, std::uint32_t minutes);

// 1 Monday … 7 Sunday (ISO 8601).
unsigned weekday_of(std::int64_t day);

// "2026-11", of the local day in which `at` lies.
std::string month_of(const Estate& estate, Time at);

// When the next local month after `at` begins.
Time next_month_after(const Estate& estate, Time at);

}  // namespace circle::core
