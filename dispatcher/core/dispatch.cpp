#include "dispatcher/core/dispatch.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "dispatcher/core/incidents.hpp"
#include "dispatcher/core/ladder.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

void open_offer(Turn& turn, v1::Request& r, const Pick& pick) {
    const Policy policy = turn.estate().policy.at_pace_of(r.urgency());
    const Time walk = Time{pick.walk_s} * 1000;
    v1::Offer& offer = *r.add_offers();
    offer.set_id(r.id() + "." + std::to_string(r.offers_size()));
    offer.set_volunteer_id(pick.volunteer_id);
    offer.set_opened_at(turn.now());
    offer.set_expires_at(turn.now() + accept_window(policy, r.sla_due_at() - turn.now(), walk));
    offer.set_outcome(v1::OFFER_OUTCOME_OPEN);
    offer.set_walk_s(pick.walk_s);
    offer.set_wave(r.waves());
    turn.estate().volunteers.at(pick.volunteer_id).asked_for.push_back(r.id());
}

void open_wave(Turn& turn, RequestRecord& request, Choice choice, const std::string& rule) {
    v1::Request& r = request.value;
    const bool again = std::all_of(choice.picks.begin(), choice.picks.end(),
                                   [](const Pick& pick) { return pick.asked_before; });
    r.set_waves(r.waves() + 1);
    v1::Fact& fact = turn.record(v1::FACT_KIND_WAVE_OPENED, r.id());
    for (const Pick& pick : choice.picks) {
        open_offer(turn, r, pick);
        fact.add_volunteer_ids(pick.volunteer_id);
    }
    choice.why.set_rule(rule == "rematch" && again ? "again.reask" : rule);
    *fact.mutable_why() = std::move(choice.why);
    r.set_state(live_state(r));
    turn.touch(request);
}

// An alarm that nobody hears goes round the contacts again and again, each round more slowly.
Time until_next_contact(Turn& turn, const v1::Request& r, std::uint32_t steps) {
    const Estate& estate = turn.estate();
    const auto contacts = estate.config.value.config().contacts_size();
    const std::uint32_t rounds = steps / static_cast<std::uint32_t>(std::max(contacts, 1));
    const Time first = estate.policy.at_pace_of(r.urgency()).contact;
    return std::max(first, std::min(first << std::min(rounds, 10u), kMaxContact));
}

// Opens offers until the wave is full or nobody of the open rungs is left to ask; with nobody asked
// and nobody left the next rung opens at once, and after the last one the coordinators are alarmed
// (P5). True if somebody was asked.
bool fill(Turn& turn, RequestRecord& request, const std::string& rule, const Free& free) {
    v1::Request& r = request.value;
    request.filled_at = turn.now();
    if (!is_looking(r) || is_held(r)) return false;
    for (;;) {
        const unsigned open = open_offers(r);
        const unsigned width = wave_width(r, turn.estate().policy);
        if (open >= width) return false;
        Choice choice = choose(turn.estate(), free, r, width - open, turn.moment());
        if (!choice.picks.empty()) {
            open_wave(turn, request, std::move(choice), rule);
            return true;
        }
        if (open > 0) return false;
        const char* reason = offers_of(r).empty() ? "empty" : "exhausted";
        if (open_next_rung(turn, request, reason)) continue;
        if (r.has_alarm()) return false;
        choice.why.set_rule("nobody");
        *raise_alarm(turn, request, v1::ALARM_REASON_NOBODY_AVAILABLE).mutable_why() =
            std::move(choice.why);
        return false;
    }
}

}  // namespace

// Between turns every looking request either has open offers or has gone through all rungs to the
// alarm. So while nobody is free, only those need a look to which this turn has done something:
// they have a rule. However many wait, a turn costs what it can change.
void match(Turn& turn) {
    std::map<std::string, std::string> rules;
    if (!turn.take_matching(rules)) return;
    Estate& estate = turn.estate();
    std::vector<Rank> changed;  // the index does not know yet where they stand now
    for (const auto& [id, rule] : rules) {
        changed.push_back(rank_of(estate.requests.at(id).value));
    }
    std::sort(changed.begin(), changed.end());
    std::optional<Free> free;  // asking somebody makes it stale
    const auto who_is_free = [&]() -> const Free& {
        if (!free) free = find_free(estate);
        return *free;
    };
    auto next_changed = changed.begin();
    auto next_other = estate.looking.begin();
    for (;;) {
        const auto id_of = [](const Rank& rank) { return std::get<3>(rank); };
        while (next_other != estate.looking.end() && rules.contains(id_of(*next_other))) {
            ++next_other;
        }
        const bool others = next_other != estate.looking.end() && !who_is_free().empty();
        if (!others && next_changed == changed.end()) break;
        const bool other_first =
            others && (next_changed == changed.end() || *next_other < *next_changed);
        const std::string id = id_of(other_first ? *next_other++ : *next_changed++);
        const auto rule = rules.find(id);
        const bool asked = fill(turn, estate.requests.at(id),
                                rule == rules.end() ? "rematch" : rule->second, who_is_free());
        if (asked) free.reset();
    }
    turn.take_matching(rules);
}

