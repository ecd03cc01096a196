// The Machine: routes commands and timers of one shard to its estates, answers repeats.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dispatcher/core/estate.hpp"
#include "dispatcher/core/machine.hpp"
#include "dispatcher/core/turn.hpp"

namespace circle::core {

class ShardMachine : public Machine {
  public:
    void load(const v1::ShardState& state, const std::vector<v1::Entity>& entities,
              const std::vector<v1::OutcomeRecord>& outcomes) override;
    Effects apply(const Input& input, Moment moment) override;
    Effects tick(Moment moment, Time outage_from) override;
    void silence(const std::string& request) override;
    Effects quarantine(const Input& input, const std::string& error, Moment moment) override;
    std::optional<Time> next_due() const override;
    std::vector<v1::Entity> entities() const override;
    std::map<v1::RequestState, std::size_t> open_requests() const override;
    std::vector<v1::EstateCounter> counters() const override;

  private:
    v1::Outcome dispatch(Turn& turn, const v1::Command& command);
    v1::Outcome run(Effects& effects, const Input& input, Moment moment);
    // Answers and remembers; an earlier answer of the same key is given again.
    void answer(Effects& effects, const Input& input, v1::Outcome outcome, Time now);
    bool answer_repeat(Effects& effects, const Input& input);
    void remember(const std::string& key, v1::OutcomeRecord record);
    void fire_all(Turn& turn, const std::vector<std::string>& due, Time outage_from);
    void fire_subjects(Turn& turn);
    void expire(Effects& effects, Moment moment);
    void expire_requests(Turn& turn, std::size_t& budget);

    std::map<std::string, Estate> estates_;
    std::set<std::string> silenced_;                               // "<estate>/<request id>"
    std::unordered_map<std::string, v1::OutcomeRecord> outcomes_;  // by outcome_key
    std::set<std::pair<Time, std::string>> outcomes_by_time_;      // when decided, key
};

// loading.cpp
// Puts a persisted entity where it belongs; throws std::invalid_argument naming it otherwise.
void place(Estate& estate, const v1::Entity& entity);
// After all entities are placed: indexes, and that what they refer to exists.
void complete(Estate& estate);
// The estate's entities, in no particular order.
void collect(const Estate& estate, std::vector<v1::Entity>& out);

}  // namespace circle::core
