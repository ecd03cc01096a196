// When the owner decides (DESIGN 3.3): the store's time as its replies tell it, carried on by the
// steady clock between them. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace circle::engine {

// Milliseconds since the epoch, UTC.
using Time = std::int64_t;
// A reading of the steady clock.
using Steady = std::chrono::milliseconds;

class DecisionClock {
  public:
    // A difference above this between store and steady clock is a jump, and bounded.
    static constexpr Time kBound = 5'000;

    // What now() must not fall below, e.g. the shard's last commit.
    void not_before(Time floor);

    // The store said `store_now` in answer to a call sent at `sent` and answered at `received`.
    // Returns how far its clock has jumped, once per jump.
    //
    // A jump ahead is followed by at most kBound a second; after a jump back, time goes on a tenth
    // slower until the store has caught up: it never stands still, or timers would.
    std::optional<Time> observe(Time store_now, Steady sent, Steady received);

    // Never decreasing. `at_least`: a time that the store has given out, e.g. in a stream id; it
    // counts unless it is further ahead than kBound.
    Time now(Steady steady, Time at_least = 0);

    // How far `now` is ahead of the store's own clock at `steady`; 0 when within kBound, or behind.
    Time ahead(Time now, Steady steady) const;

  private:
    Time reckon(Steady steady) const { return base_ + (steady - base_steady_).count(); }
    void advance(Time by, Steady steady);

    Time last_ = 0;
    Time base_ = 0;
    Steady base_steady_{};
    Time store_now_ = 0;     // the store's newest word, whatever it was worth,
    Steady store_steady_{};  // and when it was asked for at the latest
    Steady followed_{};      // when a part of a jump ahead was last followed
    bool started_ = false;
    bool jumped_ = false;
};

}  // namespace circle::engine
