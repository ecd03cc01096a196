// What a backup holds, seen before anything is written.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "deploy/circlectl/backup_file.hpp"

namespace circle::deploy {

using Fields = std::map<std::string, std::string>;

struct BackupSummary {
    BackupHeader header;
    Fields meta;
    unsigned shards = 0;
    std::set<std::string> estates;
    std::uint64_t portions = 0;
};

// Reads all of it. Throws std::runtime_error, one line that says what is wrong with the file.
BackupSummary look_through(const std::string& file);

// Field → value of a portion of a hash.
Fields fields_of(const Portion& portion);

// 0 to 1024; nullopt: the text is something else.
std::optional<unsigned> to_shard_number(const std::string& text);

}  // namespace circle::deploy
