#include "dispatcher/core/local_time.hpp"

#include <chrono>

namespace circle::core {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month;
using std::chrono::year_month_day;

year_month local_month(const Estate& estate, Time at) {
    const year_month_day date{sys_days{days{day_of(estate, at)}}};
    return date.year() / date.month();
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
    return std::chrono::weekday{sys_days{days{day}}}.iso_encoding();
}

std::string month_of(const Estate& estate, Time at) {
    const year_month month = local_month(estate, at);
    const auto number = static_cast<unsigned>(month.month());
    return std::to_string(static_cast<int>(month.year())) + (number < 10 ? "-0" : "-") +
           std::to_string(number);
}

Time next_month_after(const Estate& estate, Time at) {
    const year_month next = local_month(estate, at) + std::chrono::months{1};
    return on_day(estate, sys_days{next / 1}.time_since_epoch().count(), 0);
}

}  // namespace circle::core
