// What a household asks for, and how it takes it back.
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>
#include <cmath>

#include "dispatcher/core/breach.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/entrances.hpp"
#include "dispatcher/core/folding.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/incidents.hpp"
#include "dispatcher/core/ladder.hpp"
#include "dispatcher/core/pauses.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

constexpr Time kUndo = 10'000;             // the page offers 5 s; the way here takes time too

// Name-based UUID (RFC 9562, version 5): the same tap always makes the same request, and the id
// tells nobody the door.
std::string request_id_of(const v1::Command& envelope) {
    static const boost::uuids::name_generator_sha1 generate(boost::uuids::ns::oid());
    const auto& who = envelope.principal();
    return boost::uuids::to_string(
        generate(who.estate() + "/" + who.id() + "/" + envelope.client_key()));
}

void set_door(const Estate& estate, const v1::Household& household, v1::Request& r) {
    r.set_building(household.building());
    r.set_floor(household.floor());
    const v1::Building* building = estate.building(household.building());
    if (household.has_point()) {
        *r.mutable_point() = household.point();
    } else if (building) {
        *r.mutable_point() = entrance_of(*building, household.unit());
    }
}

v1::Request new_request(Turn& turn, const v1::SubmitRequest& command, const v1::Category& category,
                        const v1::Household& household) {
    Estate& estate = turn.estate();
    v1::Request r;
    r.set_household_id(household.id());
    r.set_category(category.id());
    r.set_urgency(category.urgency() == v1::URGENCY_UNSPECIFIED ? v1::URGENCY_NORMAL
                                                                : category.urgency());
    r.set_headcount(category.headcount());
    r.set_skill(category.skill());
    r.set_licence(category.licence());
    r.set_sex(command.sex());
    r.set_submitted_at(turn.at());
    r.set_place(command.has_place() ? v1::PLACE_KIND_PLAN : v1::PLACE_KIND_DOOR);
    if (command.has_place()) {
        *r.mutable_point() = command.place();
        r.set_building(estate.nearest_building(command.place())->id());
        r.set_floor(1);
    } else {
        set_door(estate, household, r);
    }
    if (command.has_note()) *r.mutable_note() = command.note();
    return r;
}

// The field of `command.place` that does not fit the category, or nothing.
std::optional<std::string> check_place(const Estate& estate, const v1::SubmitRequest& command,
                                       const v1::Category& category) {
    if (!command.has_place()) return std::nullopt;  // at the door, then
    if (category.place() != v1::PLACE_KIND_PLAN) return "submit.place";
    const v1::Point& p = command.place();
    if (!(std::abs(p.lat()) <= 90)) return "submit.place.lat";
    if (!(std::abs(p.lon()) <= 180)) return "submit.place.lon";
    return estate.is_near(p) ? std::nullopt : std::optional("submit.place");
}

// The clock starts, the ladder stands at its first rung, and nobody has been asked.
void start_round(Turn& turn, v1::Request& r) {
    const Policy policy = turn.estate().policy.at_pace_of(r.urgency());
    const v1::Category* category = turn.estate().category(r.category());
    const Time target = category->sla_s() > 0 ? Time{category->sla_s()} * 1000 : policy.sla;
    r.set_clock_from(turn.at());
    r.set_sla_s(static_cast<std::uint32_t>(target / 1000));
    r.set_sla_due_at(turn.at() + target);
    r.set_alarm_due_at(turn.at() + policy.alarm);
    r.set_review_at(turn.at() + target + kReviewNobody);
    r.set_state(v1::REQUEST_STATE_QUEUED);
    start_ladder(turn, r);
}

// "Not solved": what was done so far is history.
void begin_round(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    turn.estate().ended.erase({r.ended_at(), r.id()});
    r.set_earlier_offers(static_cast<std::uint32_t>(r.offers_size()));
    r.set_earlier_visits(static_cast<std::uint32_t>(r.visits_size()));
    r.set_reopens(r.reopens() + 1);
    r.set_reopened_at(turn.now());
    r.set_arrived_at(0);
    r.set_breached_at(0);
    r.set_breach_cause(v1::BREACH_CAUSE_UNSPECIFIED);
    r.set_down_ms(0);
    r.set_held_ms(0);
    r.set_held_from(0);
    r.clear_trade();
    r.set_ended_at(0);
    r.clear_end_reason();
    r.clear_incident_id();
    r.set_alone(true);  // what an outage left unsolved is a matter of this door
    give_back_need(turn.estate(), r);
    start_round(turn, r);
}

