#include "dispatcher/core/turn.hpp"

#include <stdexcept>

#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/subjects.hpp"

namespace circle::core {

Turn::Turn(Estate& estate, Moment moment, const Input* input)
    : estate_(estate), moment_(moment), input_(input) {}

v1::Fact& Turn::record(v1::FactKind kind, const std::string& request_id) {
    v1::Event& event = events_.emplace_back();
    event.set_estate(estate_.code);
    event.set_number(++estate_.last_event);
    v1::Fact& fact = *event.mutable_fact();
    fact.set_kind(kind);
    fact.set_now(moment_.now);
    fact.set_number(event.number());
    if (input_) {
        fact.set_at(input_->at);
        *fact.mutable_actor() = input_->command->principal();
    }
    if (!request_id.empty()) {
        fact.set_request_id(request_id);
        estate_.requests.at(request_id).facts.push_back(event.number());
    }
    return fact;
}

void Turn::look(const std::string& request_id, const std::string& rule) {
    matching_ = true;
    rules_[request_id] = rule;
}

void Turn::look(const std::string& request_id) {
    matching_ = true;
    rules_.try_emplace(request_id, "rematch");
}

bool Turn::take_matching(std::map<std::string, std::string>& rules) {
    rules = std::exchange(rules_, {});
    return std::exchange(matching_, false);
}

void Turn::touch(const RequestRecord& request) {
    touch(Kind::request, request.value.id());
}
void Turn::touch(const VolunteerRecord& volunteer) {
    touch(Kind::volunteer, volunteer.value.id());
}
void Turn::touch(const Kept<v1::Household>& household) {
    touch(Kind::household, household.value.id());
}
void Turn::touch(const Kept<v1::Credential>& credential) {
    touch(Kind::credential, credential.value.id());
}
void Turn::touch(const Kept<v1::Failure>& failure) {
    touch(Kind::failure, failure.value.id());
}
void Turn::touch(const Kept<v1::Incident>& incident) {
    touch(Kind::incident, incident.value.id());
}
void Turn::touch(const Kept<v1::LostReport>& lost) {
    touch(Kind::lost, lost.value.id());
}
void Turn::touch(const Kept<v1::FoundItem>& item) {
    touch(Kind::item, item.value.id());
}
void Turn::touch(const Kept<v1::ShiftChange>& shift_change) {
    touch(Kind::shift_change, shift_change.value.id());
}
void Turn::touch(const Kept<v1::CoverGap>& cover_gap) {
    touch(Kind::cover_gap, cover_gap.value.id());
}
void Turn::touch(const Kept<v1::Ledger>& ledger) {
    touch(Kind::ledger, ledger.value.month());
}
void Turn::touch_cover() {
    touch(Kind::cover, estate_.code);
}
void Turn::touch_config() {
    touch(Kind::config, estate_.code);
}

void Turn::touch(Kind kind, const std::string& id) {
    if (events_.empty()) throw std::logic_error("an entity changed without a fact");
    touched_[{kind, id}] = events_.size() - 1;
}

bool Turn::is_touched(const RequestRecord& request) const {
    return touched_.contains({Kind::request, request.value.id()});
}

void Turn::erase(std::string key) {
    events_.back().add_erased(std::move(key));
}

v1::Entity Turn::image(Kind kind, const std::string& id, std::uint64_t version) {
    v1::Entity entity;
    entity.set_estate(estate_.code);
    entity.set_version(version);
    const auto take = [&](auto& kept, auto* into) {
        kept.version = version;
        *into = kept.value;
    };
    switch (kind) {
        case Kind::config:
            take(estate_.config, entity.mutable_config());
            break;
        case Kind::household:
            take(estate_.households.at(id), entity.mutable_household());
            break;
        case Kind::volunteer:
            take(estate_.volunteers.at(id), entity.mutable_volunteer());
            break;
        case Kind::credential:
            take(estate_.credentials.at(id), entity.mutable_credential());
            break;
        case Kind::request:
            take(estate_.requests.at(id), entity.mutable_request());
            break;
        case Kind::failure:
            take(estate_.failures.at(id), entity.mutable_failure());
            break;
        case Kind::incident:
            take(estate_.incidents.at(id), entity.mutable_incident());
            break;
        case Kind::lost:
            take(estate_.lost.at(id), entity.mutable_lost());
            break;
        case Kind::item:
            take(estate_.items.at(id), entity.mutable_item());
            break;
        case Kind::shift_change:
            take(estate_.shift_changes.at(id), entity.mutable_shift_change());
            break;
        case Kind::cover_gap:
            take(estate_.cover_gaps.at(id), entity.mutable_cover_gap());
            break;
        case Kind::cover:
            take(estate_.cover, entity.mutable_cover());
            break;
        case Kind::ledger:
            take(estate_.ledgers.at(id), entity.mutable_ledger());
            break;
    }
    return entity;
}

Effects Turn::finish() {
    for (const auto& [what, index] : touched_) {
        v1::Event& event = events_[index];
        *event.add_images() = image(what.first, what.second, event.number());
        if (what.first == Kind::request) {
            reindex(estate_, estate_.requests.at(what.second));
        } else {
            reindex_subject(estate_, *event.images().rbegin());
        }
    }
    Effects effects;
    effects.events = std::move(events_);
    events_.clear();
    touched_.clear();
    return effects;
}

void reindex(Estate& estate, RequestRecord& record) {
    const v1::Request& r = record.value;
    if (record.due) estate.due.erase({*record.due, r.id()});
    record.due = next_due(r, estate.policy, record.filled_at);
    if (record.due) estate.due.insert({*record.due, r.id()});

    if (record.rank) estate.looking.erase(*record.rank);
    record.rank.reset();
    if (wants_offers(r, estate.policy)) record.rank = *estate.looking.insert(rank_of(r)).first;
    const std::pair household_and_category{r.household_id(), r.category()};
    if (is_terminal(r.state())) {
        estate.ended.insert({r.ended_at(), r.id()});
        const auto it = estate.open.find(household_and_category);
        if (it != estate.open.end() && it->second == r.id()) estate.open.erase(it);
    } else {
        estate.open[household_and_category] = r.id();
    }
}

}  // namespace circle::core
