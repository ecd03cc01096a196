// One input's passage through one estate: facts are recorded and entities touched along the way;
// finish() turns them into events.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/core/estate.hpp"
#include "dispatcher/core/machine.hpp"

namespace circle::core {

class Turn {
  public:
    // `input` is null for ticks. Everything given must outlive the turn.
    Turn(Estate& estate, Moment moment, const Input* input);

    Estate& estate() { return estate_; }
    Time now() const { return moment_.now; }
    Moment moment() const { return moment_; }
    // When it was asked: stream time, for ticks `now`.
    Time at() const { return input_ ? input_->at : moment_.now; }

    // Begins the next event. The reference holds until the next call.
    v1::Fact& record(v1::FactKind kind, const std::string& request_id = {});

    // The entity changed as part of the newest event; its after-image goes into the last event that
    // touched it. Call after record().
    void touch(const RequestRecord& request);
    void touch(const VolunteerRecord& volunteer);
    void touch(const Kept<v1::Household>& household);
    void touch(const Kept<v1::Credential>& credential);
    void touch(const Kept<v1::Failure>& failure);
    void touch(const Kept<v1::Incident>& incident);
    void touch(const Kept<v1::LostReport>& lost);
    void touch(const Kept<v1::FoundItem>& item);
    void touch(const Kept<v1::ShiftChange>& change);
    void touch(const Kept<v1::CoverGap>& gap);
    void touch(const Kept<v1::Ledger>& ledger);
    void touch_cover();
    void touch_config();
    bool is_touched(const RequestRecord& request) const;
    // The entity of this key is gone as of the newest event.
    void erase(std::string key);

    // Somebody became free to be asked: matching runs once, at the end of the turn.
    void free_capacity() { matching_ = true; }
    // The same for a request that looks for helpers; `rule` says in the timeline why.
    void look(const std::string& request_id, const std::string& rule);
    // The same without a rule of its own.
    void look(const std::string& request_id);
    // What waits for matching: nothing, or requests with a rule of their own.
    bool take_matching(std::map<std::string, std::string>& rules);

    // What has been recorded so far: the log that the book is kept from.
    const std::vector<v1::Event>& events() const { return events_; }

    Effects finish();

  private:
    enum class Kind {
        config,
        household,
        volunteer,
        credential,
        request,
        failure,
        incident,
        lost,
        item,
        shift_change,
        cover_gap,
        cover,
        ledger
    };
    void touch(Kind kind, const std::string& id);
    v1::Entity image(Kind kind, const std::string& id, std::uint64_t version);

    Estate& estate_;
    Moment moment_;
    const Input* input_;
    bool matching_ = false;
    std::map<std::string, std::string> rules_;  // by request
    std::vector<v1::Event> events_;
    std::map<std::pair<Kind, std::string>, std::size_t> touched_;  // → index of the last event
};

// Puts a request where its state says it belongs in the estate's indexes.
void reindex(Estate& estate, RequestRecord& record);

}  // namespace circle::core
