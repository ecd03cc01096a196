// The dispatch state machine of one shard: commands and ticks in, effects out.
//
// Pure: no I/O, clock, randomness or logging; equal inputs in equal order give equal bytes.
// Not thread-safe; one owner.
#pragma once

#include <circle/v1/storage.pb.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace circle::core {

// Milliseconds since the epoch, UTC.
using Time = std::int64_t;

// Written to every journal entry; raised when the same inputs would give other effects.
inline constexpr std::uint32_t kCoreVersion = 9;
// Format of the persisted state that this core writes.
inline constexpr std::uint32_t kStateFormat = 2;

// One command as it stands in the stream.
struct Input {
    std::string id;  // stream id, "<ms>-<seq>"
    Time at = 0;     // when it was asked, in the owner's time: never later than now
    const v1::Command* command = nullptr;
};

// When the owner decides. `now` must never decrease; `seed` breaks ties between equals.
struct Moment {
    Time now = 0;
    std::uint64_t seed = 0;
};

// What follows from one input, to be committed whole. Every changed entity is an image in one of
// the events.
struct Effects {
    std::vector<v1::Event> events;
    std::vector<v1::OutcomeRecord> outcomes;
    std::vector<std::string> expired_outcomes;  // outcome keys past retention

    bool empty() const { return events.empty() && outcomes.empty() && expired_outcomes.empty(); }
    // Appends `later`, which follows this in time.
    void append(Effects later);
};

bool operator==(const Effects& a, const Effects& b);
// One line per event and outcome, for tests and logs of tests. Never personal data.
std::string to_string(const Effects& effects);

// tick() threw at the timers of one request.
class TimerFailed : public std::runtime_error {
  public:
    TimerFailed(std::string request, const std::string& what)
        : std::runtime_error(what), request_(std::move(request)) {}

    // "<estate>/<id>"; of something that is no request "<estate>/<entity key>".
    const std::string& request() const { return request_; }

  private:
    std::string request_;
};

// The seam that the engine drives; fault tests wrap it.
class Machine {
  public:
    virtual ~Machine() = default;

    // Forgets everything and takes over persisted state. Throws std::invalid_argument, naming the
    // entity, when it is inconsistent or of an unknown format.
    virtual void load(const v1::ShardState& state, const std::vector<v1::Entity>& entities,
                      const std::vector<v1::OutcomeRecord>& outcomes) = 0;

    // Never throws for bad input: that is an outcome with a code and a field.
    virtual Effects apply(const Input& input, Moment moment) = 0;

    // Fires every timer due at `moment.now`. `outage_from` > 0: nobody owned the shard from then
    // until now, so what ran out in between counts against nobody.
    // Throws TimerFailed when it is known whose timer could not be fired.
    virtual Effects tick(Moment moment, Time outage_from = 0) = 0;

    // The timers of this request, named as by TimerFailed, do not fire any more until load(): those
    // of all others go on. Its commands are still applied.
    virtual void silence(const std::string& request) = 0;

    // Sets a command aside that cannot be applied: outcome `QUARANTINED`, an alarm, no other
    // effect.
    virtual Effects quarantine(const Input& input, const std::string& error, Moment moment) = 0;

    // Earliest timer; nullopt: none.
    virtual std::optional<Time> next_due() const = 0;

    // Everything it holds but the timeline, sorted by entity_key: what a load of the committed
    // entities must give again.
    virtual std::vector<v1::Entity> entities() const = 0;

    // How many requests are in each state that is not terminal; states without any may be missing.
    virtual std::map<v1::RequestState, std::size_t> open_requests() const = 0;

    // Counters to persist beside the entities (ShardState.counters), by estate code.
    virtual std::vector<v1::EstateCounter> counters() const = 0;
};

std::unique_ptr<Machine> make_machine();

// Key of an entity in the shard's hash: "<kind>/<estate>/<id>". Kinds: estate, household,
// volunteer, credential, request, failure, incident, lost, item, shift_change, cover_gap, cover,
// ledger, fact. A fact's id is "<request id>/<number, 12 digits>".
std::string entity_key(const v1::Entity& entity);

// Key of an outcome: "<estate>/<role number>/<principal id>/<client_key>".
std::string outcome_key(const v1::Principal& principal, const std::string& client_key);

// What a commit writes for these effects: the newest image of each entity, and each fact that
// belongs to a request's timeline; then what it erases.
struct Writes {
    std::vector<std::pair<std::string, std::string>> put;  // entity_key, serialised Entity; by key
    std::vector<std::string> erase;
};
Writes writes(const Effects& effects);

}  // namespace circle::core
