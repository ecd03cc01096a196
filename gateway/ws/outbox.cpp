#include "gateway/ws/outbox.hpp"

#include <algorithm>
#include <utility>

namespace circle::gateway {

void Outbox::push(Payload payload, Kind kind) {
    bytes_ += payload->size();
    entries_.push_back({std::move(payload), kind});
}

std::vector<Payload> Outbox::take() {
    std::vector<Payload> batch;
    std::size_t size = 0;
    for (auto& entry : entries_) {
        size += entry.payload->size();
        if (!batch.empty() && size > kBatchBytes) break;
        bytes_ -= entry.payload->size();
        batch.push_back(std::move(entry.payload));
    }
    if (batch.size() == entries_.size()) {
        entries_ = {};
    } else {
        entries_.erase(entries_.begin(),
                       entries_.begin() + static_cast<std::ptrdiff_t>(batch.size()));
    }
    return batch;
}

std::size_t Outbox::drop_updates() {
    const std::size_t before = entries_.size();
    std::erase_if(entries_, [&](const Entry& entry) {
        if (entry.kind != Kind::update) return false;
        bytes_ -= entry.payload->size();
        return true;
    });
    return before - entries_.size();
}

}  // namespace circle::gateway
