// The in-memory twin of one shard's keys: what the simulator and tests use instead of Redis.
//
// Plain data with Redis' rules for stream ids; the verbs over it are MemoryShardStore's
// (dispatcher/store), MemoryCommandLog's and MemoryEventTail's. All of them and the shard itself
// live on one executor; nothing here is thread-safe.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/keyspace/command_log.hpp"
#include "common/keyspace/event_tail.hpp"
#include "common/keyspace/stream_id.hpp"

namespace circle::keyspace {

class MemoryStream {
  public:
    struct Entry {
        StreamId id;
        std::string data;
    };

    // Appends under an id of `now` ms, or right after the newest one when the clock stepped back.
    StreamId add(std::int64_t now, std::string data);
    // Drops the oldest entries until `keep` are left.
    void trim(std::size_t keep);

    // At most `max_count` entries after `after`, oldest first.
    std::vector<Entry> after(StreamId after, std::size_t max_count) const;
    // The newest `max_count` entries up to and including `upto`, oldest first.
    std::vector<Entry> before(StreamId upto, std::size_t max_count) const;

    const std::deque<Entry>& entries() const { return entries_; }
    std::uint64_t added() const { return added_; }  // ever, trimmed ones included
    StreamId last_id() const { return last_id_; }   // 0-0: nothing was ever added

  private:
    std::deque<Entry> entries_;
    std::uint64_t added_ = 0;
    StreamId last_id_;
};

// Wakes the coroutines that wait at it.
class Bell {
  public:
    // Returns after `up_to`, or earlier when rung.
    boost::asio::awaitable<void> wait(std::chrono::milliseconds up_to);
    void ring();

  private:
    using Timers = std::vector<boost::asio::steady_timer*>;
    std::shared_ptr<Timers> waiting_ = std::make_shared<Timers>();
};

class MemoryShard {
  public:
    // Milliseconds since the epoch; the twin of Redis TIME.
    using Clock = std::function<std::int64_t()>;
    // Called by a blocking read that finds nothing, instead of waiting in real time. It moves the
    // injected clock (by at most its argument) and may append; then the read looks once more.
    using Idle = std::function<void(std::chrono::milliseconds)>;

    struct Lease {
        std::uint64_t epoch = 0;
        std::string nonce;
        std::string owner;
        std::int64_t until = 0;
        std::int64_t renewed = 0;  // when its holder was last heard of
        std::int64_t alive = 0;    // when the shard was last served, 0: never
        bool released = false;
        bool before_clean = true;       // of the holder before: released it
        std::int64_t before_alive = 0;  // `alive` when its holder got it
    };
    struct State {
        std::string blob;  // serialised v1::ShardState
        std::uint64_t version = 0;
        std::uint32_t min_core = 0;
        std::string batch;           // id of the last batch committed
        std::uint64_t released = 0;  // newest version that readers may act on
        std::string mark;
    };

    // The system's clock, real waiting.
    MemoryShard();
    explicit MemoryShard(Clock clock, Idle idle = nullptr);

    std::int64_t now() const { return clock_(); }
    bool lease_alive() const { return !lease.released && lease.until > now(); }

    // Waits for `bell` up to `block`, or lets the idle hook pass that time.
    boost::asio::awaitable<void> idle(Bell& bell, std::chrono::milliseconds block);

    // Appends a command as a gateway would and wakes its reader.
    StreamId add_command(std::string command);

    MemoryStream commands;
    MemoryStream events;
    MemoryStream journal;
    std::map<std::string, std::string> entities;
    std::map<std::string, std::string> outcomes;
    State state;
    Lease lease;
    bool full = false;  // as at Redis' maxmemory: commands are refused, commits are not
    Bell commands_bell;
    Bell events_bell;

  private:
    Clock clock_;
    Idle idle_;
};

class MemoryCommandLog : public CommandLog {
  public:
    MemoryCommandLog(boost::asio::any_io_executor executor,
                     std::vector<std::shared_ptr<MemoryShard>> shards);

    void append(unsigned shard, std::string command, Handler handler) override;

  private:
    boost::asio::any_io_executor executor_;
    std::vector<std::shared_ptr<MemoryShard>> shards_;
};

class MemoryEventTail : public EventTail {
  public:
    // `page`: entities per page.
    explicit MemoryEventTail(std::shared_ptr<MemoryShard> shard, std::size_t page = 500);

    boost::asio::awaitable<TailEnd> end() override;
    boost::asio::awaitable<EntityPage> entities(std::string cursor) override;
    boost::asio::awaitable<TailReply> before(StreamId upto, std::size_t count) override;
    boost::asio::awaitable<TailReply> read(StreamId after,
                                           std::chrono::milliseconds block) override;
    boost::asio::awaitable<OwnerState> owner() override;
    void interrupt() override;

  private:
    std::shared_ptr<MemoryShard> shard_;
    std::size_t page_;
};

}  // namespace circle::keyspace
