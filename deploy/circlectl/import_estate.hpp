// From a folder to a configured estate; used by `import` and by the first start of `up`.
#pragma once

#include <circle/v1/estate.pb.h>

#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <string>

#include "common/redis/client.hpp"

namespace circle::deploy {

// Throws std::runtime_error with every mistake of the folder, one a line.
v1::EstateConfig read_estate_or_throw(const std::filesystem::path& folder);

// Gives the estate a shard if it has none and configures it. Empty, or why not.
boost::asio::awaitable<std::string> import_estate(redis::Client& client, v1::EstateConfig config);

}  // namespace circle::deploy
