#include "gateway/ws/outbox.hpp"

#include <algorithm>
#include <utility>

namespace circle::gateway {

void Outbox::push(Payload payload, Kind kind) {
    bytes_ += payload->size();
    entries_.push_back({std::move(payload), kind});
}

Payload Outbox::pop() {
    if (entries_.empty()) return nullptr;
    Payload payload = std::move(entries_.front().payload);
    entries_.pop_front();
    bytes_ -= payload->size();
    return payload;
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
