// Reading hashes and streams in portions that hold nobody up. Nothing here writes.
//
// All throw std::runtime_error, one line, when Redis does not answer. What `see` refers to and
// `client` outlive the call.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "common/redis/client.hpp"

namespace circle::deploy {

// Sends one command and returns its reply; an error reply is thrown, too.
boost::asio::awaitable<redis::Reply> ask(redis::Client& client, std::vector<std::string> words);

// Every field that is there from the beginning to the end of the call; of those that change
// meanwhile, some value that they had.
boost::asio::awaitable<std::map<std::string, std::string>> read_hash(redis::Client& client,
                                                                     std::string key);

struct StreamEntry {
    std::string id;
    std::vector<std::string> fields;  // field, value, …
};
using SeeEntry = std::function<void(const StreamEntry&)>;

// Shows each entry, oldest first, up to the id `last`, or, if that is empty, to where the stream
// ends when the walk begins.
boost::asio::awaitable<void> walk_stream(redis::Client& client, std::string key, SeeEntry see,
                                         std::string last = {});

struct StreamPosition {
    std::string last;     // id; empty: there is no stream
    std::string added;    // entries that it ever had
    std::string deleted;  // newest id that was deleted; "0-0": none
};
boost::asio::awaitable<StreamPosition> stream_position(redis::Client& client, std::string key);

// Every key that begins with "circle:".
boost::asio::awaitable<std::vector<std::string>> all_keys(redis::Client& client);

}  // namespace circle::deploy