// Whom the household may ask for; the field of `command` that does not fit, or nothing.
std::optional<std::string> check_sex(const v1::SubmitRequest& command,
                                     const v1::Category& category) {
    const bool known = command.sex() == v1::SEX_FEMALE || command.sex() == v1::SEX_MALE;
    const bool fits = command.sex() == v1::SEX_UNSPECIFIED || (known && category.may_ask_sex());
    return fits ? std::nullopt : std::optional("submit.sex");
}

// A life may be in danger: the coordinators hear of it at once, beside the offers.
void alarm_if_life_threatening(Turn& turn, RequestRecord& record) {
    if (!record.value.life_threatening()) return;
    raise_alarm(turn, record, v1::ALARM_REASON_LIFE_THREATENING);
}

// `r` with the answers of `command` instead of its own, and the skill and licence that these take;
// nothing if they do not fit the category. No fewer helpers: some may be on the way.
std::optional<v1::Request> answering(v1::Request r, const v1::SubmitRequest& command,
                                     const v1::Category& category) {
    r.clear_answers();
    r.set_skill(category.skill());
    r.set_licence(category.licence());
    if (apply_answers(command, category, r)) return std::nullopt;
    return r;
}

// A licence that is needed now is not with everybody who is being asked.
void ask_no_more_who_may_not(Turn& turn, RequestRecord& record) {
    std::vector<std::string> asked;
    for (const v1::Offer& offer : record.value.offers()) {
        if (is_pending(offer)) asked.push_back(offer.volunteer_id());
    }
    for (const std::string& id : asked) {
        const v1::Volunteer& volunteer = turn.estate().volunteers.at(id).value;
        const bool may = holds(volunteer, record.value.skill()) &&
                         !broken_rule(record.value, volunteer);
        if (!may) withdraw_offers(turn, record, id, "danger");
    }
}

// A life is in danger now, of which the open request knew nothing: that one becomes graver, with
// what the household answers now. Whatever kept help from it ends.
v1::Outcome worsen(Turn& turn, RequestRecord& record, const v1::SubmitRequest& command,
                   const v1::Category& category) {
    v1::Request& r = record.value;
    if (r.life_threatening()) return repeated(r.id());
    const auto said = answering(r, command, category);
    if (!said || !said->life_threatening()) return repeated(r.id());
    if (takes_part(turn.estate(), r)) unfold(turn, record);
    end_pause(turn, record, turn.at(), "danger");
    if (is_held(r)) release(turn, record, "danger");
    // Anew: what it had asked for others it has given back.
    const v1::Request graver = *answering(r, command, category);
    *r.mutable_answers() = graver.answers();
    r.set_life_threatening(true);
    r.set_sex(graver.sex());
    r.set_skill(graver.skill());
    r.set_licence(graver.licence());
    r.set_two_go_together(graver.two_go_together());
    set_need(turn.estate(), r, graver.urgency(), graver.headcount());
    ask_no_more_who_may_not(turn, record);
    alarm_if_life_threatening(turn, record);
    r.set_state(live_state(r));
    if (is_looking(r)) look_again(turn, record, "again.more");
    return accepted(r.id());
}

// The request of `id` if it is of this household, or nullptr: others do not exist for them (P9).
RequestRecord* own_request(Turn& turn, const std::string& id, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, id);
    return record && record->value.household_id() == who.id() ? record : nullptr;
}

}  // namespace

RequestRecord* find_request(Turn& turn, const std::string& id) {
    const auto it = turn.estate().requests.find(id);
    return it == turn.estate().requests.end() ? nullptr : &it->second;
}

