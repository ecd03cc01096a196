// Checks shared by both stores.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dispatcher/store/shard_store.hpp"

namespace circle::store {

// Reads the state hash' `blob`, whose version the hash repeats, into `reply.state`. False: it is
// unreadable or inconsistent, and reply.status and error say so.
bool read_state(std::string_view blob, std::string_view version, LoadReply& reply);

// Keeps of `found` what fits into `max_bytes`, at least one, and says in `more` if any was dropped.
void keep_bytes(ReadReply& found, std::size_t max_bytes);

// The state that `commit` would leave, if it is well-formed; otherwise an error text.
std::string check_commit(const Commit& commit, v1::ShardState& state);

}  // namespace circle::store
