#include "dispatcher/store/stream_check.hpp"

#include <fmt/format.h>

namespace circle::store {

std::optional<std::string> find_loss(const StreamFacts& stream, const ReadPosition& read) {
    if (!stream.exists) {
        if (read.applied == 0) return std::nullopt;
        return fmt::format("the stream is gone, {} commands had been applied", read.applied);
    }
    if (stream.last < read.after) return "its newest id is older than the last command applied";
    if (stream.added < read.applied) {
        return fmt::format("{} commands were ever added, but {} applied", stream.added,
                           read.applied);
    }
    if (read.after < stream.max_deleted) return "a command that was not applied has been deleted";
    if (const auto trimmed = stream.added - stream.length; trimmed > read.applied) {
        return fmt::format("{} commands were trimmed, but only {} applied", trimmed, read.applied);
    }
    // With nothing behind what was read, the count is exact.
    if (stream.last == read.newest && stream.added != read.applied + read.count) {
        return fmt::format("{} commands were ever added, {} applied and {} read", stream.added,
                           read.applied, read.count);
    }
    return std::nullopt;
}

}  // namespace circle::store
