// What a gateway still lets in under load or with memory short (P14): one pure function.
#pragma once

#include <circle/v1/client.pb.h>

#include <cstddef>
#include <cstdint>

namespace circle::gateway {

// In the order of refusal: the first goes first.
enum class Priority { position, other, help };

// Help requests and accepts are `help`.
Priority priority_of(v1::ClientFrame::BodyCase frame);

struct Load {
    std::size_t pending = 0;       // commands appended and not yet answered, of this gateway
    double memory = 0;             // used share of the store's memory limit; 0 without a limit
    std::size_t queued_bytes = 0;  // outgoing queues of all sessions
};

struct Admission {
    bool admitted = true;
    std::uint32_t retry_after_ms = 0;

    bool operator==(const Admission&) const = default;
};

Admission admit(Priority priority, const Load& load);

}  // namespace circle::gateway
