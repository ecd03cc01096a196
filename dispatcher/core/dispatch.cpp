#include "dispatcher/core/dispatch.hpp"

#include <algorithm>

#include "dispatcher/core/breach.hpp"
#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/incidents.hpp"
#include "dispatcher/core/ladder.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/pauses.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"
#include "dispatcher/core/workload.hpp"

namespace circle::core {
namespace {

// An alarm that nobody hears goes round the contacts again and again, each round more slowly.
Time until_next_contact(Turn& turn, const v1::Request& r, std::uint32_t steps) {
    const Estate& estate = turn.estate();
    const auto contacts = estate.config.value.config().contacts_size();
    const std::uint32_t rounds = steps / static_cast<std::uint32_t>(std::max(contacts, 1));
    const Time first = estate.policy.at_pace_of(r.urgency()).contact;
    return std::max(first, std::min(first << std::min(rounds, 10u), kMaxContact));
}

}  // namespace

void end_offer(Turn& turn, v1::Offer& offer, v1::OfferOutcome outcome) {
    offer.set_outcome(outcome);
    offer.set_ended_at(turn.now());
    const std::string request = request_of_offer(offer.id());
    VolunteerRecord& volunteer = turn.estate().volunteers.at(offer.volunteer_id());
    auto& asked_for = volunteer.asked_for;
    asked_for.erase(std::find(asked_for.begin(), asked_for.end(), request));
    if (volunteer.confirming == request) volunteer.confirming.clear();
    turn.look(request);  // it may have nobody left who is asked
}

void end_open_offers(Turn& turn, RequestRecord& request, v1::OfferOutcome outcome,
                     const std::string& reason) {
    if (open_offers(request.value) == 0) return;
    v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, request.value.id());
    fact.set_offer_outcome(outcome);
    fact.set_reason(reason);
    for (v1::Offer& offer : *request.value.mutable_offers()) {
        if (!is_pending(offer)) continue;
        fact.add_volunteer_ids(offer.volunteer_id());
        if (outcome == v1::OFFER_OUTCOME_TAKEN) note_silence(turn, offer);
        end_offer(turn, offer, outcome);
    }
    turn.touch(request);
}

void give_way(Turn& turn, RequestRecord& request, v1::Offer& offer) {
    v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, request.value.id());
    fact.add_volunteer_ids(offer.volunteer_id());
    fact.set_offer_outcome(v1::OFFER_OUTCOME_TAKEN);
    fact.set_reason("better_placed");
    end_offer(turn, offer, v1::OFFER_OUTCOME_TAKEN);
    turn.touch(request);
}

void withdraw_offers(Turn& turn, RequestRecord& request, const std::string& volunteer_id,
                     const std::string& reason) {
    for (v1::Offer& offer : *request.value.mutable_offers()) {
        if (offer.volunteer_id() != volunteer_id || !is_pending(offer)) continue;
        v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, request.value.id());
        fact.add_volunteer_ids(volunteer_id);
        fact.set_offer_outcome(v1::OFFER_OUTCOME_WITHDRAWN);
        fact.set_reason(reason);
        end_offer(turn, offer, v1::OFFER_OUTCOME_WITHDRAWN);
        request.value.set_state(live_state(request.value));
        turn.touch(request);
    }
}

void withdraw_offers_of(Turn& turn, const std::string& volunteer_id, const std::string& reason) {
    auto asked_for = turn.estate().volunteers.at(volunteer_id).asked_for;
    std::sort(asked_for.begin(), asked_for.end());  // not in the order of asking: it is not kept
    for (const std::string& id : asked_for) {
        withdraw_offers(turn, turn.estate().requests.at(id), volunteer_id, reason);
    }
}

v1::Fact& raise_alarm(Turn& turn, RequestRecord& request, v1::AlarmReason reason) {
    v1::Request& r = request.value;
    v1::Alarm alarm;
    alarm.set_reason(reason);
    // What a person has to acknowledge is not forgotten for something else.
    if (r.has_alarm() && outlasts_help(r.alarm())) {
        const bool danger = r.alarm().reason() == v1::ALARM_REASON_LIFE_THREATENING;
        if (danger || !outlasts_help(alarm)) alarm.set_reason(r.alarm().reason());
    }
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
    // Only a call answers it.
    if (r.alarm().reason() == v1::ALARM_REASON_TRADE_WANTED && r.trade().wanted()) return;
    r.mutable_alarm()->set_acknowledged_by(coordinator);
    r.mutable_alarm()->set_acknowledged_at(turn.now());
    r.mutable_alarm()->set_next_contact_at(0);
    r.set_review_at(turn.now() + (is_looking(r) ? kReviewNobody : kReviewVisit));
    put_off_review(r);
    turn.record(v1::FACT_KIND_ALARM_ACKNOWLEDGED, r.id());
    turn.touch(request);
    // A graver one stood before it.
    if (r.trade().wanted()) raise_alarm(turn, request, v1::ALARM_REASON_TRADE_WANTED);
}

