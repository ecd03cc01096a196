// A core, a clock and a store that a test of the engine can steer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "common/keyspace/memory_shard.hpp"
#include "dispatcher/engine/shard_owner.hpp"
#include "dispatcher/store/memory_shard_store.hpp"

namespace circle::test {

inline constexpr core::Time kStart = 1'800'000'000'000;

// One timeline for the store's clock, the steady one and everybody's sleep: whoever waits moves it.
class VirtualTime {
  public:
    core::Time now() const { return now_; }
    void at(core::Time when, std::function<void()> action) {
        actions_.emplace(when, std::move(action));
    }
    // Passes `time`, or less: until the next action, which runs.
    void pass(std::chrono::milliseconds time);

  private:
    core::Time now_ = kStart;
    std::multimap<core::Time, std::function<void()>> actions_;
};

class VirtualTimekeeper : public engine::Timekeeper {
  public:
    explicit VirtualTimekeeper(VirtualTime& time) : time_(time) {}
    std::chrono::milliseconds steady() const override {
        return std::chrono::milliseconds(time_.now() - kStart + 1'000'000);
    }
    boost::asio::awaitable<void> sleep(std::chrono::milliseconds time) override;
    void wake() override {}

  private:
    VirtualTime& time_;
};

// What all machines of a test have in common.
struct FakeCore {
    std::vector<std::string> applied;      // client keys, of what was not thrown upon
    std::vector<std::string> quarantined;  // client key: error
    std::vector<std::pair<core::Time, core::Time>> ticks;  // now, outage_from
    std::map<std::string, int> throws;  // client key: how often apply throws on it
    int tick_throws = 0;
    std::set<core::Time> due;
    std::optional<core::Time> idle_due;  // a timer that stays due and has no effect
    int loads = 0;
};

// Answers every command; a tick fires what is due and makes an event.
class FakeMachine : public core::Machine {
  public:
    explicit FakeMachine(FakeCore& fake) : fake_(fake) {}
    void load(const v1::ShardState&, const std::vector<v1::Entity>&,
              const std::vector<v1::OutcomeRecord>&) override;
    core::Effects apply(const core::Input& input, core::Moment moment) override;
    core::Effects tick(core::Moment moment, core::Time outage_from) override;
    void silence(const std::string&) override {}
    core::Effects quarantine(const core::Input& input, const std::string& error,
                             core::Moment moment) override;
    std::optional<core::Time> next_due() const override;
    std::vector<v1::Entity> entities() const override { return {}; }
    std::map<v1::RequestState, std::size_t> open_requests() const override { return {}; }
    std::vector<v1::EstateCounter> counters() const override { return {}; }

  private:
    FakeCore& fake_;
};

// A store whose answers can be replaced: what a network between would do.
class FaultyStore : public store::MemoryShardStore {
  public:
    enum class Fault {
        lose_request,  // never arrives: unknown
        lose_reply,    // is applied: unknown
        not_sent,
        refuse,
        steal,    // somebody else takes the lease just before
        intrude,  // somebody changes the version just before
    };

    explicit FaultyStore(std::shared_ptr<keyspace::MemoryShard> shard)
        : MemoryShardStore(shard), shard_(std::move(shard)) {}

    boost::asio::awaitable<store::WriteReply> commit(const store::Commit& commit,
                                                     std::chrono::milliseconds ttl) override;
    boost::asio::awaitable<store::WriteReply> renew(store::LeaseToken token,
                                                    std::chrono::milliseconds ttl,
                                                    bool serving = true) override;
    boost::asio::awaitable<store::LoadReply> load(store::LeaseToken token,
                                                  std::chrono::milliseconds ttl) override;
    boost::asio::awaitable<store::ReadReply> read_commands(
        keyspace::StreamId after, std::uint64_t applied, std::size_t max_count,
        std::size_t max_bytes, std::chrono::milliseconds block) override;
    boost::asio::awaitable<store::WriteReply> mark(store::LeaseToken token,
                                                   std::string mark) override;

    std::deque<Fault> commit_faults;     // of the next commits, one each
    std::vector<store::Commit> commits;  // as sent
    std::vector<std::string> marks;
    int reads = 0;
    int renews = 0;
    int failing_reads = 0;
    int failing_marks = 0;
    std::function<void()> before_answering_a_read = [] {};
    std::function<void()> before_answering_a_load = [] {};
    std::function<bool()> away = [] { return false; };  // then it answers nothing but acquire

  private:
    std::shared_ptr<keyspace::MemoryShard> shard_;
};

}  // namespace circle::test
