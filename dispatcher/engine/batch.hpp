// One batch: commands and timers through the core, and the commit that follows. Pure.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "dispatcher/core/machine.hpp"
#include "dispatcher/engine/told.hpp"
#include "dispatcher/store/shard_store.hpp"

namespace circle::engine {

// A command as it stands in the stream.
struct StreamCommand {
    keyspace::StreamId id;
    v1::Command body;     // when it did not parse: what could be read of it, all of it storable
    bool parsed = false;  // false: it can only be set aside
};
std::vector<StreamCommand> parse(const std::vector<store::LoggedCommand>& logged);

// What the journal tells of a batch, with the commands themselves.
struct Batch {
    std::vector<StreamCommand> commands;
    bool tick = false;           // fire timers after the commands
    core::Time outage_from = 0;  // of the tick
    core::Moment moment;
    core::Time ahead = 0;  // of the moment, before the store's clock; 0: no more than usual
    bool loaded = false;   // the machine was loaded since the batch before, and then
    std::vector<std::string> silenced;  // these requests' timers were silenced
    std::string quarantined;            // id of the one command to set aside instead of applying it
    std::string quarantine_error;
};

struct BatchResult {
    bool empty = true;     // the core was not called: there is nothing to commit
    v1::ShardState state;  // after it
    store::Commit commit;  // complete but for token and batch id
    Told told;             // what the commit says
};

// The core threw: the machine is not to be used any more.
class BatchFailed : public std::runtime_error {
  public:
    BatchFailed(std::size_t done, std::string command, const std::string& what,
                std::string request = {})
        : std::runtime_error(what),
          done_(done),
          command_(std::move(command)),
          request_(std::move(request)) {}

    std::size_t done() const { return done_; }  // commands applied before the one that failed
    const std::string& command() const { return command_; }  // its id; empty: the tick failed
    const std::string& request() const { return request_; }  // whose timer it was, if known

  private:
    std::size_t done_;
    std::string command_;
    std::string request_;
};

// When the command was asked, in the owner's time: what its id says, but never later than now. Ids
// come from the store's clock; while `now` is ahead of that, they are moved as far. Ids that were
// given out by a clock that has been set back since stand still: they count as now.
core::Time asked_at(keyspace::StreamId id, const Batch& batch);

// Runs `batch` through `machine`, whose persisted state is `before`. Throws BatchFailed.
// A command that does not parse must be `quarantined`; otherwise it fails the batch.
BatchResult run_batch(core::Machine& machine, const v1::ShardState& before,
                      const std::string& incarnation, const Batch& batch);

}  // namespace circle::engine
