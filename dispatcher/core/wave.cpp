#include "dispatcher/core/wave.hpp"

#include <algorithm>

#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

constexpr double kShy = .3;         // an estate whose people say yes less often than this …
constexpr unsigned kMoreOfShy = 5;  // … is asked five where others are asked three
constexpr unsigned kLessOfOthers = 3;

// Few to begin with, and one more with every half of the time to answer: most requests are taken
// before many phones have rung.
unsigned most_by(const v1::Request& r, const Policy& policy, double mean, Time now) {
    const unsigned first =
        mean < kShy ? policy.wave_first * kMoreOfShy / kLessOfOthers : policy.wave_first;
    const auto steps = (step_of(r, policy, now) - clock_start(r)) / (policy.answer_median / 2);
    return static_cast<unsigned>(std::min<Time>(first + steps, policy.wave_max));
}

}  // namespace

void Wave::add(double chance, double worth) {
    const auto at = std::find_if(members_.begin(), members_.end(),
                                 [&](const Member& m) { return m.worth < worth; });
    members_.insert(at, {worth, chance});
}

double Wave::value() const {
    double value = later_;
    for (auto m = members_.rbegin(); m != members_.rend(); ++m) {
        value += m->chance * (m->worth - value);
    }
    return value;
}

// With the newcomer in their place, those before keep their part, those behind count only when the
// newcomer says no.
double Wave::gain(double chance, double worth) const {
    double behind = later_;
    auto m = members_.rbegin();
    for (; m != members_.rend() && m->worth < worth; ++m) behind += m->chance * (m->worth - behind);
    double nobody_before = 1;
    for (; m != members_.rend(); ++m) nobody_before *= 1 - m->chance;
    return nobody_before * chance * (worth - behind);
}

// Of the Poisson binomial distribution, by convolution.
double Wave::chance(unsigned count) const {
    if (count == 1) {
        double nobody = 1;
        for (const Member& m : members_) nobody *= 1 - m.chance;
        return 1 - nobody;
    }
    std::vector<double> fewer(count, 0);  // chance of exactly so many
    if (count == 0) return 1;
    fewer[0] = 1;
    for (const Member& m : members_) {
        for (std::size_t k = count - 1; k > 0; --k) {
            fewer[k] += m.chance * (fewer[k - 1] - fewer[k]);
        }
        fewer[0] *= 1 - m.chance;
    }
    double sum = 0;
    for (const double p : fewer) sum += p;
    return 1 - sum;
}

Aim aim_of(const v1::Request& r, const Policy& policy, double mean, Time now) {
    const unsigned missing = missing_helpers(r);
    if (policy.wave_size > 0) {
        const unsigned cap = std::max(kMaxWave, policy.wave_size);
        const unsigned all = std::min(policy.wave_size * missing, cap);
        return {1, all, all};
    }
    const bool urgent = r.urgency() == v1::URGENCY_URGENT;
    const bool late = now >= half_time(r);
    const double target = urgent ? policy.accept_target_urgent
                          : late ? policy.accept_target_late
                                 : policy.accept_target;
    if (!urgent && now >= clock_start(r) + policy.leave_pool) return {target, missing, missing};
    const unsigned most = urgent || late ? policy.wave_max_late : most_by(r, policy, mean, now);
    const unsigned all = std::min(most * missing, std::max(kMaxWave, most));
    const bool sparing = !urgent && !late && missing == 1;
    return {target, all, sparing ? std::min(policy.wave_first, all) : all};
}

}  // namespace circle::core
