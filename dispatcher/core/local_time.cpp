#include "dispatcher/core/local_time.hpp"

namespace circle::core {
namespace {

struct Month {
    std::int64_t year = 0;
    unsigned month = 1;  // 1 to 12
};

// Gregorian calendar by arithmetic alone, days since the epoch: the core includes no clock.
// Hinnant, chrono-Compatible Low-Level Date Algorithms, civil_from_days and days_from_civil; years
// begin in March, eras have 400 of them.
Month month_of_day(std::int64_t day) {
    const std::int64_t z = day + 719'468;
    const std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
    const std::int64_t of_era = z - era * 146'097;
    const std::int64_t year = (of_era - of_era / 1'460 + of_era / 36'524 - of_era / 146'096) / 365;
    const std::int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    const std::int64_t m = (5 * of_year + 2) / 153;  // from March
    const auto month = static_cast<unsigned>(m < 10 ? m + 3 : m - 9);
    return {year + era * 400 + (month <= 2 ? 1 : 0), month};
}

std::int64_t first_day_of(Month date) {
    const std::int64_t y = date.year - (date.month <= 2 ? 1 : 0);
    const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
    const std::int64_t of_era = y - era * 400;
    const std::int64_t of_year = (153 * (date.month > 2 ? date.month - 3 : date.month + 9) + 2) / 5;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

}  // namespace

Time local_offset(const Estate& estate) {
    return Time{estate.config.value.config().utc_offset_min()} * kMinute;
}

std::int64_t day_of(const Estate& estate, Time at) {
    const Time local = at + local_offset(estate);
    return local >= 0 ? local / kDay : (local - kDay + 1) / kDay;
}

Time on_day(const Estate& estate, std::int64_t day, std::uint32_t minutes) {
    return day * kDay + Time{minutes} * kMinute - local_offset(estate);
}

unsigned weekday_of(std::int64_t day) {
    return static_cast<unsigned>(((day + 3) % 7 + 7) % 7 + 1);  // the epoch was a Thursday
}

std::string month_of(const Estate& estate, Time at) {
    const Month date = month_of_day(day_of(estate, at));
    return std::to_string(date.year) + (date.month < 10 ? "-0" : "-") + std::to_string(date.month);
}

Time next_month_after(const Estate& estate, Time at) {
    const Month date = month_of_day(day_of(estate, at));
    const Month next =
        date.month == 12 ? Month{date.year + 1, 1} : Month{date.year, date.month + 1};
    return on_day(estate, first_day_of(next), 0);
}

}  // namespace circle::core
