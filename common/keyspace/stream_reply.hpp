// Redis' way of answering with stream entries, checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/keyspace/stream_id.hpp"
#include "common/redis/reply.hpp"

namespace circle::keyspace {

struct StreamEntry {
    StreamId id;
    std::string data;
};

// What an entry without the field is.
enum class Missing {
    refused,  // nothing of the reply counts
    empty,    // its data is empty
};

// Of XRANGE and XREVRANGE: entries in the order given, each with its value of `field`.
// nullopt: something else than such entries.
std::optional<std::vector<StreamEntry>> parse_entries(const redis::Reply& reply,
                                                      std::string_view field,
                                                      Missing missing = Missing::refused);

// Of XREAD over one stream; nil (nothing came) is no entries.
std::optional<std::vector<StreamEntry>> parse_read(const redis::Reply& reply,
                                                   std::string_view field,
                                                   Missing missing = Missing::refused);

}  // namespace circle::keyspace
