// Makes a shard's state again from its journal and commands, byte by byte: the proof that nothing
// but they decided it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dispatcher/engine/batch.hpp"

namespace circle::engine {

class Replay {
  public:
    // Begins with an empty shard. `incarnation`: as the stored state names it.
    Replay(std::unique_ptr<core::Machine> machine, std::string incarnation);

    // Begins with a stored state instead, e.g. a backup's. Empty, or what is wrong with it.
    std::string start_from(const v1::ShardState& state, const std::vector<v1::Entity>& entities,
                           const std::vector<v1::OutcomeRecord>& outcomes);

    // Does what `entry` says with `commands`, which are all those between its first and its last.
    // Empty, or why it cannot be done; then the replay is over.
    std::string step(const v1::JournalEntry& entry,
                     const std::vector<store::LoggedCommand>& commands);

    // As the store would hold it now.
    const v1::ShardState& state() const { return state_; }
    const std::map<std::string, std::string>& entities() const { return entities_; }
    const std::map<std::string, std::string>& outcomes() const { return outcomes_; }
    // Serialised CommitRecord of the last step; empty: it made nothing visible.
    const std::string& record() const { return record_; }

  private:
    void load();
    void write(const store::Commit& commit);

    std::unique_ptr<core::Machine> machine_;
    std::string incarnation_;
    v1::ShardState state_;
    std::map<std::string, std::string> entities_;
    std::map<std::string, std::string> outcomes_;
    std::string record_;
};

// Replays a whole journal over the shard's commands, both oldest first. Empty, or the first thing
// that could not be done, with the version at which.
std::string replay(Replay& onto, const std::vector<v1::JournalEntry>& journal,
                   const std::vector<store::LoggedCommand>& commands);

}  // namespace circle::engine
