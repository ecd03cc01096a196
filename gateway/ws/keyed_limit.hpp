// The same rate limit for each of many keys.
#pragma once

#include <cstdint>
#include <iterator>
#include <string>
#include <unordered_map>

#include "gateway/ws/token_bucket.hpp"

namespace circle::gateway {

// Times are milliseconds of a steady clock. Who has used nothing lately costs no memory after the
// next sweep.
class KeyedLimit {
  public:
    KeyedLimit(double per_second, double burst) : per_second_(per_second), burst_(burst) {}

    // Until the key has something left; 0: it has.
    std::uint32_t wait_ms(const std::string& key, std::int64_t now) {
        const auto it = buckets_.find(key);
        return it == buckets_.end() ? 0 : it->second.wait_ms(now);
    }

    void take(const std::string& key, std::int64_t now) {
        if (now - swept_at_ >= kSweepMs) sweep(now);
        buckets_.try_emplace(key, per_second_, burst_).first->second.take(now);
    }

  private:
    static constexpr std::int64_t kSweepMs = 10'000;

    void sweep(std::int64_t now) {
        swept_at_ = now;
        for (auto it = buckets_.begin(); it != buckets_.end();) {
            it = it->second.full(now) ? buckets_.erase(it) : std::next(it);
        }
    }

    double per_second_;
    double burst_;
    std::int64_t swept_at_ = 0;
    std::unordered_map<std::string, TokenBucket> buckets_;
};

}  // namespace circle::gateway
