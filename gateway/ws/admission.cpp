#include "gateway/ws/admission.hpp"

#include <algorithm>

namespace circle::gateway {
namespace {

// Refused from these marks on.
struct Marks {
    Priority priority;
    std::size_t pending;
    double memory;
    std::size_t queued_bytes;
    std::uint32_t retry_after_ms;
};

constexpr Marks kMarks[] = {
    {Priority::position, 1'000, .80, 32u << 20, 30'000},
    {Priority::other, 4'000, .90, 64u << 20, 5'000},
    {Priority::help, 16'000, .97, 256u << 20, 2'000},
};

}  // namespace

Priority priority_of(v1::ClientFrame::BodyCase frame) {
    switch (frame) {
        case v1::ClientFrame::kSetPosition:
            return Priority::position;
        case v1::ClientFrame::kSubmit:
        case v1::ClientFrame::kAcceptOffer:
            return Priority::help;
        default:
            return Priority::other;
    }
}

Admission admit(Priority priority, const Load& load) {
    const Marks& marks = *std::find_if(std::begin(kMarks), std::end(kMarks),
                                       [&](const Marks& m) { return m.priority == priority; });
    if (load.pending < marks.pending && load.memory < marks.memory &&
        load.queued_bytes < marks.queued_bytes) {
        return {};
    }
    return {false, marks.retry_after_ms};
}

}  // namespace circle::gateway
