#include "dispatcher/engine/shard_owner.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace circle::engine {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using store::LeaseStatus;

ShardOwner::ShardOwner(unsigned shard, Settings settings, std::unique_ptr<store::ShardStore> store,
                       std::unique_ptr<Timekeeper> time, MachineFactory make_machine, Random random,
                       OnChange on_change)
    : shard_(shard),
      settings_(std::move(settings)),
      store_(std::move(store)),
      time_(std::move(time)),
      make_machine_(std::move(make_machine)),
      random_(std::move(random)),
      on_change_(std::move(on_change)) {}

asio::awaitable<void> ShardOwner::run() {
    while (!stop_.requested) co_await stand_by();
}

void ShardOwner::stop() {
    if (std::exchange(stop_.requested, true)) return;
    stop_.at = time_->steady();
    store_->interrupt();
    time_->wake();
}

asio::awaitable<void> ShardOwner::stand_by() {
    if (nonce_.empty()) nonce_ = fmt::format("{:016x}{:016x}", random_(), random_());
    const auto asked = time_->steady();
    auto lease =
        co_await store_->acquire(settings_.name, nonce_, core::kCoreVersion, settings_.ttl);
    if (lease.status != LeaseStatus::unavailable) unanswered_ = false;
    switch (lease.status) {
        case LeaseStatus::granted:
            nonce_.clear();
            co_await hold(std::move(lease), asked);
            co_return;
        case LeaseStatus::held:
            nonce_.clear();
            // On a grid, so that all shards of a process wake it together.
            co_await pause(settings_.poll - time_->steady() % settings_.poll);
            co_return;
        case LeaseStatus::core_too_old:
            nonce_.clear();
            spdlog::critical("shard {}: its state needs a newer dispatcher than this (core {})",
                             shard_, core::kCoreVersion);
            co_await pause(settings_.broken);
            co_return;
        case LeaseStatus::unavailable:  // asked again with the same nonce: it may have been granted
            if (!std::exchange(unanswered_, true)) {
                spdlog::warn("shard {}: lease: {}", shard_, lease.error);
            }
            co_await pause(settings_.poll);
            co_return;
    }
}

asio::awaitable<void> ShardOwner::hold(store::LeaseReply lease, Steady asked) {
    settings_.metrics->takeovers.Increment();
    const auto epoch = lease.token.epoch;
    Surroundings with{shard_, settings_, *store_, *time_, stop_, make_machine_, random_};
    Term term(with, std::move(lease), asked);
    auto next = Next::load;
    while (!stop_.requested && (next == Next::load || next == Next::step)) {
        if (next == Next::load) {
            set_owns(false);
            next = co_await term.load();
            if (next != Next::step) continue;
            spdlog::debug("shard {}: owned, term {}, version {}", shard_, epoch,
                          term.state().version());
            set_owns(true);
        }
        next = co_await term.step();
    }
    set_owns(false);
    if (next == Next::lost) {
        spdlog::warn("shard {}: lost in term {}", shard_, epoch);
        co_return;
    }
    co_await term.release();
    if (next == Next::broken) co_await pause(settings_.broken);
}

asio::awaitable<void> ShardOwner::pause(milliseconds time) {
    if (!stop_.requested) co_await time_->sleep(time);
}

void ShardOwner::set_owns(bool owns) {
    if (std::exchange(owns_, owns) == owns) return;
    auto& metrics = *settings_.metrics;
    owns ? metrics.owned.Increment() : metrics.owned.Decrement();
    if (!owns) metrics.of(shard_).clear();
    if (on_change_) on_change_(shard_, owns);
}

}  // namespace circle::engine
