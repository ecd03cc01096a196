// How long to wait before the next attempt: doubling, with jitter, so that many clients of one
// server that came back do not all knock at once.
#pragma once

#include <algorithm>
#include <chrono>

namespace circle::redis {

class Backoff {
  public:
    using Duration = std::chrono::milliseconds;

    Backoff(Duration shortest, Duration longest)
        : shortest_(std::max(shortest, Duration(1))),
          longest_(std::max(longest, shortest_)),
          ceiling_(shortest_) {}

    // Between half the ceiling and the ceiling, which then doubles up to the longest.
    // `random` is uniform in [0, 1).
    Duration next(double random) {
        const auto half = static_cast<double>(ceiling_.count()) / 2;
        const Duration delay(static_cast<Duration::rep>(half + half * random + 0.5));
        ceiling_ = std::min(ceiling_ * 2, longest_);
        return std::max(delay, Duration(1));
    }

    // After a success.
    void reset() { ceiling_ = shortest_; }

  private:
    Duration shortest_;
    Duration longest_;
    Duration ceiling_;
};

}  // namespace circle::redis
