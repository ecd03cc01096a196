// How likely somebody says yes, and how soon.
//
// Each person has one Beta estimate: decayed counts of yes and no (Workload) on top of what their
// estate says on average (an empirical Bayes prior: Casella, An Introduction to Empirical Bayes
// Data Analysis, The American Statistician 39, 1985). Answers come after an exponential time; of
// those who will not come, a share never answers at all.
#pragma once

#include <circle/v1/entities.pb.h>

#include <cstdint>

#include "dispatcher/core/policy.hpp"

namespace circle::core {

// Sums of an estate's counts, in thousandths.
struct Answers {
    std::int64_t yes = 0, no = 0;
};

// Of those who will not come, the share that says so instead of keeping silent; assumed.
inline constexpr double kSaysNo = .5;

// Chance of a yes of somebody of whom nothing is known: the policy's prior, moved by what the
// estate has seen.
double estate_chance(const Answers& estate, const Policy& policy);
// Of this person, from 0 to 1.
double chance_of_yes(const v1::Workload& person, double estate_chance);

// When answers come, given that one comes: exponential with this median.
class AnswerTime {
  public:
    explicit AnswerTime(Time median) : median_(static_cast<double>(median)) {}
    // Share of the answers that have come after `t`.
    double answered(Time t) const;
    // Of somebody with chance `p` who has been silent for `t`: that a yes is still to come.
    double still_yes(double p, Time t) const;
    // The same: how much of a yes comes in each further second.
    double yes_per_second(double p, Time t) const;

  private:
    double median_;  // ms
};

// An offer ended: who said yes or no counts as that, who was silent until the window closed as no,
// and who was not heard because somebody else won, as a part of each. Days are local.
void count_answer(v1::Workload& person, bool yes, std::int64_t day);
// Silent for `t` when somebody else won. `p`: their chance when asked.
void count_silence(v1::Workload& person, double p, const AnswerTime& times, Time t,
                   std::int64_t day);

// Brings counts to `day`: answers decay, what is counted by day begins anew.
void turn_to_day(v1::Workload& person, std::int64_t day);

// Days since the epoch at `now`, local time.
std::int64_t local_day(Time now, int utc_offset_min);

}  // namespace circle::core
