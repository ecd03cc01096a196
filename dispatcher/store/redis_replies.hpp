// Redis' answers as the store's words. Pure.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/redis/client.hpp"
#include "dispatcher/store/shard_store.hpp"
#include "dispatcher/store/stream_check.hpp"

namespace circle::store {

LeaseReply to_lease_reply(const redis::Result& result, const std::string& nonce);
WriteReply to_write_reply(const redis::Result& result);

// What XREAD found; `unavailable` when it failed.
ReadReply to_read_reply(const redis::Result& result, std::size_t max_count);

// From functions/facts.lua; nullopt: it failed.
std::optional<StreamFacts> to_stream_facts(const redis::Result& result);

// One page of HSCAN into `found`. Empty: `cursor` is the next one; otherwise an error.
std::string read_scan(const redis::Result& result,
                      std::unordered_map<std::string, std::string>& found, std::string& cursor);

}  // namespace circle::store
