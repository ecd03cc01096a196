#include "common/keyspace/keys.hpp"

#include <fmt/format.h>

namespace circle::keyspace {

std::string shard_key(unsigned shard, std::string_view part) {
    return fmt::format("circle:{{s{}}}:{}", shard, part);
}

}  // namespace circle::keyspace
