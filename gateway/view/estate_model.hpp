// What a gateway knows of one estate: the newest after-image of each entity. It never repeats the
// core's logic; what it holds follows from images alone.
//
// One thread. References stay valid until the next put, erase or apply.
#pragma once

#include <circle/v1/storage.pb.h>

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace circle::gateway {

template <class T>
struct Versioned {
    T value;
    std::uint64_t version = 0;  // number of the event that wrote it
};

class EstateModel {
  public:
    explicit EstateModel(std::string code) : code_(std::move(code)) {}
    EstateModel(EstateModel&&) = default;

    const std::string& code() const { return code_; }

    // Number of the newest event that it holds.
    std::uint64_t number() const { return number_; }
    void set_number(std::uint64_t number) { number_ = number; }

    // Takes an image. False: something as new or newer is held, or was erased later.
    bool put(const v1::Entity& image);

    // Removes what `key` names, as of event `version`, unless a newer image is held.
    bool erase(const std::string& key, std::uint64_t version);

    // Images, erasures and timeline entry of one event. The number never goes back.
    void apply(const v1::Event& event);

    bool configured() const { return config_.version > 0; }
    const v1::EstateConfig& config() const { return config_.value.config(); }
    const v1::Category* category(const std::string& id) const;
    // Name of a building; its id when it is unknown.
    std::string building_name(const std::string& id) const;

    // nullptr: no such entity.
    const v1::Household* household(const std::string& id) const;
    const v1::Volunteer* volunteer(const std::string& id) const;
    const v1::Credential* credential(const std::string& id) const;
    const v1::Request* request(const std::string& id) const;

    const std::map<std::string, Versioned<v1::Volunteer>>& volunteers() const {
        return volunteers_;
    }

    // Requests that are not terminal, and the `count` newest terminal ones; up to `of_a_day`, if so
    // many ended on the local day of the newest.
    std::vector<const v1::Request*> recent_requests(std::size_t count,
                                                    std::size_t of_a_day = 0) const;
    // The same for one household.
    std::vector<const v1::Request*> recent_requests_of(const std::string& household,
                                                       std::size_t count) const;
    // Requests in which the volunteer holds an open or missed offer or a live visit.
    std::vector<const v1::Request*> engagements(const std::string& volunteer) const;
    // At most `count` requests in which a visit of theirs has ended, newest first.
    std::vector<const v1::Request*> past_visits(const std::string& volunteer,
                                                std::size_t count) const;
    // Terminal requests by (ended_at, id), oldest first.
    const std::set<std::pair<std::int64_t, std::string>>& ended() const { return ended_; }
    // Commands that were set aside and that nobody has acknowledged.
    const std::map<std::string, Versioned<v1::Failure>>& failures() const { return failures_; }
    const std::map<std::string, Versioned<v1::Incident>>& incidents() const { return incidents_; }
    const std::map<std::string, Versioned<v1::LostReport>>& lost() const { return lost_; }
    const std::map<std::string, Versioned<v1::FoundItem>>& items() const { return items_; }
    const std::map<std::string, Versioned<v1::ShiftChange>>& shift_changes() const {
        return shift_changes_;
    }
    const std::map<std::string, Versioned<v1::CoverGap>>& cover_gaps() const { return cover_gaps_; }
    const v1::CoverNow& cover() const { return cover_.value; }
    // By month.
    const std::map<std::string, Versioned<v1::Ledger>>& ledgers() const { return ledgers_; }
    // The estate's lifts that do not go.
    const v1::Estate& estate() const { return config_.value; }
    // Request of the volunteer's live visit, or empty.
    std::string live_request(const std::string& volunteer) const;

    // Household of a request that has been erased lately, or empty.
    std::string household_of_erased(const std::string& request) const;

    // Who reported a lost ("lost") or found ("item") thing that has been erased lately, or nullptr.
    const v1::Principal* owner_of_erased(const std::string& kind, const std::string& id) const;

    // Facts of a request by number.
    std::vector<v1::Fact> timeline(const std::string& request) const;

    unsigned on_duty() const { return on_duty_; }

  private:
    struct Tombstone {
        std::uint64_t version = 0;
        std::string household;  // of an erased request
        v1::Principal owner;    // of an erased report or item
    };

    template <class Map, class T>
    bool put_in(Map& held, const std::string& id, const T& value, std::uint64_t version);
    // Runs `change`, which may change this volunteer, and keeps on_duty_ right.
    template <class Change>
    bool recounted(const std::string& id, Change change);
    bool put_request(const v1::Request& request, std::uint64_t version);
    void index(const v1::Request& request, bool add);
    void add_fact(const v1::Fact& fact);
    void bury(const std::string& key, Tombstone tombstone);

    std::string code_;
    std::uint64_t number_ = 0;
    Versioned<v1::Estate> config_;
    std::unordered_map<std::string, Versioned<v1::Household>> households_;
    std::map<std::string, Versioned<v1::Volunteer>> volunteers_;
    unsigned on_duty_ = 0;
    std::unordered_map<std::string, Versioned<v1::Credential>> credentials_;
    std::unordered_map<std::string, Versioned<v1::Request>> requests_;
    std::map<std::string, Versioned<v1::Failure>> failures_;
    std::map<std::string, Versioned<v1::Incident>> incidents_;
    std::map<std::string, Versioned<v1::LostReport>> lost_;
    std::map<std::string, Versioned<v1::FoundItem>> items_;
    std::map<std::string, Versioned<v1::ShiftChange>> shift_changes_;
    std::map<std::string, Versioned<v1::CoverGap>> cover_gaps_;
    Versioned<v1::CoverNow> cover_;
    std::map<std::string, Versioned<v1::Ledger>> ledgers_;
    std::unordered_map<std::string, std::map<std::uint64_t, v1::Fact>>
        facts_;  // by request, number

    // Follow from requests_.
    std::set<std::string> live_;
    std::set<std::pair<std::int64_t, std::string>> ended_;
    std::unordered_map<std::string, std::set<std::string>> of_household_;
    std::unordered_map<std::string, std::set<std::string>> of_volunteer_;
    std::unordered_map<std::string, std::set<std::pair<std::int64_t, std::string>>>
        past_;  // by volunteer

    // A page read late must not bring back what an event has erased. Bounded.
    std::unordered_map<std::string, Tombstone> tombstones_;
    std::deque<std::string> burials_;
};

}  // namespace circle::gateway
