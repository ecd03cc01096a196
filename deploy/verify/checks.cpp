#include "deploy/verify/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "deploy/verify/rules.hpp"

namespace circle::verify {

std::string entity_key(const v1::Entity& e) {
    switch (e.kind_case()) {
        case v1::Entity::kConfig:
            return fmt::format("estate/{}/{}", e.estate(), e.estate());
        case v1::Entity::kHousehold:
            return fmt::format("household/{}/{}", e.estate(), e.household().id());
        case v1::Entity::kVolunteer:
            return fmt::format("volunteer/{}/{}", e.estate(), e.volunteer().id());
        case v1::Entity::kCredential:
            return fmt::format("credential/{}/{}", e.estate(), e.credential().id());
        case v1::Entity::kRequest:
            return fmt::format("request/{}/{}", e.estate(), e.request().id());
        case v1::Entity::kFact:
            return fmt::format("fact/{}/{}/{:012}", e.estate(), e.fact().request_id(),
                               e.fact().number());
        case v1::Entity::kFailure:
            return fmt::format("failure/{}/{}", e.estate(), e.failure().id());
        case v1::Entity::kIncident:
            return fmt::format("incident/{}/{}", e.estate(), e.incident().id());
        case v1::Entity::kLost:
            return fmt::format("lost/{}/{}", e.estate(), e.lost().id());
        case v1::Entity::kItem:
            return fmt::format("item/{}/{}", e.estate(), e.item().id());
        case v1::Entity::kShiftChange:
            return fmt::format("shift_change/{}/{}", e.estate(), e.shift_change().id());
        case v1::Entity::kCoverGap:
            return fmt::format("cover_gap/{}/{}", e.estate(), e.cover_gap().id());
        case v1::Entity::kCover:
            return fmt::format("cover/{}/{}", e.estate(), e.estate());
        case v1::Entity::kLedger:
            return fmt::format("ledger/{}/{}", e.estate(), e.ledger().month());
        case v1::Entity::KIND_NOT_SET:
            break;
    }
    return {};
}

namespace {

// Everything of one estate, by id.
struct Estate {
    const v1::Estate* config = nullptr;
    std::map<std::string, const v1::Household*> households;
    std::map<std::string, const v1::Volunteer*> volunteers;
    std::map<std::string, const v1::Request*> requests;
    std::map<std::string, const v1::Incident*> incidents;
    std::vector<const v1::Credential*> credentials;
    std::vector<std::pair<std::string, const v1::Fact*>> facts;
    std::uint64_t newest_entity = 0;
};

class ShardCheck {
  public:
    explicit ShardCheck(const Contents& contents) : contents_(contents) {}

    Findings run() {
        read_entities();
        check_outcomes();
        for (const auto& [code, estate] : estates_) check_estate(code, estate);
        check_state();
        return std::move(findings_);
    }

  private:
    template <class... Values>
    void say(const char* check, const std::string& key, fmt::format_string<Values...> text,
             Values&&... values) {
        findings_.push_back({check, key, fmt::format(text, std::forward<Values>(values)...)});
    }

    void read_entities();
    void place(const std::string& key, const v1::Entity& entity);
    void check_outcomes();
    void check_estate(const std::string& code, const Estate& estate);
    void check_references(const std::string& code, const Estate& estate);
    void check_credentials(const std::string& code, const Estate& estate);
    void check_request(const std::string& key, const Estate& estate, const v1::Request& r);
    void check_offers(const std::string& key, const Estate& estate, const v1::Request& r);
    void check_visits(const std::string& key, const v1::Request& r);
    void check_pauses(const std::string& key, const v1::Request& r);
    void check_due(const std::string& key, const v1::Request& r);
    void check_people(const std::string& code, const Estate& estate);
    void check_numbers(const std::string& code, const Estate& estate);
    void check_incidents(const std::string& code, const Estate& estate);
    void check_state();

