#include "dispatcher/engine/batch.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "common/ids/traceparent.hpp"
#include "dispatcher/engine/garbled_text.hpp"

namespace circle::engine {

namespace {

// Calls into the core; whatever it throws fails the batch.
template <typename Call>
core::Effects call(std::size_t done, const std::string& command, Call&& into_core) {
    try {
        return into_core();
    } catch (const core::TimerFailed& error) {
        throw BatchFailed(done, command, error.what(), error.request());
    } catch (const std::exception& error) {
        throw BatchFailed(done, command, error.what());
    } catch (...) {
        throw BatchFailed(done, command, "not a std::exception");
    }
}

// What follows from a command bears its trace. Set even when it has none: the answer to a repeat
// must not depend on whether its owner still had in memory what was stored.
core::Effects traced(core::Effects effects, const v1::Command& command) {
    const std::string trace =
        ids::is_traceparent(command.trace()) ? command.trace() : std::string();
    for (auto& event : effects.events) event.set_trace(trace);
    for (auto& record : effects.outcomes) record.mutable_outcome()->set_trace(trace);
    return effects;
}

core::Effects apply(core::Machine& machine, const Batch& batch, std::size_t index) {
    const auto& command = batch.commands[index];
    const auto id = keyspace::to_string(command.id);
    const core::Input input{id, asked_at(command.id, batch), &command.body};
    return call(index, id, [&] {
        if (id == batch.quarantined) {
            return machine.quarantine(input, batch.quarantine_error, batch.moment);
        }
        if (!command.parsed) throw std::invalid_argument("the command does not parse");
        return machine.apply(input, batch.moment);
    });
}

v1::ShardState state_after(const core::Machine& machine, const v1::ShardState& before,
                           const std::string& incarnation, const Batch& batch, bool visible) {
    v1::ShardState state;
    state.set_format(core::kStateFormat);
    state.set_min_core(core::kCoreVersion);
    state.set_incarnation(incarnation);
    state.set_version(before.version() + 1);
    state.set_cursor(before.cursor().empty() ? "0-0" : before.cursor());
    if (!batch.commands.empty()) {
        state.set_cursor(keyspace::to_string(batch.commands.back().id));
    }
    state.set_commands_applied(before.commands_applied() + batch.commands.size());
    state.set_now(batch.moment.now);
    for (auto& counter : machine.counters()) *state.add_counters() = std::move(counter);
    state.set_last_visible(visible ? state.version() : before.last_visible());
    return state;
}

std::string journal_of(const Batch& batch, std::uint64_t version) {
    v1::JournalEntry entry;
    entry.set_version(version);
    if (!batch.commands.empty()) {
        entry.set_first_command(keyspace::to_string(batch.commands.front().id));
        entry.set_last_command(keyspace::to_string(batch.commands.back().id));
        entry.set_commands(static_cast<std::uint32_t>(batch.commands.size()));
    }
    entry.set_tick(batch.tick);
    entry.set_outage_from(batch.outage_from);
    entry.set_now(batch.moment.now);
    entry.set_seed(batch.moment.seed);
    entry.set_core_version(core::kCoreVersion);
    entry.set_loaded(batch.loaded);
    entry.set_quarantined(batch.quarantined);
    entry.set_quarantine_error(batch.quarantine_error);
    entry.set_ahead(batch.ahead);
    for (const auto& request : batch.silenced) entry.add_silenced(request);
    return entry.SerializeAsString();
}

std::string record_of(core::Effects effects, const v1::ShardState& before,
                      const v1::ShardState& after) {
    v1::CommitRecord record;
    record.set_version(after.version());
    record.set_previous(before.last_visible());
    record.set_now(after.now());
    for (auto& event : effects.events) *record.add_events() = std::move(event);
    for (auto& outcome : effects.outcomes) *record.add_outcomes() = std::move(outcome);
    record.set_cursor(after.cursor());
    return record.SerializeAsString();
}

void write_effects(const core::Effects& effects, store::Commit& commit) {
    auto writes = core::writes(effects);
    commit.put = std::move(writes.put);
    commit.erase = std::move(writes.erase);
    for (const auto& outcome : effects.outcomes) {
        commit.outcomes.emplace_back(
            core::outcome_key(outcome.principal(), outcome.outcome().client_key()),
            outcome.SerializeAsString());
    }
    commit.erase_outcomes = effects.expired_outcomes;
}

}  // namespace

std::vector<StreamCommand> parse(const std::vector<store::LoggedCommand>& logged) {
    std::vector<StreamCommand> commands(logged.size());
    for (std::size_t i = 0; i < logged.size(); ++i) {
        commands[i].id = logged[i].id;
        commands[i].parsed = commands[i].body.ParseFromString(logged[i].data);
        if (!commands[i].parsed) clear_garbled_text(commands[i].body);
    }
    return commands;
}

core::Time asked_at(keyspace::StreamId id, const Batch& batch) {
    return std::min(id.ms + batch.ahead, batch.moment.now);
}

BatchResult run_batch(core::Machine& machine, const v1::ShardState& before,
                      const std::string& incarnation, const Batch& batch) {
    core::Effects effects;
    for (std::size_t i = 0; i < batch.commands.size(); ++i) {
        effects.append(traced(apply(machine, batch, i), batch.commands[i].body));
    }
    if (batch.tick) {
        effects.append(call(batch.commands.size(), {},
                            [&] { return machine.tick(batch.moment, batch.outage_from); }));
    }
    BatchResult result;
    // A tick without effects is committed too: the journal must tell of every call into the core.
    result.empty = batch.commands.empty() && !batch.tick;
    if (result.empty) {
        result.state = before;
        return result;
    }
    const bool visible = !effects.events.empty() || !effects.outcomes.empty();
    result.state = state_after(machine, before, incarnation, batch, visible);
    write_effects(effects, result.commit);
    result.told = told_by(effects);
    result.commit.expected_version = before.version();
    if (visible) result.commit.record = record_of(std::move(effects), before, result.state);
    result.commit.journal = journal_of(batch, result.state.version());
    result.commit.state = result.state.SerializeAsString();
    return result;
}

}  // namespace circle::engine
