// Where a client stands in an estate's history. Opaque to clients; anything that cannot be used
// just means a fresh snapshot.
#pragma once

#include <circle/v1/types.pb.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/keyspace/stream_id.hpp"

namespace circle::gateway {

struct ResumeToken {
    std::string incarnation;  // of the history; another after a restore
    unsigned shard = 0;
    keyspace::StreamId id;  // of the commit that holds event `number`
    std::uint64_t number = 0;
    std::string viewer;  // viewer_mark() of whose view it continues

    bool operator==(const ResumeToken&) const = default;
};

// Another household, volunteer or role on the same device has seen nothing of this history.
std::string viewer_mark(const v1::Principal& viewer);

std::string encode(const ResumeToken& token);
std::optional<ResumeToken> decode_resume_token(std::string_view text);

}  // namespace circle::gateway
