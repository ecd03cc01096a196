// What must be true of an installation beside its shards: every key is one of ours, and the
// directory of estates names what is there. Pure.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "deploy/verify/checks.hpp"

namespace circle::verify {

// `keys`: all that begin with "circle:".
Findings check_keys(const std::vector<std::string>& keys, unsigned shards);

// Estate code → shard, as stored.
using Directory = std::map<std::string, std::string>;

// `before`, `after`: as it was before and after the shards were read, for estates come in
// meanwhile. `estates`: by shard. `busy`: shards with commands that wait: an estate may be about to
// appear.
Findings check_directory(const Directory& before, const Directory& after,
                         const std::map<unsigned, std::set<std::string>>& estates,
                         const std::set<unsigned>& busy, unsigned shards);

// Codes of the estates that a shard holds anything of.
std::set<std::string> estates_of(const Contents& contents);

}  // namespace circle::verify
