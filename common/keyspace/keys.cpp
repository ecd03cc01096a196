#include "common/keyspace/keys.hpp"

#include <fmt/format.h>

namespace circle::keyspace {

std::string shard_key(unsigned shard, std::string_view part) {
    return fmt::format("circle:{{s{}}}:{}", shard, part);
}

std::vector<std::string> all_shard_keys(unsigned shard) {
    std::vector<std::string> keys;
    for (const char* part :
         {"lease", "state", "entities", "outcomes", "events", "journal", "commands"}) {
        keys.push_back(shard_key(shard, part));
    }
    return keys;
}

}  // namespace circle::keyspace
