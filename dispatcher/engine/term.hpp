// One term of ownership of a shard: from the lease to its loss.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dispatcher/engine/batch.hpp"
#include "dispatcher/engine/decision_clock.hpp"
#include "dispatcher/engine/settings.hpp"
#include "dispatcher/engine/timekeeper.hpp"
#include "dispatcher/store/shard_store.hpp"

namespace circle::engine {

// Set once, when the owner is to end.
struct StopFlag {
    bool requested = false;
    Steady at{};
};

// What the owner of a shard works with. All of it outlives the term.
struct Surroundings {
    unsigned shard;
    const Settings& settings;
    store::ShardStore& store;
    Timekeeper& time;
    const StopFlag& stop;
    const MachineFactory& make_machine;
    const Random& random;
};

enum class Next {
    step,    // all is well
    load,    // memory is not to be trusted any more: load() it
    lost,    // somebody else owns the shard, or may
    broken,  // the shard cannot be taken over; why was logged
};

class Term {
  public:
    // `lease` was granted in answer to a call sent at `asked`.
    Term(Surroundings surroundings, store::LeaseReply lease, Steady asked);

    // Takes the shard's state into memory.
    boost::asio::awaitable<Next> load();

    // Reads a batch, decides, commits; or waits for a while and does nothing. Prolongs the lease.
    boost::asio::awaitable<Next> step();

    // Gives the lease back.
    boost::asio::awaitable<void> release();

    // Of the newest commit.
    const v1::ShardState& state() const { return state_; }

  private:
    struct Suspect {
        std::string command;  // id
        unsigned tries = 0;
        std::string error;
    };

    enum class Mark { set, failed, fenced };

    void begin();
    std::optional<std::string> take_over(const store::LoadReply& loaded);
    std::vector<v1::OutcomeRecord> parse_outcomes(const std::vector<std::string>& blobs) const;
    Steady block_time(Steady steady);
    boost::asio::awaitable<void> gather();
    Batch plan(store::ReadReply read, Steady asked, Steady block);
    void measure(const Batch& batch, const store::ReadReply& read);
    void keep_what_parses(Batch& batch);
    void set_aside(Batch& batch, const std::string& error);
    Next failed(const BatchFailed& failure, bool alone);
    Next tick_failed(const BatchFailed& failure);
    boost::asio::awaitable<Mark> mark(const std::string& command);
    boost::asio::awaitable<Next> run(Batch batch, bool alone);
    boost::asio::awaitable<Next> commit(store::Commit commit);
    boost::asio::awaitable<Next> renew_if_due();
    boost::asio::awaitable<void> back_off(const char* doing, const std::string& error);
    void observe(core::Time store_now, Steady sent);
    void notice_outage();
    void served();
    void prolonged(Steady steady);
    bool give_up() const;

    Surroundings with_;
    store::LeaseReply lease_;
    Steady asked_;    // for the lease
    Steady granted_;  // when the answer came
    DecisionClock clock_;
    std::unique_ptr<core::Machine> machine_;
    v1::ShardState state_;
    keyspace::StreamId cursor_;
    bool begun_ = false;
    bool loaded_ = false;  // since the last commit
    std::uint64_t batches_ = 0;
    std::size_t last_batch_ = 0;  // how many commands it read
    Steady last_read_{0};

    Steady counted_at_{};  // when open requests were last counted
    Steady renew_due_{};
    Steady no_tick_before_{};
    Steady served_at_{};          // the newest load, commit or renewal that the store answered,
    core::Time served_now_ = 0;   // and what time it was then; 0: none in this term
    core::Time outage_from_ = 0;  // > 0: the next tick is the first after an outage

    std::size_t careful_ = 0;  // commands still to be tried one by one
    Suspect marked_;  // found at the start: it was being tried alone when its owner vanished
    Suspect threw_;   // the last command on which the core threw
    std::string timer_failed_;           // the request at which the last tick threw
    std::vector<std::string> silenced_;  // requests whose timers have failed twice in a row
    unsigned stale_reads_ = 0;           // in a row
    unsigned failures_ = 0;              // in a row, of the store
};

}  // namespace circle::engine
