// What waits to be sent to one client, bounded by bytes and count (P11).
#pragma once

#include <cstddef>
#include <deque>

#include "gateway/ws/connection.hpp"

namespace circle::gateway {

class Outbox {
  public:
    static constexpr std::size_t kMaxBytes = 256 * 1024;
    static constexpr std::size_t kMaxCount = 512;

    enum class Kind {
        reply,   // kept: somebody waits for it
        update,  // may be dropped: a snapshot says the same
    };

    void push(Payload payload, Kind kind);

    // The oldest one, to be written now; nullptr: nothing waits.
    Payload pop();

    // Forgets the updates that wait; returns how many.
    std::size_t drop_updates();

    bool empty() const { return entries_.empty(); }
    std::size_t bytes() const { return bytes_; }
    std::size_t count() const { return entries_.size(); }

    // Over a bound: updates should be dropped.
    bool over() const { return bytes_ > kMaxBytes || entries_.size() > kMaxCount; }
    // Half full: nothing more should be asked of it.
    bool crowded() const { return bytes_ > kMaxBytes / 2 || entries_.size() > kMaxCount / 2; }

  private:
    struct Entry {
        Payload payload;
        Kind kind;
    };
    std::deque<Entry> entries_;
    std::size_t bytes_ = 0;
};

}  // namespace circle::gateway
