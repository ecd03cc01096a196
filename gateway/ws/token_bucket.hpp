// Rate limit with a burst.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace circle::gateway {

// Times are milliseconds of a steady clock.
class TokenBucket {
  public:
    TokenBucket(double per_second, double burst)
        : per_ms_(per_second / 1000), burst_(burst), tokens_(burst) {}

    // Takes one token; false when there is none.
    bool take(std::int64_t now) {
        refill(now);
        if (tokens_ < 1) return false;
        tokens_ -= 1;
        return true;
    }

    // Until one token is there again.
    std::uint32_t wait_ms(std::int64_t now) {
        refill(now);
        return tokens_ >= 1 ? 0 : static_cast<std::uint32_t>(std::ceil((1 - tokens_) / per_ms_));
    }

    // As good as new: needs no memory of it.
    bool full(std::int64_t now) {
        refill(now);
        return tokens_ >= burst_;
    }

  private:
    void refill(std::int64_t now) {
        if (now > last_) {
            if (last_ > 0) tokens_ = std::min(burst_, tokens_ + per_ms_ * double(now - last_));
            last_ = now;
        }
    }

    double per_ms_;
    double burst_;
    double tokens_;
    std::int64_t last_ = 0;
};

}  // namespace circle::gateway
