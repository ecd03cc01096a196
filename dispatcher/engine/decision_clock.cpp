#include "dispatcher/engine/decision_clock.hpp"

#include <algorithm>
#include <utility>

namespace circle::engine {

namespace {

constexpr Steady kFollowEvery{1'000};
constexpr Time kSlower = 10;  // a tenth

}  // namespace

void DecisionClock::not_before(Time floor) {
    last_ = std::max(last_, floor);
}

void DecisionClock::advance(Time by, Steady steady) {
    base_ = reckon(steady) + by;
    base_steady_ = steady;
}

std::optional<Time> DecisionClock::observe(Time store_now, Steady sent, Steady received) {
    store_now_ = store_now;
    store_steady_ = sent;
    if (!started_) {
        started_ = true;
        base_ = last_ - store_now > kBound ? last_ : store_now;
        base_steady_ = received;
        followed_ = received - kFollowEvery;
    }
    // The store answered somewhere between sent and received: only what lies outside is a
    // difference.
    const Time reckoned = reckon(received);
    const Time latest = store_now + (received - sent).count();
    const Time ahead = std::max<Time>(0, reckoned - latest);
    const Time behind = std::max<Time>(0, store_now - reckoned);

    if (behind <= kBound && ahead <= kBound) {
        advance(behind - ahead, received);
        jumped_ = false;
        return std::nullopt;
    }
    if (behind > 0 && received - followed_ >= kFollowEvery) {
        advance(kBound, received);
        followed_ = received;
    }
    if (ahead > 0) advance(-(received - base_steady_).count() / kSlower, received);
    if (std::exchange(jumped_, true)) return std::nullopt;
    return behind - ahead;
}

Time DecisionClock::ahead(Time now, Steady steady) const {
    const Time store = store_now_ + (steady - store_steady_).count();
    return started_ && now - store > kBound ? now - store : 0;
}

Time DecisionClock::now(Steady steady, Time at_least) {
    Time reckoned = reckon(steady);
    if (at_least > reckoned && at_least - reckoned <= kBound) reckoned = at_least;
    last_ = std::max(last_, reckoned);
    return last_;
}

}  // namespace circle::engine
