// When time alone changes something that is no request: one due time per entity key at most.
// It follows from the persisted entities: Turn::finish() and complete() keep it true.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/core/machine.hpp"

namespace circle::core {

class DueTimes {
  public:
    // nullopt: time does not change it, or it is gone.
    void set(const std::string& key, std::optional<Time> due) {
        if (const auto it = by_key_.find(key); it != by_key_.end()) {
            by_time_.erase({it->second, key});
            by_key_.erase(it);
        }
        if (!due) return;
        by_key_[key] = *due;
        by_time_.insert({*due, key});
    }

    std::optional<Time> earliest() const {
        return by_time_.empty() ? std::nullopt : std::optional(by_time_.begin()->first);
    }

    // Keys that are due at `now`, at most `most`, in an order that does not depend on when they
    // became due.
    std::vector<std::string> due(Time now, std::size_t most) const {
        std::vector<std::string> keys;
        for (const auto& [time, key] : by_time_) {
            if (time > now || keys.size() == most) break;
            keys.push_back(key);
        }
        std::sort(keys.begin(), keys.end());
        return keys;
    }

  private:
    std::map<std::string, Time> by_key_;
    std::set<std::pair<Time, std::string>> by_time_;
};

}  // namespace circle::core
