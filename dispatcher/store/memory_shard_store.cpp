#include "dispatcher/store/memory_shard_store.hpp"

#include <utility>

#include "dispatcher/store/checks.hpp"
#include "dispatcher/store/stream_check.hpp"

namespace circle::store {

namespace asio = boost::asio;
using keyspace::MemoryShard;

MemoryShardStore::MemoryShardStore(std::shared_ptr<MemoryShard> shard) : shard_(std::move(shard)) {}

bool MemoryShardStore::holds(const LeaseToken& token) const {
    const auto& lease = shard_->lease;
    return lease.epoch == token.epoch && lease.nonce == token.nonce && !lease.released;
}

void MemoryShardStore::prolong(std::chrono::milliseconds ttl, bool serving) {
    shard_->lease.renewed = shard_->now();
    if (serving) shard_->lease.alive = shard_->lease.renewed;
    shard_->lease.until = shard_->lease.renewed + ttl.count();
}

WriteReply MemoryShardStore::answer(WriteStatus status) const {
    WriteReply reply;
    reply.status = status;
    reply.version = shard_->state.version;
    reply.now = shard_->now();
    return reply;
}

asio::awaitable<LeaseReply> MemoryShardStore::acquire(std::string owner, std::string nonce,
                                                      std::uint32_t core_version,
                                                      std::chrono::milliseconds ttl) {
    auto& lease = shard_->lease;
    LeaseReply reply;
    reply.now = shard_->now();
    if (shard_->state.min_core > core_version) {
        reply.status = LeaseStatus::core_too_old;
        co_return reply;
    }
    if (lease.nonce != nonce || lease.released) {
        const bool stepped_back = !lease.released && reply.now < lease.renewed;
        if (stepped_back) {  // see acquire.lua
            lease.until = reply.now + (lease.until - lease.renewed);
            lease.renewed = reply.now;
        }
        if (stepped_back || (!lease.released && reply.now < lease.until)) {
            reply.status = LeaseStatus::held;
            co_return reply;
        }
        lease.before_clean = lease.released || lease.epoch == 0;
        lease.before_alive = lease.alive;
        ++lease.epoch;
        lease.nonce = nonce;
        lease.owner = owner;
        lease.released = false;
    }
    prolong(ttl, false);
    reply.status = LeaseStatus::granted;
    reply.token = {lease.epoch, lease.nonce};
    reply.clean = lease.before_clean;
    reply.alive_until = lease.before_alive;
    co_return reply;
}

asio::awaitable<WriteReply> MemoryShardStore::renew(LeaseToken token, std::chrono::milliseconds ttl,
                                                    bool serving) {
    if (!holds(token)) co_return answer(WriteStatus::fenced);
    prolong(ttl, serving);
    co_return answer(WriteStatus::done);
}

asio::awaitable<WriteReply> MemoryShardStore::release(LeaseToken token) {
    auto& lease = shard_->lease;
    if (lease.epoch != token.epoch || lease.nonce != token.nonce) {
        co_return answer(WriteStatus::fenced);
    }
    if (!lease.released) {
        lease.released = true;
        lease.renewed = lease.until = shard_->now();
    }
    co_return answer(WriteStatus::done);
}

asio::awaitable<LoadReply> MemoryShardStore::load(LeaseToken token, std::chrono::milliseconds ttl) {
    LoadReply reply;
    if (!holds(token)) {
        reply.status = LoadStatus::fenced;
        co_return reply;
    }
    prolong(ttl, false);
    const auto& state = shard_->state;
    if (!read_state(state.blob, std::to_string(state.version), reply)) co_return reply;
    for (const auto& [key, blob] : shard_->entities) reply.entities.push_back(blob);
    for (const auto& [key, blob] : shard_->outcomes) reply.outcomes.push_back(blob);
    reply.mark = state.mark;
    co_return reply;
}

asio::awaitable<ReadReply> MemoryShardStore::read_commands(keyspace::StreamId after,
                                                           std::uint64_t applied,
                                                           std::size_t max_count,
                                                           std::size_t max_bytes,
                                                           std::chrono::milliseconds block) {
    const auto& stream = shard_->commands;
    auto found = stream.after(after, max_count);
    if (found.empty() && block.count() > 0) {
        co_await shard_->idle(shard_->commands_bell, block);
        found = stream.after(after, max_count);
    }
    const StreamFacts facts{
        stream.added() > 0, stream.entries().size(), stream.added(), stream.last_id(), {}};
    const ReadPosition position{after, applied, found.size(),
                                found.empty() ? after : found.back().id};
    ReadReply reply;
    if (auto loss = find_loss(facts, position)) {
        reply.status = ReadStatus::trimmed;
        reply.error = std::move(*loss);
        co_return reply;
    }
    reply.status = ReadStatus::ok;
    reply.more = found.size() == max_count;
    reply.waiting = stream.added() - applied;
    for (auto& entry : found) reply.commands.push_back({entry.id, std::move(entry.data)});
    keep_bytes(reply, max_bytes);
    co_return reply;
}

void MemoryShardStore::interrupt() {
    shard_->commands_bell.ring();
}

asio::awaitable<WriteReply> MemoryShardStore::commit(const Commit& commit,
                                                     std::chrono::milliseconds ttl) {
    v1::ShardState after;
    if (auto problem = check_commit(commit, after); !problem.empty()) {
        auto reply = answer(WriteStatus::refused);
        reply.error = std::move(problem);
        co_return reply;
    }
    if (!holds(commit.token)) co_return answer(WriteStatus::fenced);
    if (shard_->state.batch == commit.batch_id) co_return answer(WriteStatus::already_done);
    if (shard_->state.version != commit.expected_version) co_return answer(WriteStatus::conflict);
    write(commit);
    shard_->state.min_core = after.min_core();
    prolong(ttl, commit.serving);
    co_return answer(WriteStatus::done);
}

void MemoryShardStore::write(const Commit& commit) {
    auto& shard = *shard_;
    for (const auto& [key, blob] : commit.put) shard.entities[key] = blob;
    for (const auto& key : commit.erase) shard.entities.erase(key);
    for (const auto& key : commit.erase_outcomes) shard.outcomes.erase(key);
    for (const auto& [key, blob] : commit.outcomes) shard.outcomes[key] = blob;
    if (!commit.record.empty()) shard.events.add(shard.now(), commit.record);
    shard.journal.add(shard.now(), commit.journal);
    shard.state.blob = commit.state;
    shard.state.version = commit.expected_version + 1;
    shard.state.released = shard.state.version;
    shard.state.batch = commit.batch_id;
    shard.state.mark.clear();
    shard.events_bell.ring();
}

asio::awaitable<WriteReply> MemoryShardStore::mark(LeaseToken token, std::string mark) {
    if (!holds(token)) co_return answer(WriteStatus::fenced);
    shard_->state.mark = std::move(mark);
    co_return answer(WriteStatus::done);
}

}  // namespace circle::store
