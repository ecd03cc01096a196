// Commands on their way: appended to the log, then waiting for the outcome that a commit brings.
#pragma once

#include <circle/v1/client.pb.h>
#include <circle/v1/storage.pb.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/keyspace/command_log.hpp"
#include "gateway/ws/clock.hpp"
#include "gateway/ws/stats.hpp"

namespace circle::gateway {

// Who waits for an answer. received() comes before outcome(); refused() comes instead of both.
class Asker {
  public:
    virtual ~Asker() = default;
    virtual void received(std::uint32_t seq, const v1::Received& received) = 0;
    virtual void outcome(std::uint32_t seq, const v1::Outcome& outcome) = 0;
    // The store did not take it, or did not say so in time.
    virtual void refused(std::uint32_t seq, const std::string& client_key, v1::Code code,
                         std::uint32_t retry_after_ms) = 0;
    // Received, but not applied within 3 s (P13).
    virtual void slow(const std::string& client_key) = 0;
};

class Mutations {
  public:
    static constexpr std::int64_t kSlowMs = 3'000;
    static constexpr std::int64_t kStuckMs = 3'000;
    static constexpr std::int64_t kAgainMs = 10'000;

    Mutations(keyspace::CommandLog& log, const Clock& clock, Stats& stats);

    // Appends `command` without fields that we do not know. Answers come to `asker` while it lives;
    // a command that could not be read back is refused as invalid.
    void submit(std::weak_ptr<Asker> asker, std::uint32_t seq, unsigned shard, v1::Command command);

    void on_outcome(unsigned shard, const v1::Outcome& outcome);

    // Outcomes may have passed unseen while the shard's model was loaded again: what still waits is
    // appended again, which its client_key makes harmless (P3).
    void on_reloaded(unsigned shard);

    // `decides(shard)`: a live owner decides there. What it has left undecided for kAgainMs, then
    // twice as long, and so on, is appended again: its outcome may have been missed.
    void tick(const std::function<bool(unsigned)>& decides);

    // Appended, and not answered yet.
    std::size_t pending() const { return pending_.size(); }
    // At the last tick somebody's command of this shard had waited for kStuckMs.
    bool stuck(unsigned shard) const { return stuck_.contains(shard); }

  private:
    struct Pending {
        std::weak_ptr<Asker> asker;
        std::uint32_t seq = 0;
        unsigned shard = 0;
        std::string client_key;
        std::string bytes;                     // of the command
        std::vector<std::string> command_ids;  // of each time that it was appended, after a reload
        std::int64_t asked_at = 0;
        std::int64_t again_at = 0;  // when to append it again
        std::int64_t patience = kAgainMs;
        bool appending = false;
        bool received = false;
        bool slow = false;
    };
    using CommandKey = std::pair<unsigned, std::string>;  // shard, command id

    void append(std::uint64_t id);
    void on_appended(std::uint64_t id, keyspace::AppendReply reply);
    void finish(std::uint64_t id, const v1::Outcome& outcome);
    void forget_commands(Pending& pending);
    void keep_early(CommandKey key, const v1::Outcome& outcome);

    keyspace::CommandLog& log_;
    const Clock& clock_;
    Stats& stats_;
    std::uint64_t next_ = 1;
    std::map<std::uint64_t, Pending> pending_;  // in order of asking
    std::map<CommandKey, std::uint64_t> by_command_;
    std::set<unsigned> stuck_;

    // The tail may be quicker than the append's own reply.
    std::size_t appending_ = 0;
    std::map<CommandKey, v1::Outcome> early_;
    std::deque<CommandKey> early_order_;

    // Append handlers outlive a Mutations that is being destroyed.
    std::shared_ptr<Mutations*> self_;
};

}  // namespace circle::gateway
