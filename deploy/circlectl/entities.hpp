// Reading the shard's entities as they are now. Nothing here writes.
#pragma once

#include <circle/v1/storage.pb.h>

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "common/redis/client.hpp"

namespace circle::deploy {

// Calls `see` with the entities whose keys match the glob `pattern` ("household/xinghe/*"), each at
// least once, in no order; changes meanwhile may be seen or not. Throws std::runtime_error when
// Redis does not answer. `client` and what `see` refers to outlive it.
boost::asio::awaitable<void> scan_entities(redis::Client& client, unsigned shard,
                                           std::string pattern,
                                           std::function<void(const v1::Entity&)> see);

}  // namespace circle::deploy
