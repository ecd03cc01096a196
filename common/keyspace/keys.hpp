// Names of every key. docs/redis-keys.md lists them with types and owners.
#pragma once

#include <string>
#include <string_view>

namespace circle::keyspace {

inline constexpr std::string_view kMetaKey = "circle:meta";  // hash: shards, incarnation, format
inline constexpr std::string_view kEstatesKey = "circle:estates";  // hash: estate code → shard

// "circle:{s3}:commands". All keys of one shard share a hash tag, hence a cluster slot.
std::string shard_key(unsigned shard, std::string_view part);

}  // namespace circle::keyspace