    const Contents& contents_;
    Findings findings_;
    std::vector<v1::Entity> entities_;
    std::map<std::string, Estate> estates_;
};

void ShardCheck::read_entities() {
    entities_.reserve(contents_.entities.size());  // estates_ points into it
    for (const auto& [key, bytes] : contents_.entities) {
        v1::Entity& entity = entities_.emplace_back();
        if (!entity.ParseFromString(bytes)) {
            say("parses", key, "it is no Entity");
            continue;
        }
        if (entity_key(entity) != key) {
            say("parses", key, "it holds {}", entity_key(entity));
            continue;
        }
        place(key, entity);
    }
}

void ShardCheck::place(const std::string& key, const v1::Entity& entity) {
    Estate& estate = estates_[entity.estate()];
    estate.newest_entity = std::max(estate.newest_entity, entity.version());
    if (entity.has_config()) estate.config = &entity.config();
    if (entity.has_household()) estate.households[entity.household().id()] = &entity.household();
    if (entity.has_volunteer()) estate.volunteers[entity.volunteer().id()] = &entity.volunteer();
    if (entity.has_request()) estate.requests[entity.request().id()] = &entity.request();
    if (entity.has_incident()) estate.incidents[entity.incident().id()] = &entity.incident();
    if (entity.has_credential()) estate.credentials.push_back(&entity.credential());
    if (entity.has_fact()) estate.facts.emplace_back(key, &entity.fact());
}

void ShardCheck::check_outcomes() {
    for (const auto& [key, bytes] : contents_.outcomes) {
        v1::OutcomeRecord record;
        if (!record.ParseFromString(bytes)) {
            say("parses", key, "it is no OutcomeRecord");
            continue;
        }
        const auto& who = record.principal();
        const auto wanted = fmt::format("{}/{}/{}/{}", who.estate(), static_cast<int>(who.role()),
                                        who.id(), record.outcome().client_key());
        if (wanted != key) say("parses", key, "it is the outcome of {}", wanted);
    }
}

void ShardCheck::check_estate(const std::string& code, const Estate& estate) {
    const std::string key = fmt::format("estate/{}/{}", code, code);
    if (!estate.config) return say("refers", key, "the estate's configuration is missing");
    if (estate.config->config().code() != code) {
        say("refers", key, "its code is {}", estate.config->config().code());
    }
    check_references(code, estate);
    check_credentials(code, estate);
    for (const auto& [id, request] : estate.requests) {
        check_request(fmt::format("request/{}/{}", code, id), estate, *request);
    }
    check_people(code, estate);
    check_numbers(code, estate);
    check_incidents(code, estate);
}

void ShardCheck::check_references(const std::string& code, const Estate& estate) {
    std::set<std::string> buildings;
    for (const auto& b : estate.config->config().buildings()) buildings.insert(b.id());
    for (const auto& [id, household] : estate.households) {
        if (!buildings.contains(household->building())) {
            say("refers", fmt::format("household/{}/{}", code, id), "there is no building {}",
                household->building());
        }
    }
    for (const auto& [id, volunteer] : estate.volunteers) {
        if (!volunteer->group().empty() && !buildings.contains(volunteer->group())) {
            say("refers", fmt::format("volunteer/{}/{}", code, id), "there is no building {}",
                volunteer->group());
        }
    }
    for (const auto& [key, fact] : estate.facts) {
        if (!estate.requests.contains(fact->request_id())) {
            say("refers", key, "there is no request {}", fact->request_id());
        }
    }
}

void ShardCheck::check_credentials(const std::string& code, const Estate& estate) {
    std::set<std::string> contacts;
    for (const auto& c : estate.config->config().contacts()) contacts.insert(c.id());
    for (const v1::Credential* held : estate.credentials) {
        const auto& who = held->principal();
        if (held->revoked_at() > 0) continue;
        const bool there = who.role() == v1::ROLE_RESIDENT ? estate.households.contains(who.id())
                           : who.role() == v1::ROLE_COORDINATOR
                               ? contacts.contains(who.id())
                               : estate.volunteers.contains(who.id());
        if (!there) {
            say("refers", fmt::format("credential/{}/{}", code, held->id()),
                "it is valid, but there is no {} {}", v1::Role_Name(who.role()), who.id());
        }
    }
}

void ShardCheck::check_request(const std::string& key, const Estate& estate, const v1::Request& r) {
    if (!is_terminal(r) && !estate.households.contains(r.household_id())) {
        say("refers", key, "there is no household {}", r.household_id());
    }
    if (r.earlier_offers() > static_cast<unsigned>(r.offers_size()) ||
        r.earlier_visits() > static_cast<unsigned>(r.visits_size())) {
        return say("state", key, "earlier rounds had more offers or visits than there are");
    }
    check_offers(key, estate, r);
    check_visits(key, r);
    check_pauses(key, r);
    check_due(key, r);
}

// Only the newest pause may stand, of a request that goes on; then nobody is being asked.
void ShardCheck::check_pauses(const std::string& key, const v1::Request& r) {
    for (int i = 0; i < r.pauses_size(); ++i) {
        const v1::Pause& pause = r.pauses(i);
        const bool newest = i + 1 == r.pauses_size();
        if (pause.ended_at() > 0 && pause.ended_at() < pause.from()) {
            say("state", key, "its pause {} ended before it began", i);
        }
        if (pause.ended_at() > 0) continue;
        if (!newest || is_terminal(r)) say("P6", key, "its pause {} will never end", i);
        if (std::any_of(r.offers().begin(), r.offers().end(), is_open)) {
            say("state", key, "it is paused, and somebody is being asked");
        }
    }
}

void ShardCheck::check_offers(const std::string& key, const Estate& estate, const v1::Request& r) {
    for (const auto& offer : r.offers()) {
        if (offer.outcome() == v1::OFFER_OUTCOME_UNSPECIFIED) {
            say("P4", key, "offer {} has no outcome", offer.id());
        }
        if (is_open(offer) != (offer.ended_at() == 0)) {
            say("P4", key, "offer {} is {}, but ended_at is {}", offer.id(),
                v1::OfferOutcome_Name(offer.outcome()), offer.ended_at());
        }
        if (!is_open(offer)) continue;
        if (is_terminal(r)) say("P4", key, "offer {} is open, the request has ended", offer.id());
        const auto held = estate.volunteers.find(offer.volunteer_id());
        if (held == estate.volunteers.end()) {
            say("refers", key, "offer {}: there is no volunteer {}", offer.id(),
                offer.volunteer_id());
        } else if (held->second->duty() != v1::DUTY_ON_DUTY) {
            say("P4", key, "offer {} is open, {} is off duty", offer.id(), offer.volunteer_id());
        }
    }
}

void ShardCheck::check_visits(const std::string& key, const v1::Request& r) {
    unsigned live = 0;
    unsigned done = 0;
    bool arrived = false;
    for (int i = static_cast<int>(r.earlier_visits()); i < r.visits_size(); ++i) {
        live += is_live(r.visits(i)) ? 1 : 0;
        done += r.visits(i).state() == v1::VISIT_STATE_DONE ? 1 : 0;
        arrived = arrived || r.visits(i).state() == v1::VISIT_STATE_ARRIVED;
    }
    for (const auto& visit : r.visits()) {
        if (is_live(visit) && visit.ended_at() > 0) {
            say("state", key, "a visit of {} is live and has ended", visit.volunteer_id());
        }
    }
    if (live > r.headcount()) {
        say("P2", key, "{} visits are live, {} are wanted", live, r.headcount());
    }
    if (is_terminal(r)) {
        if (live > 0) say("state", key, "it has ended, and {} visits are live", live);
        return;
    }
    // Who was at the door has left, and the licensed trade is awaited.
    arrived = arrived || (r.has_trade() && r.trade().done_at() == 0 && r.arrived_at() > 0);
    unsigned open = 0;
    for (const auto& offer : r.offers()) open += is_open(offer) ? 1 : 0;
    // A helper of the incident's lead stopped the clock of who is folded.
    arrived = arrived || (!r.incident_id().empty() && r.arrived_at() > 0);
    const auto expected = arrived                        ? v1::REQUEST_STATE_ARRIVED
                          : live + done >= r.headcount() ? v1::REQUEST_STATE_ASSIGNED
                          : open > 0                     ? v1::REQUEST_STATE_OFFERING
                                                         : v1::REQUEST_STATE_QUEUED;
    if (r.state() != expected) {
        say("state", key, "it is {}, its visits and offers say {}",
            v1::RequestState_Name(r.state()), v1::RequestState_Name(expected));
    }
}

void ShardCheck::check_due(const std::string& key, const v1::Request& r) {
    if (is_terminal(r)) {
        if (r.ended_at() == 0) say("state", key, "it has ended, nobody knows when");
        if (r.has_alarm() || r.review_at() > 0) say("P6", key, "it has ended and still has timers");
        return;
    }
    if (r.ended_at() > 0) say("state", key, "it goes on, and ended_at is set");
    const bool waiting = r.has_alarm() && r.alarm().next_contact_at() > 0;
    if (r.review_at() == 0 && !waiting) say("P6", key, "nothing will ever look at it again");
    if (!r.has_alarm()) return;
    const auto& alarm = r.alarm();
    const bool acknowledged = alarm.acknowledged_at() > 0;
    if (acknowledged == alarm.acknowledged_by().empty()) {
        say("P6", key, "its alarm is acknowledged by \"{}\" at {}", alarm.acknowledged_by(),
            alarm.acknowledged_at());
    }
    if (acknowledged == (alarm.next_contact_at() > 0)) {
        say("P6", key, "its alarm {} acknowledged, and its next contact is due at {}",
            acknowledged ? "is" : "is not", alarm.next_contact_at());
    }
}

void ShardCheck::check_people(const std::string& code, const Estate& estate) {
    std::map<std::string, std::string> visiting;
    std::map<std::string, unsigned> asked;
    std::map<std::string, std::string> open;  // household and category
    std::map<std::uint64_t, std::string> numbers;
    for (const auto& [id, r] : estate.requests) {
        const std::string key = fmt::format("request/{}/{}", code, id);
        for (const auto& visit : r->visits()) {
            if (!is_live(visit)) continue;
            if (!estate.volunteers.contains(visit.volunteer_id())) {
                say("refers", key, "there is no volunteer {}", visit.volunteer_id());
            }
            const auto [other, fresh] = visiting.emplace(visit.volunteer_id(), id);
            if (!fresh) say("P2", key, "{} is also at {}", visit.volunteer_id(), other->second);
        }
        for (const auto& offer : r->offers()) {
            if (is_open(offer) && ++asked[offer.volunteer_id()] == 3) {
                say("P4", key, "{} has more than two open offers", offer.volunteer_id());
            }
        }
        if (!is_terminal(*r)) {
            const auto [other, fresh] = open.emplace(r->household_id() + "/" + r->category(), id);
            if (!fresh) say("state", key, "{} is open for the same, too", other->second);
        }
        const auto [other, fresh] = numbers.emplace(r->number(), id);
        if (!fresh) say("state", key, "{} has the number {}, too", other->second, r->number());
    }
}

void ShardCheck::check_numbers(const std::string& code, const Estate& estate) {
    v1::ShardState state;
    state.ParseFromString(contents_.state);
    const auto& counters = state.counters();
    const auto counter = std::find_if(counters.begin(), counters.end(),
                                      [&](const auto& c) { return c.estate() == code; });
    const std::string key = fmt::format("estate/{}/{}", code, code);
    if (counter == counters.end()) return say("P7", key, "its events are not counted");
    if (estate.newest_entity > counter->last_event()) {
        say("P7", key, "an entity is of event {}, the newest is {}", estate.newest_entity,
            counter->last_event());
    }
    for (const auto& [id, r] : estate.requests) {
        if (r->number() == 0 || r->number() > counter->last_request()) {
            say("state", fmt::format("request/{}/{}", code, id), "its number is {} of {}",
                r->number(), counter->last_request());
        }
    }
}

// Who waits for an outage is on its list, and who is on the list waits for it or leads it.
void ShardCheck::check_incidents(const std::string& code, const Estate& estate) {
    for (const auto& [id, r] : estate.requests) {
        if (is_terminal(*r) || r->incident_id().empty()) continue;
        const auto held = estate.incidents.find(r->incident_id());
        const bool waits = held != estate.incidents.end() && held->second->ended_at() == 0 &&
                           std::count(held->second->request_ids().begin(),
                                      held->second->request_ids().end(), id) == 1;
        if (!waits) {
            say("refers", fmt::format("request/{}/{}", code, id),
                "no outage {} goes on that it is part of", r->incident_id());
        }
    }
    for (const auto& [id, incident] : estate.incidents) {
        if (incident->ended_at() > 0) continue;
        const std::string key = fmt::format("incident/{}/{}", code, id);
        bool led = false;
        for (const auto& request_id : incident->request_ids()) {
            const auto found = estate.requests.find(request_id);
            const bool leads = request_id == incident->lead_request_id();
            led = led || leads;
            const bool waits = found != estate.requests.end() && !is_terminal(*found->second) &&
                               found->second->incident_id() == (leads ? "" : id);
            if (!waits) say("refers", key, "the request {} does not wait for it", request_id);
        }
        if (!led) say("P6", key, "nobody is dispatched for it");
    }
}

void ShardCheck::check_state() {
    v1::ShardState state;
    if (contents_.state.empty()) {
        if (!contents_.entities.empty()) say("state", "state", "there are entities and no state");
        return;
    }
    if (!state.ParseFromString(contents_.state)) {
        return say("parses", "state", "it is no ShardState");
    }
    if (std::to_string(state.version()) != contents_.version) {
        say("state", "state", "it is of version {}, beside it stands {}", state.version(),
            contents_.version);
    }
    for (const auto& counter : state.counters()) {
        if (!estates_.contains(counter.estate())) {
            say("refers", "state", "it counts the events of {}, which is not there",
                counter.estate());
        }
    }
}

}  // namespace

Findings check_shard(const Contents& contents) {
    return ShardCheck(contents).run();
}

const v1::CommitRecord* StreamCheck::add(const std::string& id, const std::string& bytes,
                                         Findings& findings) {
    const std::string key = "events " + id;
    v1::CommitRecord& record = record_;
    if (!record.ParseFromString(bytes)) {
        findings.push_back({"parses", key, "it is no CommitRecord"});
        return nullptr;
    }
    if (record.version() > until_) return nullptr;
    if (record.previous() != version_) {
        findings.push_back({"P7", key,
                            fmt::format("it follows version {}, the one before it is {}",
                                        record.previous(), version_)});
    }
    for (const auto& event : record.events()) {
        const std::uint64_t expected = newest_[event.estate()] + 1;
        if (event.number() != expected) {
            findings.push_back({"P7", key,
                                fmt::format("event {} of {} where {} was due", event.number(),
                                            event.estate(), expected)});
        }
        newest_[event.estate()] = event.number();
    }
    version_ = record.version();
    return &record_;
}

void StreamCheck::finish(const std::string& bytes, Findings& findings) const {
    v1::ShardState state;
    if (!state.ParseFromString(bytes)) return;  // check_shard() says so
    for (const auto& counter : state.counters()) {
        const auto held = newest_.find(counter.estate());
        const std::uint64_t newest = held == newest_.end() ? 0 : held->second;
        if (newest >= counter.last_event()) continue;
        findings.push_back({"P7", "events",
                            fmt::format("{} has {} events, the stream ends with {}",
                                        counter.estate(), counter.last_event(), newest)});
    }
}

}  // namespace circle::verify
