// How a gateway follows a shard: note the end, read the entities in pages, then apply later
// records.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "common/keyspace/stream_id.hpp"

namespace circle::keyspace {

struct TailRecord {
    StreamId id;
    std::string data;  // serialised v1::CommitRecord
};

struct TailEnd {
    bool ok = false;
    StreamId id;        // newest entry; 0-0 when there is none
    std::string state;  // serialised v1::ShardState as committed at or after `id`; may be empty
    std::string error;
};

struct EntityPage {
    bool ok = false;
    std::vector<std::string> entities;  // serialised v1::Entity; one may come twice
    std::string next;                   // cursor of the next page; empty: this was the last
    std::string error;
};

struct TailReply {
    bool ok = false;
    std::vector<TailRecord> records;  // empty: none within `block`
    std::string error;
};

// Liveness of the shard's owner, for readiness and the red banner (P13).
struct OwnerState {
    bool ok = false;     // the store answered
    bool alive = false;  // a lease is held and not expired, by the store's clock
    std::string owner;
    std::string error;
};

// One per shard. One coroutine at a time, on the tail's executor.
class EventTail {
  public:
    virtual ~EventTail() = default;

    virtual boost::asio::awaitable<TailEnd> end() = 0;

    // `cursor` empty: first page.
    virtual boost::asio::awaitable<EntityPage> entities(std::string cursor) = 0;

    // The newest `count` records up to and including `upto`, oldest first (history for resuming).
    virtual boost::asio::awaitable<TailReply> before(StreamId upto, std::size_t count) = 0;

    // Records after `after`, waiting up to `block` for the first. A gap shows in
    // CommitRecord.previous: XREAD itself skips trimmed entries silently.
    virtual boost::asio::awaitable<TailReply> read(StreamId after,
                                                   std::chrono::milliseconds block) = 0;

    virtual boost::asio::awaitable<OwnerState> owner() = 0;

    // Makes a blocked read return soon.
    virtual void interrupt() = 0;
};

}  // namespace circle::keyspace
