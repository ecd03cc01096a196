#include "dispatcher/core/worth.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "dispatcher/core/clock.hpp"

namespace circle::core {
namespace {

constexpr double kSigma = .4;         // of the logarithm of the time to set out
constexpr double kPolicyWeight = 20;  // visits that the policy's turnout is worth
constexpr double kEarly = .1;         // what being there at once is worth beside being in time
constexpr double kLeastSeconds = 5;   // a tap that came before the walk can have ended says little

double seconds(Time t) {
    return static_cast<double>(t) / 1000;
}

// Of the standard normal distribution.
double normal_cdf(double z) {
    return .5 * std::erfc(-z / std::numbers::sqrt2);
}

}  // namespace

void Turnouts::add(const v1::Visit& visit, Time walk, int sign) {
    if (visit.arrived_at() == 0 || visit.accepted_at() == 0) return;
    const double took = seconds(visit.arrived_at() - visit.accepted_at() - walk);
    const auto x = std::llround(1000 * std::log(std::max(took, kLeastSeconds)));
    count += sign;
    sum += sign * x;
    squares += sign * x * x;
}

Worth::Worth(const v1::Request& request, const Policy& policy, const Turnouts& seen)
    : start_(clock_start(request)), due_(start_ + promise(request)) {
    const double expected = std::log(seconds(policy.turnout));
    const double n = static_cast<double>(seen.count) + kPolicyWeight;
    const double sum = static_cast<double>(seen.sum) / 1000;
    const double squares = static_cast<double>(seen.squares) / 1e6;
    log_median_ = (sum + kPolicyWeight * expected) / n;
    const double around = squares - 2 * log_median_ * sum +
                          static_cast<double>(seen.count) * log_median_ * log_median_;
    sigma_ = std::sqrt((std::max(around, 0.0) + kPolicyWeight * kSigma * kSigma) / n);
}

double Worth::in_time(Time yes_at, Time walk) const {
    const double left = seconds(due_ - yes_at - walk);
    return left <= 1 ? 0 : normal_cdf((std::log(left) - log_median_) / sigma_);
}

double Worth::of(Time yes_at, Time walk) const {
    const double passed = static_cast<double>(yes_at + walk - start_);
    const double promise = static_cast<double>(std::max<Time>(due_ - start_, 1));
    return in_time(yes_at, walk) + kEarly * std::exp2(-passed / promise);
}

}  // namespace circle::core
