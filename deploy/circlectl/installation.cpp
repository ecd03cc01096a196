#include "deploy/circlectl/installation.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include "common/keyspace/keys.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

asio::awaitable<keyspace::Meta> read_installation(redis::Client& client) {
    constexpr std::chrono::seconds deadline{5};
    redis::Command exists;
    exists.push_back("EXISTS");
    exists.push_back(std::string(keyspace::kMetaKey));
    const redis::Result found = co_await client.send(std::move(exists), deadline);
    if (!found.ok()) throw std::runtime_error("Redis does not answer: " + found.error);
    if (found.reply.integer() == nullptr || *found.reply.integer() == 0) {
        throw std::runtime_error("there is no installation at this Redis");
    }
    const auto meta = co_await keyspace::open_installation(client, 1);
    if (meta.has_error()) throw std::runtime_error(meta.error());
    co_return *meta;
}

}  // namespace circle::deploy
