#include "deploy/verify/history.hpp"

#include <fmt/format.h>

#include <string_view>

#include "deploy/verify/rules.hpp"

namespace circle::verify {
namespace {

std::size_t digest(const google::protobuf::MessageLite& message) {
    return std::hash<std::string>()(message.SerializeAsString());
}

std::string request_key(const v1::Event& event) {
    return fmt::format("request/{}/{}", event.estate(), event.fact().request_id());
}

std::string person(const v1::Event& event, const std::string& volunteer) {
    return event.estate() + "/" + volunteer;
}

}  // namespace

std::string outcome_key(const v1::Principal& who, const std::string& client_key) {
    return fmt::format("{}/{}/{}/{}", who.estate(), static_cast<int>(who.role()), who.id(),
                       client_key);
}

void HistoryCheck::Telling::say(const char* check, std::string text) const {
    findings.push_back({check, key,
                        fmt::format("event {} ({}): {}", event.number(),
                                    v1::FactKind_Name(event.fact().kind()), text)});
}

void HistoryCheck::add(const std::string& id, const v1::CommitRecord& record, Findings& findings) {
    for (const auto& event : record.events()) {
        const auto& fact = event.fact();
        const bool of_request = !fact.request_id().empty();
        const std::string key =
            of_request ? request_key(event) : "events " + id + " of " + event.estate();
        tell({key, event, findings});
        store_images(event);
    }
    for (const auto& outcome : record.outcomes()) {
        outcomes_[outcome_key(outcome.principal(), outcome.outcome().client_key())] = {
            digest(outcome), outcome.now()};
    }
}

void HistoryCheck::tell(const Telling& telling) {
    const auto& event = telling.event;
    const auto& fact = event.fact();
    if (fact.kind() == v1::FACT_KIND_DUTY_CHANGED) {
        for (const auto& id : fact.volunteer_ids()) {
            on_duty_[person(event, id)] = fact.reason() != "off" && fact.reason() != "shift_over";
        }
    }
    if (fact.request_id().empty()) return;
    if (fact.kind() == v1::FACT_KIND_REQUEST_SUBMITTED) {
        const bool fresh = requests_.emplace(telling.key, Request()).second;
        if (!fresh) telling.say("state", "it was there already");
        return;
    }
    const auto found = requests_.find(telling.key);
    if (found == requests_.end()) return telling.say("state", "nobody has asked for it");
    tell_offers(telling, found->second);
    tell_visits(telling, found->second);
    tell_end(telling, found->second);
}

void HistoryCheck::tell_offers(const Telling& telling, Request& request) {
    const auto& fact = telling.event.fact();
    const bool opened = fact.kind() == v1::FACT_KIND_WAVE_OPENED;
    if (opened && request.ended) telling.say("P4", "offered after it has ended");
    for (const auto& id : fact.volunteer_ids()) {
        if (opened) {
            const auto duty = on_duty_.find(person(telling.event, id));
            if (duty == on_duty_.end() || !duty->second) {
                telling.say("P4", fmt::format("offered to {}, who is off duty", id));
            }
            if (!request.asked.insert(id).second) {
                telling.say("P4", fmt::format("{} has an open offer of it already", id));
            }
        }
        // A yes that waits, perhaps to an offer that had run out: it has to end once more.
        if (fact.kind() == v1::FACT_KIND_ACCEPT_CONFIRMING) request.asked.insert(id);
        if (fact.kind() != v1::FACT_KIND_OFFER_ENDED) continue;
        if (fact.offer_outcome() == v1::OFFER_OUTCOME_OPEN ||
            fact.offer_outcome() == v1::OFFER_OUTCOME_UNSPECIFIED) {
            telling.say("P4", fmt::format("the offer to {} ends without an outcome", id));
        }
        // Who lets an offer run out may still say no to it.
        if (request.asked.erase(id) == 0 && fact.reason() != "declined") {
            telling.say("P4", fmt::format("{} has no open offer that could end", id));
        }
    }
}

void HistoryCheck::take_visit(const Telling& telling, Request& request,
                              const std::string& volunteer) {
    request.asked.erase(volunteer);
    if (request.ended) telling.say("P2", fmt::format("{} goes after it has ended", volunteer));
    if (!request.holders.insert(volunteer).second) {
        telling.say("P2", fmt::format("{} holds it already", volunteer));
    }
    if (request.headcount > 0 && request.holders.size() > request.headcount) {
        telling.say("P2", fmt::format("{} hold it at a time, {} are wanted", request.holders.size(),
                                      request.headcount));
    }
    const auto [at, free] = visiting_.emplace(person(telling.event, volunteer), telling.key);
    if (!free && at->second != telling.key) {
        telling.say("P2", fmt::format("{} is also at {}", volunteer, at->second));
    }
}

void HistoryCheck::leave_visit(const Telling& telling, Request& request,
                               const std::string& volunteer) {
    if (request.holders.erase(volunteer) == 0) {
        telling.say("state", fmt::format("{} has no visit that could end", volunteer));
    }
    visiting_.erase(person(telling.event, volunteer));
}

void HistoryCheck::tell_visits(const Telling& telling, Request& request) {
    const auto& fact = telling.event.fact();
    for (const auto& id : fact.volunteer_ids()) {
        switch (fact.kind()) {
            case v1::FACT_KIND_VISIT_ACCEPTED:
            case v1::FACT_KIND_VISIT_ASSIGNED:
            case v1::FACT_KIND_STAFF_SENT:
                take_visit(telling, request, id);
                break;
            case v1::FACT_KIND_VISIT_PROGRESSED:
                if (fact.visit_state() == v1::VISIT_STATE_DONE) {
                    leave_visit(telling, request, id);
                } else if (!request.holders.contains(id)) {
                    take_visit(telling, request, id);  // given up as missed, and came after all
                }
                break;
            case v1::FACT_KIND_VISIT_ABORTED:
            case v1::FACT_KIND_VISIT_WITHDRAWN:
            case v1::FACT_KIND_VISIT_MISSED:
                leave_visit(telling, request, id);
                break;
            default:
                break;
        }
    }
}

void HistoryCheck::tell_end(const Telling& telling, Request& request) {
    const auto& fact = telling.event.fact();
    if (fact.kind() == v1::FACT_KIND_REQUEST_REOPENED) {
        if (!request.ended) telling.say("state", "it has not ended");
        request.ended = false;
        return;
    }
    if (fact.kind() != v1::FACT_KIND_REQUEST_RESOLVED &&
        fact.kind() != v1::FACT_KIND_REQUEST_CANCELLED &&
        fact.kind() != v1::FACT_KIND_REQUEST_CLOSED) {
        return;
    }
    if (request.ended) telling.say("state", "it ends twice");
    request.ended = true;
    for (const auto& id : request.asked) {
        telling.say("P4", fmt::format("the offer to {} has no outcome", id));
    }
    for (const auto& id : fact.volunteer_ids()) leave_visit(telling, request, id);
    for (const auto& id : request.holders) {
        telling.say("state", fmt::format("the visit of {} goes on", id));
        visiting_.erase(person(telling.event, id));
    }
    request.asked.clear();
    request.holders.clear();
}

void HistoryCheck::store_images(const v1::Event& event) {
    for (const auto& image : event.images()) {
        newest_[entity_key(image)] = digest(image);
        if (image.has_volunteer()) {
            on_duty_[person(event, image.volunteer().id())] =
                image.volunteer().duty() == v1::DUTY_ON_DUTY;
        }
        if (!image.has_request()) continue;
        const auto request = requests_.find(entity_key(image));
        if (request != requests_.end()) request->second.headcount = image.request().headcount();
    }
    if (!event.fact().request_id().empty()) {
        v1::Entity line;
        line.set_estate(event.estate());
        line.set_version(event.number());
        *line.mutable_fact() = event.fact();
        newest_[entity_key(line)] = digest(line);
    }
    for (const auto& key : event.erased()) {
        newest_.erase(key);
        requests_.erase(key);
        constexpr std::string_view volunteer = "volunteer/";
        if (key.starts_with(volunteer)) on_duty_.erase(key.substr(volunteer.size()));
    }
}

void HistoryCheck::finish(const Contents& contents, Findings& findings) const {
    compare_entities(contents, findings);
    compare_outcomes(contents, findings);
}

void HistoryCheck::compare_entities(const Contents& contents, Findings& findings) const {
    std::size_t met = 0;
    std::set<std::string> stored;
    for (const auto& [key, bytes] : contents.entities) {
        v1::Entity entity;
        if (!entity.ParseFromString(bytes)) continue;  // check_shard() says so
        stored.insert(key);
        const auto told = newest_.find(key);
        if (told == newest_.end()) {
            findings.push_back({"P7", key, "no event has made it"});
            continue;
        }
        ++met;
        if (told->second != digest(entity)) {
            findings.push_back({"P7", key, "it is not what its newest event has made of it"});
        }
        if (entity.has_request()) compare_request(key, entity.request(), findings);
    }
    if (met == newest_.size()) return;
    for (const auto& [key, told] : newest_) {
        if (!stored.contains(key)) {
            findings.push_back({"P7", key, "an event has made it, it is not there"});
        }
    }
}

void HistoryCheck::compare_request(const std::string& key, const v1::Request& stored,
                                   Findings& findings) const {
    const auto found = requests_.find(key);
    if (found == requests_.end()) return;
    std::set<std::string> holders;
    std::set<std::string> asked;
    for (const auto& visit : stored.visits()) {
        if (is_live(visit)) holders.insert(visit.volunteer_id());
    }
    for (const auto& offer : stored.offers()) {
        if (is_open(offer)) asked.insert(offer.volunteer_id());
    }
    const auto& told = found->second;
    if (told.holders != holders) {
        findings.push_back({"P2", key, "its facts tell of other helpers than it holds"});
    }
    if (told.asked != asked) {
        findings.push_back({"P4", key, "its facts tell of other open offers than it holds"});
    }
    if (told.ended != is_terminal(stored)) {
        findings.push_back({"state", key,
                            told.ended ? "its facts say that it has ended, it has not"
                                       : "it has ended, and no fact says so"});
    }
}

void HistoryCheck::compare_outcomes(const Contents& contents, Findings& findings) const {
    v1::ShardState state;
    if (!state.ParseFromString(contents.state)) return;
    std::set<std::string> stored;
    for (const auto& [key, bytes] : contents.outcomes) {
        v1::OutcomeRecord record;
        if (!record.ParseFromString(bytes)) continue;
        stored.insert(key);
        const auto told = outcomes_.find(key);
        if (told == outcomes_.end()) {
            findings.push_back({"P3", key, "no commit has given this outcome"});
        } else if (told->second.digest != digest(record)) {
            findings.push_back({"P3", key, "it is not the outcome that was given"});
        }
    }
    for (const auto& [key, told] : outcomes_) {
        if (told.now + kKept > state.now() && !stored.contains(key)) {
            findings.push_back({"P3", key, "an outcome was given, it is not there"});
        }
    }
}

}  // namespace circle::verify