bool mark_breach(Turn& turn, RequestRecord& request, Time until) {
    v1::Request& r = request.value;
    const Time due = sla_due(r, until);
    if (r.arrived_at() > 0 || r.breached_at() > 0 || due > until) return false;
    r.set_breached_at(due);
    r.set_breach_cause(breach_cause(turn.estate(), r));
    v1::Fact& fact = turn.record(v1::FACT_KIND_SLA_BREACHED, r.id());
    if (!may_be_refined(r.breach_cause())) fact.set_reason(name_of(r.breach_cause()));
    turn.touch(request);
    return true;
}

void settle(Turn& turn, RequestRecord& request, const std::string& volunteer_id) {
    v1::Request& r = request.value;
    if (!is_looking(r)) {
        end_open_offers(turn, request, v1::OFFER_OUTCOME_TAKEN, "");
        r.clear_hold();
        const bool breached = is_breached(turn.estate(), r);
        const bool missed = misses_somebody(r, turn.estate().policy, turn.now());
        if (r.has_alarm() && !breached && !missed && !outlasts_help(r.alarm())) r.clear_alarm();
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
    if (offer && is_pending(*offer)) {
        end_offer(turn, *offer, v1::OFFER_OUTCOME_ACCEPTED);
    }
    if (offer) {
        offer->set_outcome(v1::OFFER_OUTCOME_ACCEPTED);
        offer->set_ended_at(turn.now());
    }
    const Time walk_s =
        offer ? offer->walk_s() : walk_seconds(estate, estate.door(r), volunteer, turn.now());

    v1::Visit& visit = *r.add_visits();
    visit.set_volunteer_id(volunteer_id);
    if (offer) visit.set_offer_id(offer->id());
    visit.set_state(v1::VISIT_STATE_ACCEPTED);
    visit.set_accepted_at(turn.now());
    visit.set_promised_at(turn.now() + estate.policy.turnout + walk_s * 1000);
    visit.set_reason(reason);
    visit.set_walk_s(static_cast<std::uint32_t>(walk_s));
    visit.set_floors(estate.floors_on_foot(volunteer, r));
    for (v1::Point& point : estate.route(volunteer, r, turn.now())) {
        *visit.add_route() = std::move(point);
    }
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
    r.set_alarm_due_at(r.has_alarm() ? 0 : std::max(turn.now(), clock_start(r) + policy.alarm));
    r.set_review_at(turn.now() + kReviewNobody);
    r.set_state(live_state(r));
    turn.touch(request);
    turn.look(r.id(), rule);
}

void end_visit(Turn& turn, v1::Visit& visit, v1::VisitState state) {
    visit.set_state(state);
    visit.set_ended_at(turn.now());
    turn.estate().volunteers.at(visit.volunteer_id()).live_request.clear();
    if (state == v1::VISIT_STATE_DONE) note_job(turn, visit);
    turn.free_capacity();
}

void end_request(Turn& turn, RequestRecord& request, v1::RequestState state, v1::FactKind kind,
                 v1::VisitState visits_become, const std::string& reason) {
    v1::Request& r = request.value;
    mark_breach(turn, request, turn.at());
    end_pause(turn, request, turn.at(), "ended");
    end_open_offers(turn, request, v1::OFFER_OUTCOME_WITHDRAWN, reason);
    v1::Fact& fact = turn.record(kind, r.id());
    fact.set_reason(reason);
    std::vector<v1::Visit> coming;
    for (v1::Visit& visit : *r.mutable_visits()) {
        if (!is_live(visit)) continue;
        if (visit.state() != v1::VISIT_STATE_ARRIVED) coming.push_back(visit);
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
    leave_incident(turn, request, coming);
}

}  // namespace circle::core
