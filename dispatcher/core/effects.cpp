#include <google/protobuf/util/message_differencer.h>

#include <deque>
#include <iterator>
#include <map>
#include <sstream>

#include "dispatcher/core/machine.hpp"

namespace circle::core {
namespace {

using google::protobuf::util::MessageDifferencer;

template <class T>
bool equal(const std::vector<T>& a, const std::vector<T>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const T& x, const T& y) { return MessageDifferencer::Equals(x, y); });
}

template <class T>
void move_to_end(std::vector<T>& to, std::vector<T>& from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
}

// FACT_KIND_WAVE_OPENED → WAVE_OPENED
std::string short_name(const std::string& enumerator, std::size_t prefix) {
    return enumerator.size() > prefix ? enumerator.substr(prefix) : enumerator;
}

void print(std::ostream& out, const v1::Event& event) {
    const auto& fact = event.fact();
    out << event.estate() << "#" << event.number() << " "
        << short_name(v1::FactKind_Name(fact.kind()), 10);
    if (!fact.request_id().empty()) out << " request=" << fact.request_id();
    for (const auto& id : fact.volunteer_ids()) out << " volunteer=" << id;
    if (fact.offer_outcome() != 0) {
        out << " " << short_name(v1::OfferOutcome_Name(fact.offer_outcome()), 14);
    }
    if (fact.visit_state() != 0) {
        out << " " << short_name(v1::VisitState_Name(fact.visit_state()), 12);
    }
    if (fact.alarm_reason() != 0) {
        out << " " << short_name(v1::AlarmReason_Name(fact.alarm_reason()), 13);
    }
    if (!fact.reason().empty()) out << " reason=" << fact.reason();
    if (fact.has_why()) out << " why=" << fact.why().rule();
    for (const auto& image : event.images()) out << " [" << entity_key(image) << "]";
    for (const auto& key : event.erased()) out << " [-" << key << "]";
    out << "\n";
}

void print(std::ostream& out, const v1::OutcomeRecord& record) {
    const auto& outcome = record.outcome();
    out << "outcome " << outcome.client_key() << " "
        << short_name(v1::Code_Name(outcome.code()), 5);
    if (!outcome.field().empty()) out << " field=" << outcome.field();
    if (!outcome.request_id().empty()) out << " request=" << outcome.request_id();
    if (outcome.repeat()) out << " repeat";
    out << "\n";
}

}  // namespace

void Effects::append(Effects later) {
    move_to_end(events, later.events);
    move_to_end(outcomes, later.outcomes);
    move_to_end(expired_outcomes, later.expired_outcomes);
}

bool operator==(const Effects& a, const Effects& b) {
    return equal(a.events, b.events) && equal(a.outcomes, b.outcomes) &&
           a.expired_outcomes == b.expired_outcomes;
}

std::string to_string(const Effects& effects) {
    std::ostringstream out;
    for (const auto& event : effects.events) print(out, event);
    for (const auto& record : effects.outcomes) print(out, record);
    if (!effects.expired_outcomes.empty()) {
        out << "expired outcomes: " << effects.expired_outcomes.size() << "\n";
    }
    return out.str();
}

Writes writes(const Effects& effects) {
    std::map<std::string, const v1::Entity*> put;  // the newest image each
    std::map<std::string, bool> erased;
    std::deque<v1::Entity> lines;
    for (const auto& event : effects.events) {
        for (const auto& image : event.images()) {
            std::string key = entity_key(image);
            erased.erase(key);
            put[std::move(key)] = &image;
        }
        if (!event.fact().request_id().empty()) {
            v1::Entity& line = lines.emplace_back();
            line.set_estate(event.estate());
            line.set_version(event.number());
            *line.mutable_fact() = event.fact();
            put[entity_key(line)] = &line;
        }
        for (const auto& key : event.erased()) {
            put.erase(key);
            erased[key] = true;
        }
    }
    Writes out;
    for (const auto& [key, entity] : put) out.put.emplace_back(key, entity->SerializeAsString());
    for (const auto& [key, gone] : erased) out.erase.push_back(key);
    return out;
}

}  // namespace circle::core
