// The one seam between a shard's owner and where its state is kept.
//
// Two implementations, one conformance suite: RedisShardStore (the Function library under
// functions/) and MemoryShardStore (the simulator's and the tests').
//
// Every call but interrupt() is made by one coroutine at a time on the store's executor.
#pragma once

#include <circle/v1/storage.pb.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/keyspace/stream_id.hpp"

namespace circle::store {

// Identity of one term of ownership. Compared whole: a failover can rewind an epoch, never a nonce.
struct LeaseToken {
    std::uint64_t epoch = 0;
    std::string nonce;

    bool operator==(const LeaseToken&) const = default;
};

enum class LeaseStatus {
    granted,
    held,          // somebody else's, and not expired
    core_too_old,  // the shard's state needs a newer core (min_core)
    unavailable,   // the store could not be asked, or did not answer
};

struct LeaseReply {
    LeaseStatus status = LeaseStatus::unavailable;
    LeaseToken token;              // when granted
    bool clean = true;             // the owner before released it; false: it vanished
    std::int64_t alive_until = 0;  // store time at which the shard was last served, 0: never
    std::int64_t now = 0;          // store time
    std::string error;
};

enum class WriteStatus {
    done,
    already_done,  // this batch id was the last one committed
    fenced,        // the token is not the shard's any more
    conflict,      // the shard's version is not `expected_version`
    not_done,      // never sent; nothing changed
    unknown,       // sent, no answer: send the same again
    refused,       // the store answered with an error of its own (`error`); nothing changed
};

struct WriteReply {
    WriteStatus status = WriteStatus::not_done;
    std::uint64_t version =
        0;                 // of the shard after it (done, already_done), or as it is (conflict)
    std::int64_t now = 0;  // store time
    std::string error;
};

// All effects of one batch, applied whole or not at all.
struct Commit {
    LeaseToken token;
    bool serving = true;                                        // as of renew()
    std::uint64_t expected_version = 0;                         // the shard's before this commit
    std::string batch_id;                                       // unique; the same when sent again
    std::vector<std::pair<std::string, std::string>> put;       // entity key, serialised Entity
    std::vector<std::string> erase;                             // entity keys
    std::vector<std::pair<std::string, std::string>> outcomes;  // outcome key, serialised record
    std::vector<std::string> erase_outcomes;
    std::string record;   // serialised CommitRecord; empty: nothing visible, no stream entry
    std::string journal;  // serialised JournalEntry
    std::string state;    // serialised ShardState after it; its version is expected_version + 1
};

enum class LoadStatus {
    ok,
    inconsistent,  // what is kept there cannot be taken over; `error` says what
    fenced,        // the lease is not held
    unavailable,
};

struct LoadReply {
    LoadStatus status = LoadStatus::unavailable;
    std::string error;
    v1::ShardState state;               // all defaults for a new shard
    std::vector<std::string> entities;  // serialised Entity, no order
    std::vector<std::string> outcomes;  // serialised OutcomeRecord, no order
    std::string mark;                   // of the command that was being tried alone, or empty
};

struct LoggedCommand {
    keyspace::StreamId id;
    std::string data;  // serialised Command
};

enum class ReadStatus {
    ok,       // `commands` may be empty: none came within `block`
    trimmed,  // entries after the cursor are gone from the stream
    unavailable,
};

struct ReadReply {
    ReadStatus status = ReadStatus::unavailable;
    std::vector<LoggedCommand> commands;
    bool more = false;  // others may stand behind them; false: the stream was drained
    // How many stood after the cursor, those included; now and then, when more is true.
    std::optional<std::size_t> waiting;
    std::string error;
};

class ShardStore {
  public:
    virtual ~ShardStore() = default;

    // Takes the lease for `ttl` if it is free, released, or expired by the store's clock.
    // `nonce` is fresh and random; an acquire whose reply was lost is repeated with the same nonce.
    virtual boost::asio::awaitable<LeaseReply> acquire(std::string owner, std::string nonce,
                                                       std::uint32_t core_version,
                                                       std::chrono::milliseconds ttl) = 0;

    // Prolongs it by `ttl` from now. Never `already_done` or `conflict`.
    // `serving`: the shard counts as served until now. False: its owner has an outage to deal with
    // yet, and whoever comes next must know when that began.
    virtual boost::asio::awaitable<WriteReply> renew(LeaseToken token,
                                                     std::chrono::milliseconds ttl,
                                                     bool serving = true) = 0;

    // Gives it back so that another may take it at once.
    virtual boost::asio::awaitable<WriteReply> release(LeaseToken token) = 0;

    // Everything the owner needs. Call it only while holding the lease, which it prolongs by `ttl`
    // as often as reading takes; that is not serving yet. An error says which key is unreadable or
    // inconsistent.
    virtual boost::asio::awaitable<LoadReply> load(LeaseToken token,
                                                   std::chrono::milliseconds ttl) = 0;

    // Commands after `after`, oldest first, at most `max_count` and about `max_bytes` (at least one
    // command if there is any). Waits up to `block` (0: not at all) for the first.
    // `applied`: how many commands the state holds in all; used to detect a trimmed stream.
    virtual boost::asio::awaitable<ReadReply> read_commands(keyspace::StreamId after,
                                                            std::uint64_t applied,
                                                            std::size_t max_count,
                                                            std::size_t max_bytes,
                                                            std::chrono::milliseconds block) = 0;

    // Makes a blocked read_commands (empty or unavailable) or a load (unavailable) return soon. May
    // be called while one is waiting.
    virtual void interrupt() = 0;

    // Applies `commit` whole, or says why not. Also prolongs the lease by `ttl` and removes the
    // mark.
    virtual boost::asio::awaitable<WriteReply> commit(const Commit& commit,
                                                      std::chrono::milliseconds ttl) = 0;

    // Durably notes `mark`: which command is about to be tried alone (quarantine, DESIGN 3.9).
    virtual boost::asio::awaitable<WriteReply> mark(LeaseToken token, std::string mark) = 0;
};

}  // namespace circle::store
