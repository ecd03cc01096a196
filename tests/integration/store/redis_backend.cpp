#include "tests/integration/store/redis_backend.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "common/keyspace/redis_event_tail.hpp"
#include "dispatcher/store/redis_shard_store.hpp"

namespace circle::test {

redis::Reply RedisBackend::ask(const redis::Command& command) {
    auto reply = server_.run(command);
    if (const auto* error = reply.error()) throw std::runtime_error(error->text);
    return reply;
}

std::unique_ptr<store::ShardStore> RedisBackend::store(boost::asio::io_context& io) {
    return store(io, server_.endpoint());
}

std::unique_ptr<store::ShardStore> RedisBackend::store(boost::asio::io_context& io,
                                                       const redis::Endpoint& endpoint) {
    auto client = std::make_shared<redis::Client>(io.get_executor(), endpoint);
    client->start();
    return std::make_unique<store::RedisShardStore>(io.get_executor(), endpoint, std::move(client),
                                                    kShard);
}

keyspace::StreamId RedisBackend::add_command(const std::string& data) {
    const auto reply = ask({"XADD", key("commands"), "*", "c", data});
    return keyspace::parse_stream_id(*reply.string()).value();
}

void RedisBackend::trim_commands(std::size_t keep) {
    ask({"XTRIM", key("commands"), "MAXLEN", std::to_string(keep)});
}

void RedisBackend::trim_events(std::size_t keep) {
    ask({"XTRIM", key("events"), "MAXLEN", std::to_string(keep)});
}

void RedisBackend::age_lease(std::chrono::milliseconds by) {
    const auto less = std::to_string(-by.count());
    ask({"HINCRBY", key("lease"), "renewed", less});
    ask({"HINCRBY", key("lease"), "until", less});
    ask({"HINCRBY", key("lease"), "alive", less});
}

void RedisBackend::set_state_blob(const std::string& blob) {
    ask({"HSET", key("state"), "state", blob});
}

void RedisBackend::set_version(std::uint64_t version) {
    ask({"HSET", key("state"), "version", std::to_string(version)});
}

std::map<std::string, std::string> RedisBackend::hash(const char* part) {
    std::map<std::string, std::string> all;
    const auto reply = ask({"HGETALL", key(part)});
    const auto& items = *reply.array();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        all[*items[i].string()] = *items[i + 1].string();
    }
    return all;
}

std::vector<std::string> RedisBackend::stream(const char* part) {
    std::vector<std::string> data;
    const auto reply = ask({"XRANGE", key(part), "-", "+"});
    for (const auto& entry : *reply.array()) {
        data.push_back(*(*(*entry.array())[1].array())[1].string());
    }
    return data;
}

std::string RedisBackend::dump() {
    std::string out;
    for (const auto* part : {"state", "entities", "outcomes"}) {
        for (const auto& [field, value] : hash(part)) out += field + "=" + value + "\n";
    }
    for (const auto& record : events()) out += "event " + record + "\n";
    for (const auto& line : journal()) out += "journal " + line + "\n";
    return out;
}

std::unique_ptr<keyspace::EventTail> RedisBackend::tail(boost::asio::io_context& io) {
    tail_clients_.push_back(std::make_unique<redis::Client>(io.get_executor(), server_.endpoint()));
    tail_clients_.back()->start();
    return std::make_unique<keyspace::RedisEventTail>(*tail_clients_.back(), io.get_executor(),
                                                      server_.endpoint(), kShard);
}

std::unique_ptr<Backend> make_redis_backend() {
    return std::make_unique<RedisBackend>();
}

}  // namespace circle::test
