// The Function library of the shard store, embedded from functions/*.lua.
//
// Its name ends with a digest of its source, and each function's name begins with it: binaries of
// different versions run side by side, and a changed function is never mistaken for an older one
// that Redis has kept.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>

#include "common/redis/client.hpp"

namespace circle::store {

extern const char* const kFunctionLibrary;      // "circle_v1_3fa9c2d1"
extern const char* const kFunctionLibraryCode;  // with its "#!lua name=…" line

// "commit" → "circle_v1_3fa9c2d1_commit"
std::string function_name(std::string_view verb);

// Makes Redis know the library. Empty: it does; otherwise why not.
boost::asio::awaitable<std::string> load_functions(redis::Client& client);

// Calls `verb` with `keys` and `args`; loads the library first if Redis does not know it.
boost::asio::awaitable<redis::Result> call_function(redis::Client& client, std::string_view verb,
                                                    std::vector<std::string> keys,
                                                    std::vector<std::string> args,
                                                    std::chrono::milliseconds deadline);

}  // namespace circle::store
