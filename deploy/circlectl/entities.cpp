#include "deploy/circlectl/entities.hpp"

#include <stdexcept>
#include <utility>

#include "common/keyspace/keys.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kScanDeadline{3'000};

}  // namespace

asio::awaitable<void> scan_entities(redis::Client& client, unsigned shard, std::string pattern,
                                    std::function<void(const v1::Entity&)> see) {
    std::string cursor = "0";
    do {
        redis::Command scan;
        for (const char* word : {"HSCAN", "", "", "MATCH", "", "COUNT", "500"}) {
            scan.push_back(word);
        }
        scan[1] = keyspace::shard_key(shard, "entities");
        scan[2] = cursor;
        scan[4] = pattern;
        const redis::Result result = co_await client.send(std::move(scan), kScanDeadline);
        const auto* page = result.ok() ? result.reply.array() : nullptr;
        if (page == nullptr || page->size() != 2 || (*page)[0].string() == nullptr ||
            (*page)[1].array() == nullptr) {
            throw std::runtime_error("Redis does not answer: " + result.error);
        }
        cursor = *(*page)[0].string();
        const auto& pairs = *(*page)[1].array();
        for (std::size_t i = 1; i < pairs.size(); i += 2) {
            v1::Entity entity;
            if (pairs[i].string() == nullptr || !entity.ParseFromString(*pairs[i].string())) {
                continue;
            }
            see(entity);
        }
    } while (cursor != "0");
}

}  // namespace circle::deploy
