#include "deploy/verify/installation.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "common/keyspace/keys.hpp"
#include "common/keyspace/restoring.hpp"

namespace circle::verify {
namespace {

std::optional<unsigned> to_shard(const std::string& text) {
    unsigned shard = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, shard);
    return error == std::errc() && stop == end && !text.empty() ? std::optional(shard)
                                                                : std::nullopt;
}

}  // namespace

Findings check_keys(const std::vector<std::string>& keys, unsigned shards) {
    std::set<std::string> ours{std::string(keyspace::kMetaKey), std::string(keyspace::kEstatesKey)};
    for (unsigned shard = 0; shard < shards; ++shard) {
        for (auto& key : keyspace::all_shard_keys(shard)) ours.insert(std::move(key));
    }
    Findings findings;
    for (const auto& key : keys) {
        if (key == keyspace::kRestoringKey) {
            findings.push_back({"foreign", key, "a restore was not finished: run it again"});
        } else if (!ours.contains(key)) {
            findings.push_back({"foreign", key, "nothing of ours is called so: look, then DEL it"});
        }
    }
    return findings;
}

Findings check_directory(const Directory& before, const Directory& after,
                         const std::map<unsigned, std::set<std::string>>& estates,
                         const std::set<unsigned>& busy, unsigned shards) {
    Findings findings;
    const std::string key(keyspace::kEstatesKey);
    for (const auto& [code, text] : before) {
        const auto shard = to_shard(text);
        if (!shard || *shard >= shards) {
            findings.push_back(
                {"refers", key,
                 fmt::format("{} is in shard \"{}\", there are 0 to {}", code, text, shards - 1)});
            continue;
        }
        const auto held = estates.find(*shard);
        const bool there = held != estates.end() && held->second.contains(code);
        if (!there && !busy.contains(*shard)) {
            findings.push_back({"refers", key,
                                fmt::format("{} stands in the directory only: shard {} has nothing "
                                            "of it. Import it, or HDEL {} {}",
                                            code, *shard, key, code)});
        }
    }
    for (const auto& [shard, codes] : estates) {
        for (const auto& code : codes) {
            const auto named = after.find(code);
            if (named != after.end() && to_shard(named->second) == shard) continue;
            findings.push_back({"refers", fmt::format("estate/{}/{}", code, code),
                                fmt::format("it is in shard {}, the directory says {}", shard,
                                            named == after.end() ? "nothing" : named->second)});
        }
    }
    return findings;
}

std::set<std::string> estates_of(const Contents& contents) {
    std::set<std::string> codes;
    for (const auto& [key, bytes] : contents.entities) {
        v1::Entity entity;
        if (entity.ParseFromString(bytes) && entity.has_config()) codes.insert(entity.estate());
    }
    return codes;
}

}  // namespace circle::verify
