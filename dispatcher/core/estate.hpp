// One estate in memory: its entities and the indexes that follow from them.
#pragma once

#include <circle/v1/entities.pb.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "dispatcher/core/acceptance.hpp"
#include "dispatcher/core/due_times.hpp"
#include "dispatcher/core/policy.hpp"
#include "dispatcher/core/walk.hpp"
#include "dispatcher/core/walks.hpp"
#include "dispatcher/core/worth.hpp"

namespace circle::core {

// An entity and the number of the event that wrote it.
template <class T>
struct Kept {
    T value;
    std::uint64_t version = 0;
};

struct VolunteerRecord : Kept<v1::Volunteer> {
    // These follow from the requests and the configuration.
    std::vector<std::string> asked_for;  // requests with an open offer to them
    std::string live_request;            // of their live visit, or empty
    std::string confirming;              // request that their yes waits for, or empty
    std::vector<Time> alerted;           // when they were asked, oldest first, not for urgent ones
    Place home;                          // of their building
    std::size_t seat = 0;                // in Estate::roll
    mutable Walks::Stand stand;          // where they were last measured from

    // At least `times` (> 0) within an hour before `now`.
    bool was_alerted_often(Time now, unsigned times) const;
    // `at` is not before any other.
    void was_alerted(Time at);
};

// The order in which requests are served: urgency (negated), end of the SLA clock, number, id.
using Rank = std::tuple<int, Time, std::uint64_t, std::string>;
Rank rank_of(const v1::Request& request);

// Metres per second on the level.
double pace_of(const VolunteerRecord& volunteer);

struct RequestRecord : Kept<v1::Request> {
    std::vector<std::uint64_t> facts;  // event numbers of its timeline
    std::optional<Time> due;           // as it stands in Estate::due
    std::optional<Rank> rank;          // as it stands in Estate::looking
    Time filled_at = 0;                // when helpers were last looked for; not kept
};

inline constexpr double kMaxFromBuilding = 1000;  // metres, of a place on the plan

struct Estate {
    std::string code;
    Kept<v1::Estate> config;
    Policy policy;
    std::map<std::string, Kept<v1::Household>> households;
    std::map<std::string, VolunteerRecord> volunteers;
    std::vector<VolunteerRecord*> roll;  // the same, by id: to go through all of them fast
    std::map<std::string, int> floors;   // by building: the middle floor of its households
    std::map<std::string, Kept<v1::Credential>> credentials;
    std::unordered_map<std::string, RequestRecord> requests;  // in no order: decide nothing by it
    std::map<std::string, Kept<v1::Failure>> failures;        // by command id
    std::map<std::string, Kept<v1::Incident>> incidents;
    std::map<std::string, Kept<v1::LostReport>> lost;
    std::map<std::string, Kept<v1::FoundItem>> items;
    std::map<std::string, Kept<v1::ShiftChange>> shift_changes;
    std::map<std::string, Kept<v1::CoverGap>> cover_gaps;
    Kept<v1::CoverNow> cover;
    std::map<std::string, Kept<v1::Ledger>> ledgers;  // by month
    // These follow from the volunteers and from the visits of the retained requests.
    Answers answers;
    Turnouts turnouts;
    std::uint64_t last_event = 0;
    std::uint64_t last_request = 0;

    // When something of the estate as a whole is looked at next; 0: at once. Each chore keeps its
    // own by what is persisted and the time of the look, so that a reload finds the same.
    std::optional<Time> roster_due = 0;
    std::optional<Time> limits_due = 0;
    std::optional<Time> cover_due = 0;
    Time cover_changed_at = 0;  // the newest fact that may change it, looked at since or not

    // Indexes; reindex() keeps them true for one request.
    std::set<std::pair<Time, std::string>> due;    // requests that are not terminal
    std::set<std::pair<Time, std::string>> ended;  // terminal ones by ended_at
    std::set<Rank> looking;                        // want helpers, and may ask more people
    std::map<std::pair<std::string, std::string>, std::string> open;  // household, category → id
    std::map<std::string, std::string> leading;  // request → the incident that goes on and it leads

    // Follows from the configuration: door group → its households. call_roll() keeps it.
    std::map<std::string, std::vector<std::string>> doors;
    DueTimes subject_due;  // of things that are no requests (subjects.hpp)

    const v1::Category* category(const std::string& id) const;
    const v1::Building* building(const std::string& id) const;
    const v1::DoorGroup* group(const std::string& id) const;

    // The building whose point is nearest; nullptr: there is none.
    const v1::Building* nearest_building(const v1::Point& point) const;
    // Within kMaxFromBuilding of it: belongs to the estate.
    bool is_near(const v1::Point& point) const;

    // Where a volunteer is: a shared position not older than position_ttl, else where they checked
    // in or last helped, else the home building.
    Place whereabouts(const VolunteerRecord& volunteer, Time now) const;

    // Days since the epoch, by the estate's own clock.
    std::int64_t local_day(Time now) const;

    // Where the request is, to walkers; good until another one is asked for. What is asked again
    // for a request of the same id is kept: its place and household must not have changed.
    const Walks::Door& door(const v1::Request& request) const;
    // Seconds from where the volunteer is now to the door, at their own pace.
    double walk_seconds(const VolunteerRecord& volunteer, const Walks::Door& door, Time now) const;
    // The way there, both ends included, at most kMaxRoute points; empty: as the crow flies.
    std::vector<v1::Point> route(const VolunteerRecord& volunteer, const v1::Request& request,
                                 Time now) const;
    // How many floors they climb on foot there; what nobody knows of the building counts 0.
    std::uint32_t floors_on_foot(const VolunteerRecord& volunteer,
                                 const v1::Request& request) const;

    // After the configuration has changed: homes and roll of the volunteers, doors of the groups,
    // middle floors.
    void call_roll();

    // When each volunteer was alerted, anew from all requests; those of urgent ones do not count.
    void count_alerts();

    Walks walks;  // built from the configuration by survey_paths()
    // After features, buildings or lifts of the configuration, or households, have changed.
    void survey_paths();
};

// Request ids carry no meaning; an offer's id is "<request id>.<n>". Empty if it has no such form.
std::string request_of_offer(const std::string& offer_id);

}  // namespace circle::core
