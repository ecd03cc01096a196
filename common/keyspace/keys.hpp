// Names of every key. docs/redis-keys.md lists them with types and owners.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace circle::keyspace {

inline constexpr std::string_view kMetaKey = "circle:meta";  // hash: shards, incarnation, format
inline constexpr std::string_view kEstatesKey = "circle:estates";  // hash: estate code → shard

// "circle:{s3}:commands". All keys of one shard share a hash tag, hence a cluster slot.
std::string shard_key(unsigned shard, std::string_view part);

// All keys that a shard may have; the lease before the state.
std::vector<std::string> all_shard_keys(unsigned shard);

}  // namespace circle::keyspace
