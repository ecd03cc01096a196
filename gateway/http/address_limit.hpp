// How many wrong secrets one address may try.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "gateway/ws/token_bucket.hpp"

namespace circle::gateway {

class AddressLimit {
  public:
    // True while the address has tries left. Times are steady milliseconds.
    bool allows(const std::string& address, std::int64_t now) {
        const auto it = buckets_.find(address);
        return it == buckets_.end() || it->second.wait_ms(now) == 0;
    }

    void failed(const std::string& address, std::int64_t now) {
        if (buckets_.size() >= kMaxAddresses) forget(now);
        buckets_.try_emplace(address, kPerSecond, kBurst).first->second.take(now);
    }

  private:
    static constexpr double kPerSecond = 1.0 / 6;
    static constexpr double kBurst = 10;
    static constexpr std::size_t kMaxAddresses = 10'000;

    void forget(std::int64_t now) {
        for (auto it = buckets_.begin(); it != buckets_.end();) {
            it = it->second.full(now) ? buckets_.erase(it) : std::next(it);
        }
        if (buckets_.size() >= kMaxAddresses) buckets_.clear();
    }

    std::unordered_map<std::string, TokenBucket> buckets_;
};

}  // namespace circle::gateway
