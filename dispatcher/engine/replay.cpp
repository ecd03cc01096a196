#include "dispatcher/engine/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace circle::engine {

namespace {

std::string check(const v1::JournalEntry& entry, const v1::ShardState& state,
                  const std::vector<store::LoggedCommand>& commands) {
    if (entry.version() != state.version() + 1) {
        return fmt::format("journal entry of version {} after version {}", entry.version(),
                           state.version());
    }
    if (entry.core_version() != core::kCoreVersion) {
        return fmt::format("decided by core {}, this is core {}", entry.core_version(),
                           core::kCoreVersion);
    }
    if (entry.commands() != commands.size()) {
        return fmt::format("{} commands from {} to {}, the journal says {}", commands.size(),
                           entry.first_command(), entry.last_command(), entry.commands());
    }
    return {};
}

}  // namespace

Replay::Replay(std::unique_ptr<core::Machine> machine, std::string incarnation)
    : machine_(std::move(machine)), incarnation_(std::move(incarnation)) {
    machine_->load({}, {}, {});
}

std::string Replay::start_from(const v1::ShardState& state, const std::vector<v1::Entity>& entities,
                               const std::vector<v1::OutcomeRecord>& outcomes) {
    try {
        machine_->load(state, entities, outcomes);
    } catch (const std::exception& error) {
        return error.what();
    }
    state_ = state;
    entities_.clear();
    outcomes_.clear();
    for (const auto& entity : entities) {
        entities_[core::entity_key(entity)] = entity.SerializeAsString();
    }
    for (const auto& record : outcomes) {
        outcomes_[core::outcome_key(record.principal(), record.outcome().client_key())] =
            record.SerializeAsString();
    }
    return {};
}

std::string Replay::step(const v1::JournalEntry& entry,
                         const std::vector<store::LoggedCommand>& commands) {
    if (auto problem = check(entry, state_, commands); !problem.empty()) return problem;
    Batch batch;
    batch.commands = parse(commands);
    batch.tick = entry.tick();
    batch.outage_from = entry.outage_from();
    batch.moment = {entry.now(), entry.seed()};
    batch.ahead = entry.ahead();
    batch.loaded = entry.loaded();
    batch.silenced = {entry.silenced().begin(), entry.silenced().end()};
    batch.quarantined = entry.quarantined();
    batch.quarantine_error = entry.quarantine_error();
    try {
        if (entry.loaded()) load();
        for (const auto& request : entry.silenced()) machine_->silence(request);
        const auto result = run_batch(*machine_, state_, incarnation_, batch);
        if (result.empty) return "nothing follows, but a commit was made";
        write(result.commit);
        state_ = result.state;
    } catch (const BatchFailed& failed) {
        return fmt::format("command {}: {}", failed.command(), failed.what());
    } catch (const std::exception& error) {
        return fmt::format("loading: {}", error.what());
    }
    return {};
}

// As an owner does that takes over what has been committed so far.
void Replay::load() {
    std::vector<v1::Entity> entities(entities_.size());
    std::vector<v1::OutcomeRecord> outcomes(outcomes_.size());
    auto entity = entities.begin();
    for (const auto& [key, blob] : entities_) (entity++)->ParseFromString(blob);
    auto outcome = outcomes.begin();
    for (const auto& [key, blob] : outcomes_) {
        if (outcome->ParseFromString(blob))
            ++outcome;  // as Term does: one that does not is not there
    }
    outcomes.erase(outcome, outcomes.end());
    machine_->load(state_, entities, outcomes);
}

void Replay::write(const store::Commit& commit) {
    for (const auto& [key, blob] : commit.put) entities_[key] = blob;
    for (const auto& key : commit.erase) entities_.erase(key);
    for (const auto& key : commit.erase_outcomes) outcomes_.erase(key);
    for (const auto& [key, blob] : commit.outcomes) outcomes_[key] = blob;
    record_ = commit.record;
}

std::string replay(Replay& onto, const std::vector<v1::JournalEntry>& journal,
                   const std::vector<store::LoggedCommand>& commands) {
    auto next = commands.begin();
    for (const auto& entry : journal) {
        const auto count = std::min<std::ptrdiff_t>(entry.commands(), commands.end() - next);
        const std::vector<store::LoggedCommand> part(next, next + count);
        next += count;
        const bool fits =
            part.empty() || (keyspace::to_string(part.front().id) == entry.first_command() &&
                             keyspace::to_string(part.back().id) == entry.last_command());
        auto problem = fits ? onto.step(entry, part)
                            : fmt::format("commands from {} to {} are not next in the stream",
                                          entry.first_command(), entry.last_command());
        if (!problem.empty()) return fmt::format("version {}: {}", entry.version(), problem);
    }
    return {};
}

}  // namespace circle::engine
