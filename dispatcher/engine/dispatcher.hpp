// Every shard's owner or standby in one process.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <vector>

#include "dispatcher/engine/shard_owner.hpp"

namespace circle::engine {

// Lives on one executor. Must outlive its owners' coroutines: destroy it after drain() or after the
// io_context has stopped for good.
class Dispatcher {
  public:
    using StoreFactory = std::function<std::unique_ptr<store::ShardStore>(unsigned shard)>;

    Dispatcher(boost::asio::any_io_executor executor, unsigned shards, const Settings& settings,
               const StoreFactory& make_store, const MachineFactory& make_machine);

    // Begins; owners whose lease is free take it at once. An exception that escapes an owner comes
    // out of the io_context: the process must end, others take over.
    void start();

    // Ends all owners: what is in flight is committed, leases are given back. False: not all of
    // them ended within `limit`.
    boost::asio::awaitable<bool> drain(std::chrono::milliseconds limit);

    unsigned shards() const { return static_cast<unsigned>(owners_.size()); }
    unsigned owned() const;

  private:
    void changed();

    boost::asio::any_io_executor executor_;
    std::vector<std::unique_ptr<ShardOwner>> owners_;
    unsigned running_ = 0;
    boost::asio::steady_timer ended_;   // cancelled when the last owner has ended
    boost::asio::steady_timer report_;  // after a change of ownership, once it has settled
};

}  // namespace circle::engine