void end_offer(Turn& turn, v1::Offer& offer, v1::OfferOutcome outcome) {
    offer.set_outcome(outcome);
    offer.set_ended_at(turn.now());
    const std::string request = request_of_offer(offer.id());
    auto& asked_for = turn.estate().volunteers.at(offer.volunteer_id()).asked_for;
    asked_for.erase(std::find(asked_for.begin(), asked_for.end(), request));
    turn.look(request);  // it may have nobody left who is asked
}

void end_open_offers(Turn& turn, RequestRecord& request, v1::OfferOutcome outcome,
                     const std::string& reason) {
    if (open_offers(request.value) == 0) return;
    v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, request.value.id());
    fact.set_offer_outcome(outcome);
    fact.set_reason(reason);
    for (v1::Offer& offer : *request.value.mutable_offers()) {
        if (offer.outcome() != v1::OFFER_OUTCOME_OPEN) continue;
        fact.add_volunteer_ids(offer.volunteer_id());
        end_offer(turn, offer, outcome);
    }
    turn.touch(request);
}

void withdraw_offers_of(Turn& turn, const std::string& volunteer_id, const std::string& reason) {
    auto asked_for = turn.estate().volunteers.at(volunteer_id).asked_for;
    std::sort(asked_for.begin(), asked_for.end());  // not in the order of asking: it is not kept
    for (const std::string& id : asked_for) {
        RequestRecord& request = turn.estate().requests.at(id);
        for (v1::Offer& offer : *request.value.mutable_offers()) {
            if (offer.volunteer_id() != volunteer_id || offer.outcome() != v1::OFFER_OUTCOME_OPEN) {
                continue;
            }
            v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, id);
            fact.add_volunteer_ids(volunteer_id);
            fact.set_offer_outcome(v1::OFFER_OUTCOME_WITHDRAWN);
            fact.set_reason(reason);
            end_offer(turn, offer, v1::OFFER_OUTCOME_WITHDRAWN);
            request.value.set_state(live_state(request.value));
            turn.touch(request);
        }
    }
}

v1::Fact& raise_alarm(Turn& turn, RequestRecord& request, v1::AlarmReason reason) {
    v1::Request& r = request.value;
    v1::Alarm alarm;
    alarm.set_reason(reason);
    alarm.set_raised_at(turn.now());
    alarm.set_next_contact_at(turn.now() + until_next_contact(turn, r, 0));
    *r.mutable_alarm() = std::move(alarm);
    r.set_alarm_due_at(0);
    v1::Fact& fact = turn.record(v1::FACT_KIND_ALARM_RAISED, r.id());
    fact.set_alarm_reason(reason);
    turn.touch(request);
    return fact;
}

void alarm_next_contact(Turn& turn, RequestRecord& request) {
    v1::Request& r = request.value;
    v1::Alarm& alarm = *r.mutable_alarm();
    alarm.set_contact(alarm.contact() + 1);
    alarm.set_next_contact_at(turn.now() + until_next_contact(turn, r, alarm.contact()));
    turn.record(v1::FACT_KIND_ALARM_ESCALATED, r.id()).set_alarm_reason(alarm.reason());
    turn.touch(request);
}

void acknowledge_alarm(Turn& turn, RequestRecord& request, const std::string& coordinator) {
    v1::Request& r = request.value;
    if (!r.has_alarm() || r.alarm().acknowledged_at() > 0) return;
    r.mutable_alarm()->set_acknowledged_by(coordinator);
    r.mutable_alarm()->set_acknowledged_at(turn.now());
    r.mutable_alarm()->set_next_contact_at(0);
    r.set_review_at(turn.now() + (is_looking(r) ? kReviewNobody : kReviewVisit));
    turn.record(v1::FACT_KIND_ALARM_ACKNOWLEDGED, r.id());
    turn.touch(request);
}

