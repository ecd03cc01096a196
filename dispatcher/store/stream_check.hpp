// Whether a command stream still holds every command that its shard has not applied: reading from a
// trimmed id skips ahead without an error.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/keyspace/stream_id.hpp"

namespace circle::store {

struct StreamFacts {
    bool exists = false;
    std::uint64_t length = 0;
    std::uint64_t added = 0;  // ever, trimmed ones included
    keyspace::StreamId last;
    keyspace::StreamId max_deleted;  // newest id deleted by hand (XDEL); trimming does not count
};

// What was read just before the facts were taken.
struct ReadPosition {
    keyspace::StreamId after;   // the cursor it began at
    std::uint64_t applied = 0;  // commands up to the cursor, ever
    std::uint64_t count = 0;    // commands read after it
    keyspace::StreamId newest;  // the last of them, or the cursor
};

// nullopt: nothing is missing. Otherwise what is, in words.
std::optional<std::string> find_loss(const StreamFacts& stream, const ReadPosition& read);

}  // namespace circle::store
