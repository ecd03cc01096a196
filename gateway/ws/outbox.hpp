// What waits to be sent to one client, bounded by bytes and count (P11).
#pragma once

#include <cstddef>
#include <vector>

#include "gateway/ws/connection.hpp"

namespace circle::gateway {

class Outbox {
  public:
    static constexpr std::size_t kMaxBytes = 256 * 1024;
    static constexpr std::size_t kMaxCount = 512;
    static constexpr std::size_t kBatchBytes = 64 * 1024;

    enum class Kind {
        reply,   // kept: somebody waits for it
        update,  // may be dropped: a snapshot says the same
    };

    void push(Payload payload, Kind kind);

    // The oldest ones, to be written now in one go: at least one if any waits, and more while their
    // sum is at most kBatchBytes.
    std::vector<Payload> take();

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
    std::vector<Entry> entries_;  // holds no memory while empty
    std::size_t bytes_ = 0;
};

}  // namespace circle::gateway
