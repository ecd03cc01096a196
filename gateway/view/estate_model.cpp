#include "gateway/view/estate_model.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/view/entity_id.hpp"
#include "gateway/view/rules.hpp"

namespace circle::gateway {
namespace {

constexpr std::size_t kMaxTombstones = 4096;

template <class Map>
auto find_in(const Map& held, const std::string& id) -> decltype(&held.begin()->second.value) {
    const auto it = held.find(id);
    return it == held.end() ? nullptr : &it->second.value;
}

template <class Map>
bool erase_in(Map& held, const std::string& id, std::uint64_t version) {
    const auto it = held.find(id);
    if (it == held.end() || it->second.version > version) return false;
    held.erase(it);
    return true;
}

}  // namespace

template <class Map, class T>
bool EstateModel::put_in(Map& held, const std::string& id, const T& value, std::uint64_t version) {
    auto& slot = held[id];
    if (slot.version >= version && slot.version > 0) return false;
    slot.value = value;
    slot.version = version;
    return true;
}

template <class Change>
bool EstateModel::recounted(const std::string& id, Change change) {
    const auto counts = [&] {
        const v1::Volunteer* held = volunteer(id);
        return held != nullptr && held->duty() == v1::DUTY_ON_DUTY ? 1u : 0u;
    };
    on_duty_ -= counts();
    const bool changed = change();
    on_duty_ += counts();
    return changed;
}

bool EstateModel::put(const v1::Entity& image) {
    const std::uint64_t version = image.version();
    if (!tombstones_.empty()) {
        const auto grave = tombstones_.find(to_string(id_of(image)));
        if (grave != tombstones_.end() && grave->second.version >= version) return false;
    }
    switch (image.kind_case()) {
        case v1::Entity::kConfig:
            if (config_.version >= version) return false;
            config_ = {image.config(), version};
            return true;
        case v1::Entity::kHousehold:
            return put_in(households_, image.household().id(), image.household(), version);
        case v1::Entity::kVolunteer:
            return recounted(image.volunteer().id(), [&] {
                return put_in(volunteers_, image.volunteer().id(), image.volunteer(), version);
            });
        case v1::Entity::kCredential:
            return put_in(credentials_, image.credential().id(), image.credential(), version);
        case v1::Entity::kRequest:
            return put_request(image.request(), version);
        case v1::Entity::kFailure:
            return put_in(failures_, image.failure().id(), image.failure(), version);
        case v1::Entity::kIncident:
            return put_in(incidents_, image.incident().id(), image.incident(), version);
        case v1::Entity::kLost:
            return put_in(lost_, image.lost().id(), image.lost(), version);
        case v1::Entity::kItem:
            return put_in(items_, image.item().id(), image.item(), version);
        case v1::Entity::kShiftChange:
            return put_in(shift_changes_, image.shift_change().id(), image.shift_change(), version);
        case v1::Entity::kCoverGap:
            return put_in(cover_gaps_, image.cover_gap().id(), image.cover_gap(), version);
        case v1::Entity::kCover:
            if (cover_.version >= version) return false;
            cover_ = {image.cover(), version};
            return true;
        case v1::Entity::kLedger:
            return put_in(ledgers_, image.ledger().month(), image.ledger(), version);
        case v1::Entity::kFact:
            add_fact(image.fact());
            return true;
        case v1::Entity::KIND_NOT_SET:
            break;
    }
    return false;
}

bool EstateModel::put_request(const v1::Request& request, std::uint64_t version) {
    const auto it = requests_.find(request.id());
    if (it != requests_.end()) {
        if (it->second.version >= version) return false;
        index(it->second.value, false);
        it->second = {request, version};
    } else {
        requests_.emplace(request.id(), Versioned<v1::Request>{request, version});
    }
    index(request, true);
    return true;
}

void EstateModel::index(const v1::Request& request, bool add) {
    const auto note = [&](auto& by, const std::string& id) {
        if (add) {
            by[id].insert(request.id());
        } else if (const auto it = by.find(id); it != by.end()) {
            it->second.erase(request.id());
            if (it->second.empty()) by.erase(it);
        }
    };
    note(of_household_, request.household_id());
    for (const auto& offer : request.offers()) {
        const bool missed = !is_terminal(request) && was_missed(offer);
        if (is_pending(offer) || missed) note(of_volunteer_, offer.volunteer_id());
    }
    for (const auto& visit : request.visits()) {
        if (is_live(visit)) {
            note(of_volunteer_, visit.volunteer_id());
        } else if (add) {
            past_[visit.volunteer_id()].insert({visit.ended_at(), request.id()});
        } else {
            past_[visit.volunteer_id()].erase({visit.ended_at(), request.id()});
        }
    }
    const std::pair<std::int64_t, std::string> end{request.ended_at(), request.id()};
    if (is_terminal(request)) {
        add ? (void)ended_.insert(end) : (void)ended_.erase(end);
    } else {
        add ? (void)live_.insert(request.id()) : (void)live_.erase(request.id());
    }
}

void EstateModel::add_fact(const v1::Fact& fact) {
    if (!fact.request_id().empty()) facts_[fact.request_id()][fact.number()] = fact;
}

void EstateModel::bury(const std::string& key, Tombstone tombstone) {
    if (!tombstones_.contains(key)) burials_.push_back(key);
    tombstones_[key] = std::move(tombstone);
    if (burials_.size() > kMaxTombstones) {
        tombstones_.erase(burials_.front());
        burials_.pop_front();
    }
}

bool EstateModel::erase(const std::string& key, std::uint64_t version) {
    const auto id = parse_entity_key(key);
    if (!id || id->estate != code_) return false;
    if (id->kind == "fact") {
        const auto slash = id->id.rfind('/');
        if (slash == std::string::npos) return false;
        std::uint64_t number = 0;
        std::from_chars(id->id.data() + slash + 1, id->id.data() + id->id.size(), number);
        const auto it = facts_.find(id->id.substr(0, slash));
        if (it == facts_.end() || it->second.erase(number) == 0) return false;
        if (it->second.empty()) facts_.erase(it);
        return true;
    }
    Tombstone tombstone{version, {}, {}};
    bool erased = false;
    if (id->kind == "request") {
        const auto it = requests_.find(id->id);
        if (it != requests_.end() && it->second.version <= version) {
            tombstone.household = it->second.value.household_id();
            index(it->second.value, false);
            requests_.erase(it);
            facts_.erase(id->id);
            erased = true;
        }
    } else if (id->kind == "household") {
        erased = erase_in(households_, id->id, version);
    } else if (id->kind == "volunteer") {
        erased = recounted(id->id, [&] { return erase_in(volunteers_, id->id, version); });
    } else if (id->kind == "failure") {
        erased = erase_in(failures_, id->id, version);
    } else if (id->kind == "incident") {
        erased = erase_in(incidents_, id->id, version);
    } else if (id->kind == "lost") {
        if (const auto it = lost_.find(id->id); it != lost_.end()) {
            tombstone.owner = it->second.value.by();
        }
        erased = erase_in(lost_, id->id, version);
    } else if (id->kind == "item") {
        if (const auto it = items_.find(id->id); it != items_.end()) {
            tombstone.owner = it->second.value.by();
        }
        erased = erase_in(items_, id->id, version);
    } else if (id->kind == "shift_change") {
        erased = erase_in(shift_changes_, id->id, version);
    } else if (id->kind == "cover_gap") {
        erased = erase_in(cover_gaps_, id->id, version);
    } else if (id->kind == "ledger") {
        erased = erase_in(ledgers_, id->id, version);
    } else if (id->kind == "credential") {
        erased = erase_in(credentials_, id->id, version);
    }
    bury(key, std::move(tombstone));
    return erased;
}

void EstateModel::apply(const v1::Event& event) {
    for (const auto& image : event.images()) put(image);
    for (const auto& key : event.erased()) erase(key, event.number());
    if (event.has_fact()) {
        v1::Fact fact = event.fact();
        fact.set_number(event.number());
        add_fact(fact);
    }
    number_ = std::max(number_, event.number());
}

const v1::Category* EstateModel::category(const std::string& id) const {
    for (const auto& category : config().categories()) {
        if (category.id() == id) return &category;
    }
    return nullptr;
}

std::string EstateModel::building_name(const std::string& id) const {
    for (const auto& building : config().buildings()) {
        if (building.id() == id) return building.name();
    }
    return id;
}

const v1::Household* EstateModel::household(const std::string& id) const {
    return find_in(households_, id);
}
const v1::Volunteer* EstateModel::volunteer(const std::string& id) const {
    return find_in(volunteers_, id);
}
const v1::Credential* EstateModel::credential(const std::string& id) const {
    return find_in(credentials_, id);
}
const v1::Request* EstateModel::request(const std::string& id) const {
    return find_in(requests_, id);
}

std::vector<const v1::Request*> EstateModel::recent_requests(std::size_t count,
                                                             std::size_t of_a_day) const {
    std::vector<const v1::Request*> found;
    for (const auto& id : live_) found.push_back(request(id));
    const auto day = [&](std::int64_t at) {
        return (at + config().utc_offset_min() * std::int64_t{60'000}) / 86'400'000;
    };
    std::size_t taken = 0;
    for (auto it = ended_.rbegin(); it != ended_.rend(); ++it, ++taken) {
        const bool last_day = day(it->first) == day(ended_.rbegin()->first);
        if (taken >= (last_day ? std::max(count, of_a_day) : count)) break;
        found.push_back(request(it->second));
    }
    return found;
}

std::vector<const v1::Request*> EstateModel::recent_requests_of(const std::string& household,
                                                                std::size_t count) const {
    std::vector<const v1::Request*> live;
    std::vector<const v1::Request*> ended;
    const auto it = of_household_.find(household);
    if (it == of_household_.end()) return live;
    for (const auto& id : it->second) {
        const v1::Request* r = request(id);
        (is_terminal(*r) ? ended : live).push_back(r);
    }
    std::sort(ended.begin(), ended.end(),
              [](const auto* a, const auto* b) { return a->ended_at() > b->ended_at(); });
    if (ended.size() > count) ended.resize(count);
    live.insert(live.end(), ended.begin(), ended.end());
    return live;
}

std::vector<const v1::Request*> EstateModel::engagements(const std::string& volunteer) const {
    std::vector<const v1::Request*> found;
    const auto it = of_volunteer_.find(volunteer);
    if (it == of_volunteer_.end()) return found;
    for (const auto& id : it->second) found.push_back(request(id));
    return found;
}

std::vector<const v1::Request*> EstateModel::past_visits(const std::string& volunteer,
                                                         std::size_t count) const {
    std::vector<const v1::Request*> found;
    const auto it = past_.find(volunteer);
    if (it == past_.end()) return found;
    for (auto visit = it->second.rbegin(); visit != it->second.rend(); ++visit) {
        if (found.size() == count) break;
        const v1::Request* r = request(visit->second);
        if (found.empty() || found.back() != r) found.push_back(r);
    }
    return found;
}

std::string EstateModel::live_request(const std::string& volunteer) const {
    for (const v1::Request* r : engagements(volunteer)) {
        for (const auto& visit : r->visits()) {
            if (visit.volunteer_id() == volunteer && is_live(visit)) return r->id();
        }
    }
    return {};
}

std::string EstateModel::household_of_erased(const std::string& request) const {
    const auto it = tombstones_.find("request/" + code_ + "/" + request);
    return it == tombstones_.end() ? std::string() : it->second.household;
}

const v1::Principal* EstateModel::owner_of_erased(const std::string& kind,
                                                  const std::string& id) const {
    const auto it = tombstones_.find(kind + "/" + code_ + "/" + id);
    return it == tombstones_.end() ? nullptr : &it->second.owner;
}

std::vector<v1::Fact> EstateModel::timeline(const std::string& request) const {
    std::vector<v1::Fact> found;
    const auto it = facts_.find(request);
    if (it == facts_.end()) return found;
    for (const auto& [number, fact] : it->second) found.push_back(fact);
    return found;
}

}  // namespace circle::gateway
