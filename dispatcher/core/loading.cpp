// Persisted entities to an estate in memory, and back.
#include <algorithm>
#include <stdexcept>

#include "dispatcher/core/cover.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/shard_machine.hpp"
#include "dispatcher/core/subjects.hpp"

namespace circle::core {
namespace {

template <class T>
void keep(Kept<T>& kept, const T& value, std::uint64_t version) {
    kept.value = value;
    kept.version = version;
}

// Volunteers' load follows from the requests.
void count_load(Estate& estate, const v1::Request& r) {
    for (const v1::Offer& offer : r.offers()) {
        if (!is_pending(offer)) continue;
        const auto it = estate.volunteers.find(offer.volunteer_id());
        if (it == estate.volunteers.end()) {
            throw std::invalid_argument("offer " + offer.id() + ": unknown volunteer " +
                                        offer.volunteer_id());
        }
        it->second.asked_for.push_back(r.id());
        if (offer.outcome() == v1::OFFER_OUTCOME_CONFIRMING) it->second.confirming = r.id();
    }
    for (const v1::Visit& visit : r.visits()) {
        estate.turnouts.add(visit, Time{visit.walk_s()} * 1000);
        if (!is_live(visit)) continue;
        const auto it = estate.volunteers.find(visit.volunteer_id());
        if (it == estate.volunteers.end()) {
            throw std::invalid_argument("request " + r.id() + ": unknown volunteer " +
                                        visit.volunteer_id());
        }
        it->second.live_request = r.id();
    }
}

// Format 1 knew one rung, one helper and one round.
void upgrade(const Estate& estate, v1::Request& r) {
    if (r.clock_from() > 0) return;
    r.set_clock_from(r.submitted_at());
    r.set_rung(v1::RUNG_ESTATE);
    r.set_place(v1::PLACE_KIND_DOOR);
    if (!is_terminal(r.state())) {
        r.set_rung_due_at(next_rung_at(r, estate.policy, v1::RUNG_ESTATE));
    }
    if (const v1::Category* category = estate.category(r.category()))
        r.set_skill(category->skill());
}

v1::Entity envelope(const Estate& estate, std::uint64_t version) {
    v1::Entity entity;
    entity.set_estate(estate.code);
    entity.set_version(version);
    return entity;
}

}  // namespace

void place(Estate& estate, const v1::Entity& entity) {
    switch (entity.kind_case()) {
        case v1::Entity::kConfig:
            keep(estate.config, entity.config(), entity.version());
            estate.policy = resolve(entity.config().config().policy());
            return;
        case v1::Entity::kHousehold:
            return keep(estate.households[entity.household().id()], entity.household(),
                        entity.version());
        case v1::Entity::kVolunteer:
            return keep<v1::Volunteer>(estate.volunteers[entity.volunteer().id()],
                                       entity.volunteer(), entity.version());
        case v1::Entity::kCredential:
            return keep(estate.credentials[entity.credential().id()], entity.credential(),
                        entity.version());
        case v1::Entity::kRequest:
            return keep<v1::Request>(estate.requests[entity.request().id()], entity.request(),
                                     entity.version());
        case v1::Entity::kFailure:
            return keep(estate.failures[entity.failure().id()], entity.failure(), entity.version());
        case v1::Entity::kIncident:
            return keep(estate.incidents[entity.incident().id()], entity.incident(),
                        entity.version());
        case v1::Entity::kLost:
            return keep(estate.lost[entity.lost().id()], entity.lost(), entity.version());
        case v1::Entity::kItem:
            return keep(estate.items[entity.item().id()], entity.item(), entity.version());
        case v1::Entity::kShiftChange:
            return keep(estate.shift_changes[entity.shift_change().id()], entity.shift_change(),
                        entity.version());
        case v1::Entity::kCoverGap:
            return keep(estate.cover_gaps[entity.cover_gap().id()], entity.cover_gap(),
                        entity.version());
        case v1::Entity::kCover:
            return keep(estate.cover, entity.cover(), entity.version());
        case v1::Entity::kLedger:
            return keep(estate.ledgers[entity.ledger().month()], entity.ledger(), entity.version());
        case v1::Entity::kFact:
            estate.requests[entity.fact().request_id()].facts.push_back(entity.fact().number());
            return;
        case v1::Entity::KIND_NOT_SET:
            break;
    }
    throw std::invalid_argument("estate " + estate.code + ": an entity of unknown kind");
}

void complete(Estate& estate) {
    if (estate.config.value.config().code() != estate.code) {
        throw std::invalid_argument("estate " + estate.code + ": its configuration is missing");
    }
    estate.call_roll();
    estate.survey_paths();
    for (auto& [id, record] : estate.requests) {
        if (record.value.id() != id) {
            throw std::invalid_argument("request " + id + ": it is missing, its facts are not");
        }
        upgrade(estate, record.value);
        std::sort(record.facts.begin(), record.facts.end());
        count_load(estate, record.value);
        reindex(estate, record);
    }
    estate.count_alerts();
    for (const auto& [id, incident] : estate.incidents) {
        const std::string& lead = incident.value.lead_request_id();
        if (incident.value.ended_at() > 0) continue;
        if (!estate.requests.contains(lead)) {
            throw std::invalid_argument("incident " + id + ": unknown request " + lead);
        }
        estate.leading[lead] = id;
    }
    reindex_subjects(estate);
    estate.cover_due = cover_due_after(estate.cover_changed_at);
}

void collect(const Estate& estate, std::vector<v1::Entity>& out) {
    const auto add = [&](const auto& kept, auto mutable_value) {
        *(out.emplace_back(envelope(estate, kept.version)).*mutable_value)() = kept.value;
    };
    const auto add_all = [&](const auto& held, auto mutable_value) {
        for (const auto& [id, kept] : held) add(kept, mutable_value);
    };
    if (estate.config.version > 0) add(estate.config, &v1::Entity::mutable_config);
    add_all(estate.households, &v1::Entity::mutable_household);
    add_all(estate.volunteers, &v1::Entity::mutable_volunteer);
    add_all(estate.credentials, &v1::Entity::mutable_credential);
    add_all(estate.requests, &v1::Entity::mutable_request);
    add_all(estate.failures, &v1::Entity::mutable_failure);
    add_all(estate.incidents, &v1::Entity::mutable_incident);
    add_all(estate.lost, &v1::Entity::mutable_lost);
    add_all(estate.items, &v1::Entity::mutable_item);
    add_all(estate.shift_changes, &v1::Entity::mutable_shift_change);
    add_all(estate.cover_gaps, &v1::Entity::mutable_cover_gap);
    if (estate.cover.version > 0) add(estate.cover, &v1::Entity::mutable_cover);
    add_all(estate.ledgers, &v1::Entity::mutable_ledger);
}

}  // namespace circle::core
