// The owner of one shard, or the standby for it: takes the lease when it can and then is the only
// one that decides (DESIGN 3.2 to 3.4). One coroutine, one commit in flight.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "dispatcher/engine/settings.hpp"
#include "dispatcher/engine/term.hpp"
#include "dispatcher/engine/timekeeper.hpp"
#include "dispatcher/store/shard_store.hpp"

namespace circle::engine {

class ShardOwner {
  public:
    // Called on each change of owns(), on the owner's executor.
    using OnChange = std::function<void(unsigned shard, bool owns)>;

    ShardOwner(unsigned shard, Settings settings, std::unique_ptr<store::ShardStore> store,
               std::unique_ptr<Timekeeper> time, MachineFactory make_machine, Random random,
               OnChange on_change = nullptr);
    ShardOwner(const ShardOwner&) = delete;
    ShardOwner& operator=(const ShardOwner&) = delete;

    // Until stop(). Call it once; the owner must outlive it.
    boost::asio::awaitable<void> run();

    // Reads no more, finishes the commit in flight, gives the lease back; then run() returns.
    void stop();

    // The shard is loaded and decided here.
    bool owns() const { return owns_; }

  private:
    boost::asio::awaitable<void> stand_by();
    boost::asio::awaitable<void> hold(store::LeaseReply lease, Steady asked);
    boost::asio::awaitable<void> pause(std::chrono::milliseconds time);
    void set_owns(bool owns);

    unsigned shard_;
    Settings settings_;
    std::unique_ptr<store::ShardStore> store_;
    std::unique_ptr<Timekeeper> time_;
    MachineFactory make_machine_;
    Random random_;
    OnChange on_change_;
    StopFlag stop_;
    std::string nonce_;        // of an acquire whose answer is still open
    bool unanswered_ = false;  // the store did not answer the last acquire
    bool owns_ = false;
};

}  // namespace circle::engine
