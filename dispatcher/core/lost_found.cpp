#include "dispatcher/core/lost_found.hpp"

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <set>

#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/subjects.hpp"

namespace circle::core {
namespace {

// Name-based UUID (RFC 9562, version 5), as for requests: the same tap always makes the same thing.
std::string id_of(const char* kind, const v1::Command& envelope) {
    static const boost::uuids::name_generator_sha1 generate(boost::uuids::ns::oid());
    const auto& who = envelope.principal();
    return boost::uuids::to_string(generate(who.estate() + "/" + kind + "/" +
                                            std::to_string(who.role()) + "/" + who.id() + "/" +
                                            envelope.client_key()));
}

v1::Outcome made(const std::string& id) {
    v1::Outcome outcome = accepted();
    outcome.set_id(id);
    return outcome;
}

v1::Outcome made_before(const std::string& id) {
    v1::Outcome outcome = repeated();
    outcome.set_id(id);
    return outcome;
}

bool is_by(const v1::Principal& a, const v1::Principal& b) {
    return a.role() == b.role() && a.id() == b.id();
}

bool may_report_lost(const Estate& estate, const v1::Principal& who) {
    int open = 0, theirs_open = 0, theirs = 0;
    for (const auto& [id, report] : estate.lost) {
        const bool still = is_open(report.value);
        open += still;
        if (!is_by(report.value.by(), who)) continue;
        ++theirs;
        theirs_open += still;
    }
    if (open >= kMaxLost) return false;
    if (who.role() != v1::ROLE_RESIDENT) return true;
    return theirs_open < kMaxOpenLost && theirs < kMaxKeptLost;
}

bool may_report_found(const Estate& estate, const v1::Principal& who) {
    int standing = 0, not_brought = 0;
    for (const auto& [id, item] : estate.items) {
        standing += is_standing(item.value);
        not_brought += item.value.state() == v1::ITEM_STATE_REPORTED && is_by(item.value.by(), who);
    }
    return standing < kMaxItems && not_brought < kMaxBrought;
}

// The smallest number that stands on no shelved item.
std::uint32_t free_shelf(const Estate& estate) {
    std::set<std::uint32_t> taken;
    for (const auto& [id, item] : estate.items) {
        if (item.value.state() == v1::ITEM_STATE_SHELVED) taken.insert(item.value.shelf());
    }
    std::uint32_t number = 1;
    while (taken.contains(number)) ++number;
    return number;
}

void shelve(Turn& turn, v1::FoundItem& item) {
    item.set_shelf(free_shelf(turn.estate()));
    item.set_state(v1::ITEM_STATE_SHELVED);
    item.set_shelved_at(turn.now());
}

void end_lost(Turn& turn, Kept<v1::LostReport>& report, v1::LostState state, const char* reason) {
    report.value.set_state(state);
    report.value.set_ended_at(turn.now());
    report.value.clear_suggestions();
    turn.record(v1::FACT_KIND_LOST_ENDED).set_reason(reason);
    turn.touch(report);
}

// The item has changed; `reason` says how.
void item_changed(Turn& turn, const Kept<v1::FoundItem>& item, const char* reason) {
    turn.record(v1::FACT_KIND_ITEM_CHANGED).set_reason(reason);
    turn.touch(item);
    suggest_item(turn, item.value);
}

template <class Map>
typename Map::mapped_type* kept_in(Map& map, const std::string& id) {
    const auto it = map.find(id);
    return it == map.end() ? nullptr : &it->second;
}

v1::Outcome dispose(Turn& turn, const v1::ChangeItem& command, Kept<v1::FoundItem>& item) {
    if (command.has_thing()) return refused(v1::CODE_INVALID, "change_item.thing");
    if (command.reason().empty() || code_points(command.reason()) > kMaxReason) {
        return refused(v1::CODE_INVALID, "change_item.reason");
    }
    item.value.set_state(v1::ITEM_STATE_DISPOSED);
    item.value.set_ended_at(turn.now());
    item.value.set_end_reason(command.reason());
    item_changed(turn, item, "disposed");
    return made(command.id());
}

v1::Outcome shelve_or_correct(Turn& turn, const v1::ChangeItem& command,
                              Kept<v1::FoundItem>& item) {
    const bool to_shelf =
        command.state() == v1::ITEM_STATE_SHELVED && item.value.state() == v1::ITEM_STATE_REPORTED;
    if (!to_shelf && !command.has_thing()) {
        if (command.state() == v1::ITEM_STATE_SHELVED) return made_before(command.id());
        return refused(v1::CODE_INVALID, "change_item.thing");
    }
    if (command.has_thing()) {
        const auto field = check_thing(turn.estate(), command.thing(), turn.at(), "change_item.");
        if (field) return refused(v1::CODE_INVALID, *field);
        *item.value.mutable_thing() = command.thing();
    }
    if (to_shelf) shelve(turn, item.value);
    item_changed(turn, item, to_shelf ? "shelved" : "corrected");
    return made(command.id());
}

template <class Kind>
void erase(Turn& turn, std::map<std::string, Kept<Kind>>& held, const std::string& id,
           v1::Entity key) {
    key.set_estate(turn.estate().code);
    turn.erase(entity_key(key));
    turn.estate().subject_due.set(entity_key(key), std::nullopt);
    held.erase(id);
}

}  // namespace

bool is_open(const v1::LostReport& report) {
    return report.state() == v1::LOST_STATE_SEARCHED;
}

bool is_standing(const v1::FoundItem& item) {
    return item.state() == v1::ITEM_STATE_REPORTED || item.state() == v1::ITEM_STATE_SHELVED;
}

v1::Outcome handle(Turn& turn, const v1::ReportLost& command, const v1::Command& envelope) {
    Estate& estate = turn.estate();
    const v1::Principal& who = envelope.principal();
    const std::string id = id_of("lost", envelope);
    if (estate.lost.contains(id)) return made_before(id);
    // A household is known by its card; whom a coordinator reports for is not.
    if (command.has_contact() != (who.role() == v1::ROLE_COORDINATOR)) {
        return refused(v1::CODE_INVALID, "report_lost.contact");
    }
    if (const auto field = check_thing(estate, command.thing(), turn.at(), "report_lost.")) {
        return refused(v1::CODE_INVALID, *field);
    }
    if (!may_report_lost(estate, who)) return refused(v1::CODE_WRONG_STATE, "report_lost");

    Kept<v1::LostReport>& kept = estate.lost[id];
    v1::LostReport& report = kept.value;
    report.set_id(id);
    report.set_number(++estate.last_request);
    *report.mutable_by() = who;
    *report.mutable_thing() = command.thing();
    report.set_reported_at(turn.at());
    report.set_state(v1::LOST_STATE_SEARCHED);
    if (command.has_contact()) *report.mutable_contact() = command.contact();
    suggest(estate, report);
    turn.record(v1::FACT_KIND_LOST_REPORTED);
    turn.touch(kept);
    return made(id);
}

v1::Outcome handle(Turn& turn, const v1::WithdrawLost& command, const v1::Principal& who) {
    Kept<v1::LostReport>* report = kept_in(turn.estate().lost, command.id());
    const bool theirs =
        report && (who.role() == v1::ROLE_COORDINATOR || is_by(report->value.by(), who));
    if (!theirs) return refused(v1::CODE_NOT_FOUND, "withdraw_lost.id");
    if (report->value.state() == v1::LOST_STATE_WITHDRAWN) return made_before(command.id());
    if (!is_open(report->value)) return refused(v1::CODE_WRONG_STATE, "withdraw_lost.id");
    end_lost(turn, *report, v1::LOST_STATE_WITHDRAWN, "withdrawn");
    return made(command.id());
}

v1::Outcome handle(Turn& turn, const v1::ReportFound& command, const v1::Command& envelope) {
    Estate& estate = turn.estate();
    const v1::Principal& who = envelope.principal();
    const std::string id = id_of("item", envelope);
    if (estate.items.contains(id)) return made_before(id);
    if (const auto field = check_thing(estate, command.thing(), turn.at(), "report_found.")) {
        return refused(v1::CODE_INVALID, *field);
    }
    if (!may_report_found(estate, who)) return refused(v1::CODE_WRONG_STATE, "report_found");

    Kept<v1::FoundItem>& kept = estate.items[id];
    v1::FoundItem& item = kept.value;
    item.set_id(id);
    *item.mutable_by() = who;
    *item.mutable_thing() = command.thing();
    item.set_reported_at(turn.at());
    item.set_state(v1::ITEM_STATE_REPORTED);
    // Coordinators have it in their hands.
    if (who.role() == v1::ROLE_COORDINATOR) shelve(turn, item);
    turn.record(v1::FACT_KIND_ITEM_FOUND);
    turn.touch(kept);
    suggest_item(turn, item);
    return made(id);
}

v1::Outcome handle(Turn& turn, const v1::ChangeItem& command) {
    Kept<v1::FoundItem>* item = kept_in(turn.estate().items, command.id());
    if (!item) return refused(v1::CODE_NOT_FOUND, "change_item.id");
    const bool dispose_it = command.state() == v1::ITEM_STATE_DISPOSED;
    if (!dispose_it && command.state() != v1::ITEM_STATE_SHELVED &&
        command.state() != v1::ITEM_STATE_UNSPECIFIED) {
        return refused(v1::CODE_INVALID, "change_item.state");
    }
    if (dispose_it && item->value.state() == v1::ITEM_STATE_DISPOSED) {
        return made_before(command.id());
    }
    if (!is_standing(item->value)) return refused(v1::CODE_WRONG_STATE, "change_item.id");
    return dispose_it ? dispose(turn, command, *item) : shelve_or_correct(turn, command, *item);
}

v1::Outcome handle(Turn& turn, const v1::DismissSuggestion& command) {
    Estate& estate = turn.estate();
    Kept<v1::LostReport>* report = kept_in(estate.lost, command.lost_id());
    if (!report) return refused(v1::CODE_NOT_FOUND, "dismiss_suggestion.lost_id");
    if (!is_open(report->value)) {
        return refused(v1::CODE_WRONG_STATE, "dismiss_suggestion.lost_id");
    }
    auto& list = *report->value.mutable_suggestions();
    const auto it = std::find_if(list.begin(), list.end(),
                                 [&](const auto& s) { return s.item_id() == command.item_id(); });
    if (it == list.end()) return refused(v1::CODE_NOT_FOUND, "dismiss_suggestion.item_id");
    if (it->dismissed()) return made_before(command.lost_id());
    it->set_dismissed(true);
    suggest(estate, report->value);
    turn.record(v1::FACT_KIND_ITEM_CHANGED).set_reason("dismissed");
    turn.touch(*report);
    return made(command.lost_id());
}

v1::Outcome handle(Turn& turn, const v1::HandOverItem& command, const v1::Principal& who) {
    Estate& estate = turn.estate();
    Kept<v1::FoundItem>* item = kept_in(estate.items, command.id());
    if (!item) return refused(v1::CODE_NOT_FOUND, "hand_over_item.id");
    if (!is_standing(item->value)) return refused(v1::CODE_WRONG_STATE, "hand_over_item.id");
    Kept<v1::LostReport>* report = nullptr;
    if (!command.lost_id().empty()) {
        report = kept_in(estate.lost, command.lost_id());
        if (!report) return refused(v1::CODE_NOT_FOUND, "hand_over_item.lost_id");
        if (!is_open(report->value)) {
            return refused(v1::CODE_WRONG_STATE, "hand_over_item.lost_id");
        }
    }
    if (!command.has_who()) return refused(v1::CODE_INVALID, "hand_over_item.who");
    if (!command.has_proof()) return refused(v1::CODE_INVALID, "hand_over_item.proof");

    v1::Claim& claim = *item->value.mutable_claim();
    claim.set_lost_id(command.lost_id());
    *claim.mutable_who() = command.who();
    *claim.mutable_proof() = command.proof();
    claim.set_at(turn.at());
    claim.set_by(who.id());
    item->value.set_state(v1::ITEM_STATE_RETURNED);
    item->value.set_ended_at(turn.now());
    if (report) end_lost(turn, *report, v1::LOST_STATE_RETURNED, "returned");
    item_changed(turn, *item, "returned");
    return made(command.id());
}

std::optional<Time> next_due(const v1::LostReport& report) {
    return is_open(report) ? report.reported_at() + kSearchedFor : report.ended_at() + kEndedKept;
}

std::optional<Time> next_due(const v1::FoundItem& item) {
    if (!is_standing(item)) return item.ended_at() + kEndedKept;
    if (item.called_out_at() > 0) return std::nullopt;
    return item.reported_at() + kCalledOutAfter;
}

void fire_lost(Turn& turn, const std::string& id) {
    Kept<v1::LostReport>& report = turn.estate().lost.at(id);
    if (is_open(report.value)) return end_lost(turn, report, v1::LOST_STATE_EXPIRED, "expired");
    turn.record(v1::FACT_KIND_LOST_ENDED).set_reason("erased");
    v1::Entity key;
    key.mutable_lost()->set_id(id);
    erase(turn, turn.estate().lost, id, std::move(key));
}

void fire_item(Turn& turn, const std::string& id) {
    Kept<v1::FoundItem>& item = turn.estate().items.at(id);
    if (is_standing(item.value)) {
        item.value.set_called_out_at(turn.now());
        turn.record(v1::FACT_KIND_ITEM_CHANGED).set_reason("unclaimed");
        return turn.touch(item);
    }
    turn.record(v1::FACT_KIND_ITEM_CHANGED).set_reason("erased");
    v1::Entity key;
    key.mutable_item()->set_id(id);
    erase(turn, turn.estate().items, id, std::move(key));
}

}  // namespace circle::core
