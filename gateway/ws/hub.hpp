// All sessions of one gateway process: who follows what, and what they share.
#pragma once

#include <circle/v1/client.pb.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/keyspace/command_log.hpp"
#include "common/sealed/sealer.hpp"
#include "gateway/view/shard_source.hpp"
#include "gateway/ws/admission.hpp"
#include "gateway/ws/clock.hpp"
#include "gateway/ws/keyed_limit.hpp"
#include "gateway/ws/mutations.hpp"
#include "gateway/ws/session.hpp"
#include "gateway/ws/stats.hpp"

namespace circle::gateway {

class Hub : public FeedListener {
  public:
    static constexpr std::int64_t kDrainMs = 4'000;
    static constexpr std::int64_t kCoverMs = 500;  // how often everybody hears who is on duty
    static constexpr std::size_t kMaxSocketsOfOne = 100;  // live, of one person: the oldest goes
    static constexpr std::size_t kMaxStrangers = 2000;    // of one address, unless set otherwise

    // All references outlive it.
    Hub(ShardSource& shards, keyspace::CommandLog& log, const sealed::Sealer& sealer,
        const Clock& clock, Stats& stats);
    ~Hub() override;

    // A session for a new connection; it lives until its on_closed().
    std::shared_ptr<Session> open(Upgrade upgrade);

    // How many connections of one address may wait for a good hello; at least 1.
    void limit_strangers(std::size_t most) { max_strangers_ = most; }
    // This address has that many.
    bool crowded_by(const std::string& remote) const;

    // Sessions write at the end of a turn, so that what one commit has for a client leaves at once:
    // `schedule` is called when the first of them has something, and flush() must follow soon.
    // Without it they write at once.
    void schedule_flushes(std::function<void()> schedule) { schedule_ = std::move(schedule); }
    void flush_later(std::shared_ptr<Session> session);
    void flush();

    // About four times a second.
    void tick();

    // Clients are told to come back elsewhere; what is under way is finished, at most for kDrainMs.
    void drain();
    bool draining() const { return drain_until_ > 0; }
    bool drained() const { return draining() && sessions_.empty(); }

    // FeedListener
    void on_events(const ShardModel& shard, const EstateFeed& estate, Entries entries) override;
    void on_outcome(unsigned shard, const v1::OutcomeRecord& record) override;
    void on_reloaded(unsigned shard) override;

    // For sessions.
    const sealed::Sealer& sealer() const { return sealer_; }
    const Clock& clock() const { return clock_; }
    Stats& stats() { return stats_; }
    ShardSource& shards() { return shards_; }
    Mutations& mutations() { return mutations_; }
    Load load() const;
    // As admission says under the load of now; a refusal is counted.
    Admission admit(Priority priority);
    bool dispatching(const ShardHandle& shard) const;
    // One mutation of `who` now; 0: go on, else milliseconds to wait.
    std::uint32_t charge(const Identity& who, v1::ClientFrame::BodyCase what);
    void joined(Session& session);
    // Tells this session now what it would hear in a moment: a pong comes after all that was known.
    void catch_up(Session& session);
    void left(Session& session);

    std::size_t sessions() const { return sessions_.size(); }
    std::map<v1::Role, std::size_t> sessions_by_role() const;

  private:
    using ById = std::map<std::string, std::set<Session*>>;
    // Live sessions of one estate, by whom an event may concern. Sessions leave only by their
    // connection's on_closed(), never while they are being told something.
    struct Audience {
        std::set<Session*> coordinators;
        ById households;
        ById volunteers;
        // By their own and by what they were opened with; the ids are the sessions'.
        std::multimap<std::string_view, Session*> credentials;

        // When everybody was last told how many are on duty, and what changed that since.
        std::int64_t cover_told = -kCoverMs;
        std::optional<HistoryEntry> cover;
    };
    void tell_cover(Audience& audience);
    static void tell_cover(Session& session, const HistoryEntry& entry);
    std::set<Session*>& place_of(Audience& audience, const v1::Principal& who);
    void make_room(const std::set<Session*>& place, const Session& newest);
    void no_stranger_any_more(Session& session);

    ShardSource& shards_;
    const sealed::Sealer& sealer_;
    const Clock& clock_;
    Stats& stats_;
    Mutations mutations_;
    std::map<Session*, std::shared_ptr<Session>> sessions_;
    std::map<unsigned, ShardHandle*> handles_;                // of shards with live sessions so far
    std::map<std::string, Audience> audiences_;               // by estate
    std::unordered_map<std::string, std::size_t> strangers_;  // by address
    std::size_t max_strangers_ = kMaxStrangers;
    // Mutations, by principal.
    KeyedLimit brisk_{10, 30};
    KeyedLimit hourly_{600.0 / 3600, 600};
    KeyedLimit hourly_of_coordinators_{6000.0 / 3600, 6000};
    KeyedLimit brisk_of_scripts_{50, 100};  // bearer tokens: the operator's own
    KeyedLimit duty_{1, 10};                // what everybody is told
    std::function<void()> schedule_;
    std::vector<std::shared_ptr<Session>> to_flush_;
    std::size_t queued_bytes_ = 0;
    std::int64_t drain_until_ = 0;
    std::minstd_rand random_;
};

}  // namespace circle::gateway
