// What the whole installation shares: shard count, incarnation, which estate lives in which shard.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <optional>
#include <string>

#include "common/redis/client.hpp"

namespace circle::keyspace {

struct Meta {
    unsigned shards = 0;
    std::string incarnation;  // of the history; a new one after a restore
    unsigned format = 0;
};

// Free functions over a started client. Errors are texts that say what to do.
// Creates the installation if there is none (then with `shards` shards); never changes an existing
// one.
boost::asio::awaitable<boost::system::result<Meta, std::string>> open_installation(
    redis::Client& client, unsigned shards);

// Shard of `estate`; nullopt inside the result: no such estate.
boost::asio::awaitable<boost::system::result<std::optional<unsigned>, std::string>> find_estate(
    redis::Client& client, std::string estate);

// Gives a new estate the emptiest shard; returns the stored shard of an existing one.
boost::asio::awaitable<boost::system::result<unsigned, std::string>> assign_estate(
    redis::Client& client, std::string estate);

}  // namespace circle::keyspace