v1::Outcome handle(Turn& turn, const v1::SubmitRequest& command, const v1::Command& envelope) {
    Estate& estate = turn.estate();
    const auto household = estate.households.find(envelope.principal().id());
    if (household == estate.households.end()) {
        return refused(v1::CODE_NOT_FOUND, "principal.id");
    }
    const v1::Category* category = estate.category(command.category());
    if (!category) return refused(v1::CODE_INVALID, "submit.category");

    const std::string id = request_id_of(envelope);
    if (estate.requests.contains(id)) return repeated(id);
    const auto open = estate.open.find({household->first, category->id()});
    if (open != estate.open.end()) {
        RequestRecord& record = estate.requests.at(open->second);
        const bool heard = !command.has_note() ||
                           add_remark(turn, record, envelope.principal(), command.note());
        const v1::Outcome outcome = worsen(turn, record, command, *category);
        const bool lost = !heard && outcome.repeat();  // else the danger is what counts
        return lost ? refused(v1::CODE_WRONG_STATE, "submit.note") : outcome;
    }

    if (auto field = check_place(estate, command, *category)) {
        return refused(v1::CODE_INVALID, *field);
    }
    if (auto field = check_sex(command, *category)) return refused(v1::CODE_INVALID, *field);
    v1::Request r = new_request(turn, command, *category, household->second.value);
    if (auto field = apply_answers(command, *category, r)) {
        return refused(v1::CODE_INVALID, *field);
    }
    ask_for_two(*category, household->second.value, r);
    r.set_id(id);
    r.set_number(++estate.last_request);
    start_round(turn, r);

    RequestRecord& record = estate.requests[id];
    record.value = std::move(r);
    turn.record(v1::FACT_KIND_REQUEST_SUBMITTED, id);
    turn.touch(record);
    alarm_if_life_threatening(turn, record);
    turn.look(id, "wave.nearest");
    fold_new(turn, record);
    return accepted(id);
}

v1::Outcome handle(Turn& turn, const v1::CancelRequest& command, const v1::Principal& who) {
    RequestRecord* record = own_request(turn, command.request_id(), who);
    if (!record) return refused(v1::CODE_NOT_FOUND, "cancel_request.request_id");
    v1::Request& r = record->value;
    if (r.state() == v1::REQUEST_STATE_CANCELLED) return repeated(r.id());
    if (const auto code = verdict(Deed::cancel, r.state()); code != v1::CODE_OK) {
        return refused(code, "cancel_request.request_id");
    }
    const bool undo = r.reopens() == 0 && turn.at() - r.submitted_at() <= kUndo;
    end_request(turn, *record, v1::REQUEST_STATE_CANCELLED, v1::FACT_KIND_REQUEST_CANCELLED,
                v1::VISIT_STATE_CANCELLED, undo ? "undo" : "cancelled");
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::ResolveRequest& command, const v1::Principal& who) {
    RequestRecord* record = own_request(turn, command.request_id(), who);
    if (!record) return refused(v1::CODE_NOT_FOUND, "resolve_request.request_id");
    v1::Request& r = record->value;
    if (r.state() == v1::REQUEST_STATE_RESOLVED) return repeated(r.id());
    if (const auto code = verdict(Deed::resolve, r.state()); code != v1::CODE_OK) {
        return refused(code, "resolve_request.request_id");
    }
    mark_breach(turn, *record, turn.at());
    refine_cause_unsaid(r);
    end_request(turn, *record, v1::REQUEST_STATE_RESOLVED, v1::FACT_KIND_REQUEST_RESOLVED,
                v1::VISIT_STATE_DONE, "resolved_by_resident");
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::ReopenRequest& command, const v1::Principal& who) {
    const bool resident = who.role() == v1::ROLE_RESIDENT;
    RequestRecord* record = resident ? own_request(turn, command.request_id(), who)
                                     : find_request(turn, command.request_id());
    if (!record) return refused(v1::CODE_NOT_FOUND, "reopen_request.request_id");
    Estate& estate = turn.estate();
    v1::Request& r = record->value;
    if (!is_terminal(r.state()) && r.reopens() > 0) return repeated(r.id());
    const bool in_time = turn.at() - r.ended_at() <= estate.policy.reopen;
    if (verdict(Deed::reopen, r.state()) != v1::CODE_OK || !in_time) {
        return refused(v1::CODE_WRONG_STATE, "reopen_request.request_id");
    }
    const auto open = estate.open.find({r.household_id(), r.category()});
    if (open != estate.open.end()) return repeated(open->second);
    if (!estate.households.contains(r.household_id()) || !estate.category(r.category())) {
        return refused(v1::CODE_WRONG_STATE, "reopen_request.request_id");
    }
    begin_round(turn, *record);
    turn.record(v1::FACT_KIND_REQUEST_REOPENED, r.id());
    turn.touch(*record);
    alarm_if_life_threatening(turn, *record);
    turn.look(r.id(), "again.reopened");
    return accepted(r.id());
}

}  // namespace circle::core
