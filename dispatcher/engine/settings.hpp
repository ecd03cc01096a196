// What an owner is told from outside.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "dispatcher/core/machine.hpp"
#include "dispatcher/engine/metrics.hpp"

namespace circle::engine {

// So long after a stop was asked for, what the store has not answered is given up.
inline constexpr std::chrono::milliseconds kLastWords{600};

struct Settings {
    std::string name = "dispatcher";  // of this process, for people; in the lease
    std::string incarnation;          // of the installation's history

    std::chrono::milliseconds ttl{3'000};     // of the lease
    std::chrono::milliseconds renew{1'000};   // a lease is at most half as old again when prolonged
    std::chrono::milliseconds poll{300};      // a standby tries this often
    std::chrono::milliseconds broken{5'000};  // before a shard that cannot be loaded is tried again

    std::size_t max_commands = 256;  // of one batch
    std::size_t max_bytes = 1 << 20;
    // After a batch of so many the next one is read no sooner than this after it: each commit costs
    // a write to disk and wakes everybody, however little is in it.
    std::size_t busy = 8;
    std::chrono::milliseconds gather{6};
    core::Time outage = 5'000;  // nobody owned the shard for longer: counts against nobody

    std::shared_ptr<Metrics> metrics = std::make_shared<Metrics>();

    // After an owner vanished, this many commands are tried one by one: one may have ended it.
    std::size_t careful = 256;
    // A command that ended so many processes while it was tried alone is set aside. Two, because
    // the first end may have been a kill from outside.
    unsigned fatal_tries = 2;
};

using MachineFactory = std::function<std::unique_ptr<core::Machine>()>;
using Random = std::function<std::uint64_t()>;

// Seeded by the system.
Random make_random();

}  // namespace circle::engine
