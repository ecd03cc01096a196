#include "deploy/circlectl/backup_summary.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <vector>

#include "common/keyspace/keys.hpp"
#include "deploy/verify/installation.hpp"

namespace circle::deploy {

namespace {

constexpr unsigned kMostShards = 1024;

}  // namespace

std::optional<unsigned> to_shard_number(const std::string& text) {
    unsigned number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    const bool good = error == std::errc() && stop == end && number <= kMostShards;
    return good && !text.empty() ? std::optional(number) : std::nullopt;
}

Fields fields_of(const Portion& portion) {
    Fields fields;
    for (std::size_t i = 0; i + 1 < portion.words.size(); i += 2) {
        fields[portion.words[i]] = portion.words[i + 1];
    }
    return fields;
}

BackupSummary look_through(const std::string& file) {
    BackupReader reader(file);
    BackupSummary found;
    found.header = reader.header();
    std::set<std::string> keys;
    Portion portion;
    while (reader.next(portion)) {
        ++found.portions;
        keys.insert(portion.key);
        if (portion.key == keyspace::kMetaKey) found.meta = fields_of(portion);
        if (portion.key != keyspace::kEstatesKey) continue;
        for (const auto& [code, shard] : fields_of(portion)) found.estates.insert(code);
    }
    const auto shards = to_shard_number(found.meta["shards"]);
    if (!shards || *shards == 0) {
        throw std::runtime_error(file + ": it does not say how many shards there are");
    }
    found.shards = *shards;
    const auto strange = verify::check_keys({keys.begin(), keys.end()}, found.shards);
    if (!strange.empty()) {
        throw std::runtime_error(
            fmt::format("{}: it holds {}, which is no key of ours", file, strange.front().key));
    }
    return found;
}

}  // namespace circle::deploy
