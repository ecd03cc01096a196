// A shard with the real core in virtual time, and people who use it.
#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/core/world.hpp"
#include "tests/unit/engine/fakes.hpp"

namespace circle::test {

class LivingShard {
  public:
    using World = core::testing::World;

    explicit LivingShard(std::uint64_t seed);

    // One owner after the other: runs one for so long, then drains it.
    void run(std::chrono::milliseconds time);
    // The same, but it vanishes without giving the lease back.
    void run_and_vanish(std::chrono::milliseconds time);
    // Nobody owns the shard for so long.
    void nobody(std::chrono::milliseconds time);

    // Appends a command now, as a gateway does; returns its client key.
    std::string send(const v1::Principal& who, v1::Command body);
    // Somebody does something at random times from now on, on average once in `every`.
    void live(std::chrono::milliseconds time, std::chrono::milliseconds every);

    void configure(const v1::EstateConfig& config);
    void set_duty(const std::string& volunteer, v1::Duty duty);
    std::string submit(const std::string& household, const std::string& category);

    VirtualTime& time() { return time_; }
    keyspace::MemoryShard& keys() { return *shard_; }
    // How far the store's clock is off, as after somebody has set it.
    core::Time skew = 0;
    // The store does not answer its owner.
    bool away = false;
    // What every machine is wrapped in; default: nothing.
    engine::MachineFactory make_machine = core::make_machine;

    std::vector<v1::Request> requests() const;
    v1::OutcomeRecord outcome(const v1::Principal& who, const std::string& key) const;
    v1::ShardState state() const;
    std::vector<v1::JournalEntry> journal() const;
    std::vector<store::LoggedCommand> commands() const;

  private:
    void somebody_acts();
    bool act_on_an_offer();
    bool act_on_a_visit();
    std::size_t pick(std::size_t below) { return random_() % below; }

    VirtualTime time_;
    std::shared_ptr<keyspace::MemoryShard> shard_;
    std::mt19937_64 random_;
    std::uint64_t sent_ = 0;
};

}  // namespace circle::test