bool mark_breach(Turn& turn, RequestRecord& request, Time until) {
    v1::Request& r = request.value;
    if (r.arrived_at() > 0 || r.breached_at() > 0 || r.sla_due_at() > until) return false;
    r.set_breached_at(r.sla_due_at());
    turn.record(v1::FACT_KIND_SLA_BREACHED, r.id());
    turn.touch(request);
    return true;
}

void settle(Turn& turn, RequestRecord& request, const std::string& volunteer_id) {
    v1::Request& r = request.value;
    if (!is_looking(r)) {
        end_open_offers(turn, request, v1::OFFER_OUTCOME_TAKEN, "");
        r.clear_hold();
        if (r.has_alarm() && !is_breached(turn.estate(), r)) r.clear_alarm();
        r.set_alarm_due_at(0);
        r.set_review_at(turn.now() + kReviewVisit);
    }
    withdraw_offers_of(turn, volunteer_id, "took_another");
}

v1::Visit& start_visit(Turn& turn, RequestRecord& request, const std::string& volunteer_id,
                       v1::Offer* offer, v1::FactKind kind, const std::string& reason) {
    v1::Request& r = request.value;
    Estate& estate = turn.estate();
    VolunteerRecord& volunteer = estate.volunteers.at(volunteer_id);
    if (offer && offer->outcome() == v1::OFFER_OUTCOME_OPEN) {
        end_offer(turn, *offer, v1::OFFER_OUTCOME_ACCEPTED);
    }
    if (offer) {
        offer->set_outcome(v1::OFFER_OUTCOME_ACCEPTED);
        offer->set_ended_at(turn.now());
    }
    const Time walk_s = offer ? offer->walk_s() : walk_seconds(estate, r, volunteer, turn.now());

    v1::Visit& visit = *r.add_visits();
    visit.set_volunteer_id(volunteer_id);
    if (offer) visit.set_offer_id(offer->id());
    visit.set_state(v1::VISIT_STATE_ACCEPTED);
    visit.set_accepted_at(turn.now());
    visit.set_promised_at(turn.now() + estate.policy.turnout + walk_s * 1000);
    visit.set_reason(reason);
    volunteer.live_request = r.id();

    v1::Fact& fact = turn.record(kind, r.id());
    fact.add_volunteer_ids(volunteer_id);
    fact.set_reason(reason);
    r.set_state(live_state(r));
    turn.touch(request);
    settle(turn, request, volunteer_id);
    return visit;
}

void look_again(Turn& turn, RequestRecord& request, const std::string& rule) {
    v1::Request& r = request.value;
    const Policy policy = turn.estate().policy.at_pace_of(r.urgency());
    r.set_alarm_due_at(r.has_alarm() ? 0 : std::max(turn.now(), r.clock_from() + policy.alarm));
    r.set_review_at(turn.now() + kReviewNobody);
    r.set_state(live_state(r));
    turn.touch(request);
    turn.look(r.id(), rule);
}

void end_visit(Turn& turn, v1::Visit& visit, v1::VisitState state) {
    visit.set_state(state);
    visit.set_ended_at(turn.now());
    turn.estate().volunteers.at(visit.volunteer_id()).live_request.clear();
    turn.free_capacity();
}

void end_request(Turn& turn, RequestRecord& request, v1::RequestState state, v1::FactKind kind,
                 v1::VisitState visits_become, const std::string& reason) {
    v1::Request& r = request.value;
    mark_breach(turn, request, turn.at());
    end_open_offers(turn, request, v1::OFFER_OUTCOME_WITHDRAWN, reason);
    v1::Fact& fact = turn.record(kind, r.id());
    fact.set_reason(reason);
    for (v1::Visit& visit : *r.mutable_visits()) {
        if (!is_live(visit)) continue;
        fact.add_volunteer_ids(visit.volunteer_id());
        end_visit(turn, visit, visits_become);
    }
    r.set_state(state);
    r.set_ended_at(turn.now());
    r.set_end_reason(reason);
    r.clear_alarm();
    r.clear_hold();
    r.set_alarm_due_at(0);
    r.set_review_at(0);
    r.set_rung_due_at(0);
    turn.touch(request);
    leave_incident(turn, request);
}

}  // namespace circle::core
