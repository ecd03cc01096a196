#include "dispatcher/core/acceptance.hpp"

#include <algorithm>
#include <cmath>

#include "dispatcher/core/local_time.hpp"

namespace circle::core {
namespace {

constexpr double kEstateWeight = 20;      // answers that the policy's prior is worth
constexpr double kPersonWeight = 25;      // answers that the estate's mean is worth
constexpr std::int64_t kKeptADay = 97;    // per cent of the counts: half of them after 23 days
constexpr std::int64_t kForgotten = 400;  // days after which nothing of them is left
constexpr double kLeast = .02, kMost = .98;

std::uint32_t decayed(std::uint32_t count, std::int64_t days) {
    std::int64_t kept = count;
    for (std::int64_t i = 0; i < days && kept > 0; ++i) kept = kept * kKeptADay / 100;
    return static_cast<std::uint32_t>(kept);
}

}  // namespace

double estate_chance(const Answers& estate, const Policy& policy) {
    const double yes = static_cast<double>(estate.yes) / 1000;
    const double all = yes + static_cast<double>(estate.no) / 1000;
    return std::clamp((yes + policy.accept_prior * kEstateWeight) / (all + kEstateWeight), kLeast,
                      kMost);
}

double chance_of_yes(const v1::Workload& person, double mean) {
    const double yes = person.yes_milli() / 1000.0, no = person.no_milli() / 1000.0;
    return std::clamp((yes + mean * kPersonWeight) / (yes + no + kPersonWeight), kLeast, kMost);
}

double AnswerTime::answered(Time t) const {
    return t <= 0 ? 0 : 1 - std::exp2(-static_cast<double>(t) / median_);
}

double AnswerTime::still_yes(double p, Time t) const {
    const double silent = 1 - answered(t);
    const double yes = p * silent;
    const double no = (1 - p) * (1 - kSaysNo + kSaysNo * silent);
    return yes / (yes + no);
}

double AnswerTime::yes_per_second(double p, Time t) const {
    return still_yes(p, t) * std::log(2.0) * 1000 / median_;
}

void turn_to_day(v1::Workload& person, std::int64_t day) {
    const std::int64_t days = day - person.day();
    if (days <= 0) return;
    const std::int64_t past = std::min(days, kForgotten);
    person.set_yes_milli(decayed(person.yes_milli(), past));
    person.set_no_milli(decayed(person.no_milli(), past));
    person.set_jobs(0);
    person.set_floors(0);
    person.set_day(day);
}

void count_answer(v1::Workload& person, bool yes, std::int64_t day) {
    turn_to_day(person, day);
    if (yes) {
        person.set_yes_milli(person.yes_milli() + 1000);
    } else {
        person.set_no_milli(person.no_milli() + 1000);
    }
}

// One step of expectation maximisation: an answer that was not heard counts by what it probably
// would have been, and by how much of the time to answer has passed.
void count_silence(v1::Workload& person, double p, const AnswerTime& times, Time t,
                   std::int64_t day) {
    turn_to_day(person, day);
    const double heard = times.answered(t);
    const auto yes = static_cast<std::uint32_t>(1000 * heard * times.still_yes(p, t));
    person.set_yes_milli(person.yes_milli() + yes);
    person.set_no_milli(person.no_milli() + static_cast<std::uint32_t>(1000 * heard) - yes);
}

std::int64_t local_day(Time now, int utc_offset_min) {
    return (now + utc_offset_min * kMinute) / kDay;
}

}  // namespace circle::core
