// The life of one WebSocket client: hello, then frames in and updates out, until it closes.
//
// A state machine without sockets, timers or Redis: a Connection below, a Hub beside it, and a
// tick. One thread.
#pragma once

#include <circle/v1/client.pb.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/ids/secret.hpp"
#include "gateway/auth/authenticate.hpp"
#include "gateway/view/shard_source.hpp"
#include "gateway/view/touched.hpp"
#include "gateway/ws/codec.hpp"
#include "gateway/ws/connection.hpp"
#include "gateway/ws/mutations.hpp"
#include "gateway/ws/outbox.hpp"
#include "gateway/ws/texts.hpp"
#include "gateway/ws/token_bucket.hpp"

namespace circle::gateway {

class Hub;

// What the HTTP upgrade told.
struct Upgrade {
    Codec codec = Codec::json;
    std::string secret;  // bearer token or cookie; may be empty
    std::string trace;   // W3C traceparent; may be empty
    std::string remote;  // address of the client; may be empty
};

// What one commit changed on its way to many sessions: worked out once.
struct Broadcast {
    const ShardModel& shard;
    const EstateFeed& estate;
    Entries entries;
    const Touched& touched;

    // What all coordinators are told alike: the bytes of an Update's view and facts.
    std::string coordinators;

    // One coordinator's pages that stand at the same number get the same bytes.
    struct Shared {
        std::uint64_t after = 0;
        Codec codec = Codec::pb;
        std::string viewer;
        Payload payload;
    };
    std::vector<Shared> shared;
};

class Session : public ConnectionHandler,
                public Asker,
                public std::enable_shared_from_this<Session> {
  public:
    static constexpr std::size_t kMaxFrameBytes = 16 * 1024;
    static constexpr std::uint32_t kPingIntervalMs = 20'000;
    static constexpr std::int64_t kHelloMs = 10'000;
    static constexpr std::int64_t kUnknownMs = 1'000;  // a credential may be on its way here
    static constexpr std::int64_t kIdleMs = 60'000;
    static constexpr std::int64_t kServerPingMs = 25'000;
    static constexpr std::int64_t kMessageMs = 10'000;     // a frame that drips
    static constexpr std::int64_t kStuckMs = 10'000;       // a write without end
    static constexpr std::size_t kSlowestBytesPerMs = 16;  // a big write gets longer
    static constexpr std::int64_t kFlushMs = 3'000;        // what precedes our close
    static constexpr std::size_t kMaxWaiting = 64;         // mutations without an outcome
    static constexpr std::int64_t kResyncMs = 1'000;       // snapshots cost: one a second

    Session(Hub& hub, Upgrade upgrade);
    ~Session() override;

    // ConnectionHandler
    void on_open(Connection& connection) override;
    void on_message(std::string_view message, bool binary) override;
    void on_partial() override;
    void on_control() override;
    void on_too_large() override;
    void on_written() override;
    void on_closed() override;

    // Asker
    void received(std::uint32_t seq, const v1::Received& received) override;
    void outcome(std::uint32_t seq, const v1::Outcome& outcome) override;
    void refused(std::uint32_t seq, const std::string& client_key, v1::Code code,
                 std::uint32_t retry_after_ms) override;
    void slow(const std::string& client_key) override;

    // From the hub.
    void on_tick();
    void on_events(Broadcast& broadcast);
    // The read model is another one now: everything is sent afresh.
    void on_reloaded();
    void on_health();
    // Closes if its credential is not good any more.
    void check_credential();
    void go_away(std::uint32_t reconnect_after_ms);
    // Nothing is under way for it.
    bool at_rest() const { return waiting_ == 0 && outbox_.empty() && !writing_; }
    void close(CloseCode code, std::string reason);
    // Writes what waits.
    void flush();

    bool live() const { return state_ == State::live; }
    const v1::Principal& principal() const { return identity_.principal; }
    // Ids whose revocation may end it; they are valid as long as the session is.
    std::vector<std::string_view> credentials() const;
    std::uint64_t serial() const { return serial_; }  // grows with each session of the process
    // Where it came from; once signed in that does not matter any more.
    const std::string& remote() const { return upgrade_.remote; }
    std::string take_remote() { return std::exchange(upgrade_.remote, {}); }
    ShardHandle* shard() const { return shard_; }
    std::size_t queued_bytes() const { return outbox_.bytes() + in_flight_; }

  private:
    enum class State { hello, opening, live, closing, closed };

    // session_frames.cpp: what comes in
    void handle(const v1::ClientFrame& frame);
    void hello(const v1::ClientFrame& frame);
    void opened(ShardSource::Opened opened);
    void go_live();
    void mutate(const v1::ClientFrame& frame);
    void timeline(const v1::ClientFrame& frame);
    void history(const v1::ClientFrame& frame);
    void ledger(const v1::ClientFrame& frame);
    bool admit_mutation(const v1::ClientFrame& frame);

    // session.cpp: what goes out
    const EstateFeed* feed() const;
    void send(const v1::ServerFrame& frame, Outbox::Kind kind = Outbox::Kind::reply);
    void push(Payload payload, Outbox::Kind kind);
    void send_update(Broadcast& broadcast);
    void send_missed(Entries entries);
    v1::ServerFrame update_frame(const ShardModel& shard, Entries entries, v1::View view) const;
    v1::Update update_head(const ShardModel& shard, const HistoryEntry& entry) const;
    Payload update_payload(Broadcast& broadcast) const;
    Payload coordinators_payload(Broadcast& broadcast) const;
    void send_snapshot();
    void send_health();
    void send_error(std::uint32_t seq, v1::Code code, const std::string& field,
                    const std::string& text, const std::string& client_key = {},
                    std::uint32_t retry_after_ms = 0);
    // The error, then the close.
    void fail(std::uint32_t seq, v1::Code code, CloseCode close_code);
    void resync();
    void close_now();
    void pump();
    void update_reading();
    void check_deadlines(std::int64_t now);

    Hub& hub_;
    std::uint64_t serial_ = 0;
    Connection* connection_ = nullptr;
    Upgrade upgrade_;
    Lang lang_ = Lang::zh;
    State state_ = State::hello;
    Identity identity_;
    std::string viewer_mark_;
    ShardHandle* shard_ = nullptr;

    // What hello said, until it is answered.
    struct Introduction {
        std::uint32_t seq = 0;
        std::string resume;
        ids::Secret secret;
        std::int64_t at = 0;  // steady
    };
    std::unique_ptr<Introduction> introduction_;

    std::uint32_t last_seq_ = 0;
    std::uint64_t last_number_ = 0;  // of the newest snapshot or update queued
    std::size_t waiting_ = 0;        // mutations without an outcome
    std::optional<bool> told_dispatching_;
    std::int64_t health_since_ = 0;

    Outbox outbox_;
    bool flush_awaited_ = false;
    bool writing_ = false;
    std::size_t in_flight_ = 0;     // bytes of the write under way
    bool resync_ = false;           // updates are not queued; a snapshot follows when drained
    std::int64_t resynced_at_ = 0;  // steady
    CloseCode close_code_ = CloseCode::normal;
    std::string close_reason_;
    bool close_sent_ = false;

    TokenBucket frames_{100, 200};
    TokenBucket controls_{50, 500};
    bool throttled_ = false;
    bool reading_ = true;

    // Steady milliseconds.
    std::int64_t opened_at_ = 0;
    std::int64_t heard_at_ = 0;
    std::int64_t pinged_at_ = 0;
    std::int64_t partial_since_ = 0;  // 0: no message under way
    std::int64_t writing_since_ = 0;
    std::int64_t closing_since_ = 0;
};

}  // namespace circle::gateway
