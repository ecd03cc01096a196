// ConfigureEstate: the whole configuration at once, checked, then diffed against what is held.
#include <google/protobuf/util/message_differencer.h>

#include <set>

#include "dispatcher/core/book.hpp"
#include "dispatcher/core/check_config.hpp"
#include "dispatcher/core/entrances.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/people_config.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/subjects.hpp"

namespace circle::core {
namespace {

using google::protobuf::util::MessageDifferencer;
using Problem = std::optional<std::string>;  // path of the refused field

// Nothing that a request still needs may vanish.
Problem check_removals(const Estate& estate, const v1::EstateConfig& config) {
    std::set<std::string> households, volunteers, categories;
    for (const auto& h : config.households()) households.insert(h.id());
    for (const auto& v : config.volunteers()) volunteers.insert(v.id());
    for (const auto& c : config.categories()) categories.insert(c.id());
    bool category_in_use = false;
    for (const auto& [id, record] : estate.requests) {
        const v1::Request& r = record.value;
        if (is_terminal(r.state())) continue;
        if (!households.contains(r.household_id())) return "households: in use by a request";
        if (!categories.contains(r.category())) category_in_use = true;
    }
    if (category_in_use) return "categories: in use by a request";
    for (const auto& [id, record] : estate.volunteers) {
        const bool needed = !record.asked_for.empty() || !record.live_request.empty();
        if (needed && !volunteers.contains(id)) return "volunteers: in use by a request";
    }
    return std::nullopt;
}

// Outages of lifts that there are still.
void keep_outages(const v1::Estate& held, v1::Estate& next) {
    for (const v1::LiftOutage& lift : held.lifts_out()) {
        if (has_lift(next.config(), lift.building(), lift.unit())) *next.add_lifts_out() = lift;
    }
}

// Erases held entities that `keep` does not name.
template <class Map>
void erase_absent(Turn& turn, Map& held, const std::set<std::string>& keep, const char* kind) {
    for (auto it = held.begin(); it != held.end();) {
        if (keep.contains(it->first)) {
            ++it;
            continue;
        }
        turn.erase(std::string(kind) + "/" + turn.estate().code + "/" + it->first);
        it = held.erase(it);
    }
}

void merge_people(Turn& turn, const v1::EstateConfig& config) {
    Estate& estate = turn.estate();
    std::set<std::string> households, volunteers;
    for (const auto& from : config.households()) {
        households.insert(from.id());
        auto& held = estate.households[from.id()];
        v1::Household next = household_of(from);
        if (MessageDifferencer::Equals(held.value, next)) continue;
        held.value = std::move(next);
        turn.touch(held);
    }
    for (const auto& from : config.volunteers()) {
        volunteers.insert(from.id());
        auto& held = estate.volunteers[from.id()];
        v1::Volunteer next = volunteer_of(from, held.value);
        if (MessageDifferencer::Equals(held.value, next)) continue;
        held.value = std::move(next);
        turn.touch(held);
    }
    for (const auto& [id, record] : estate.volunteers) {
        if (volunteers.contains(id) || record.value.duty() != v1::DUTY_ON_DUTY) continue;
        book_duty(turn, id, record.value.duty_since(), turn.now());
    }
    erase_absent(turn, estate.households, households, "household");
    erase_absent(turn, estate.volunteers, volunteers, "volunteer");
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::ConfigureEstate& command) {
    Estate& estate = turn.estate();
    const v1::EstateConfig& config = command.config();
    Problem problem = check_config(estate.code, config);
    if (!problem) problem = check_removals(estate, config);
    if (problem) return refused(v1::CODE_INVALID, "configure_estate.config." + *problem);

    turn.record(v1::FACT_KIND_ESTATE_CONFIGURED);
    merge_people(turn, config);
    v1::Estate next;
    *next.mutable_config() = config;
    next.mutable_config()->clear_households();
    next.mutable_config()->clear_volunteers();
    keep_outages(estate.config.value, next);
    if (!MessageDifferencer::Equals(estate.config.value, next)) {
        estate.config.value = std::move(next);
        estate.policy = resolve(config.policy());
        turn.touch_config();
        // Due times follow from the policy.
        for (auto& [id, record] : estate.requests) reindex(estate, record);
    }
    estate.count_alerts();  // of who was put back, too
    reindex_subjects(estate);
    estate.call_roll();
    estate.survey_paths();
    for (auto& [id, credential] : estate.credentials) {
        if (credential.value.revoked_at() == 0 && !exists(estate, credential.value.principal())) {
            revoke(turn, credential);
        }
    }
    turn.free_capacity();
    return accepted();
}

}  // namespace circle::core
