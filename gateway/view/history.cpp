#include "gateway/view/history.hpp"

#include <utility>

namespace circle::gateway {

void History::add(keyspace::StreamId id, std::shared_ptr<const v1::Event> event) {
    if (!entries_.empty() && event->number() != entries_.back().number + 1) clear();
    const std::size_t size = event->ByteSizeLong() + sizeof(HistoryEntry);
    entries_.push_back({event->number(), id, std::move(event), size});
    bytes_ += size;
    while (!entries_.empty() && (entries_.size() > max_count_ || bytes_ > max_bytes_)) {
        bytes_ -= entries_.front().bytes;
        entries_.pop_front();
    }
}

void History::clear() {
    entries_.clear();
    bytes_ = 0;
}

const HistoryEntry* History::find(std::uint64_t number) const {
    if (entries_.empty() || number < entries_.front().number) return nullptr;
    const std::uint64_t index = number - entries_.front().number;
    return index < entries_.size() ? &entries_[index] : nullptr;
}

}  // namespace circle::gateway
