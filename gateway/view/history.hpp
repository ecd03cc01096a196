// The newest events of one estate, so that a client that was away for a moment gets what it missed.
// Bounded by count and bytes; numbers in it are consecutive.
#pragma once

#include <circle/v1/storage.pb.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <span>

#include "common/keyspace/stream_id.hpp"

namespace circle::gateway {

struct HistoryEntry {
    std::uint64_t number = 0;
    keyspace::StreamId id;  // of the commit that holds it
    std::shared_ptr<const v1::Event> event;
    std::size_t bytes = 0;
};

// Events of one estate in the order of their numbers.
using Entries = std::span<const HistoryEntry>;

class History {
  public:
    History(std::size_t max_count, std::size_t max_bytes)
        : max_count_(max_count), max_bytes_(max_bytes) {}

    // A number that does not follow the newest one starts it anew.
    void add(keyspace::StreamId id, std::shared_ptr<const v1::Event> event);
    void clear();

    const std::deque<HistoryEntry>& entries() const { return entries_; }
    std::size_t bytes() const { return bytes_; }

    // The entry of event `number`, or nullptr.
    const HistoryEntry* find(std::uint64_t number) const;

  private:
    std::size_t max_count_;
    std::size_t max_bytes_;
    std::size_t bytes_ = 0;
    std::deque<HistoryEntry> entries_;
};

}  // namespace circle::gateway
