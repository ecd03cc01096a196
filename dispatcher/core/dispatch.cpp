#include "dispatcher/core/dispatch.hpp"

#include <algorithm>
#include <tuple>

#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

void open_offer(Turn& turn, v1::Request& r, const Pick& pick) {
    const Policy& policy = turn.estate().policy;
    const Time walk = Time{pick.walk_s} * 1000;
    v1::Offer& offer = *r.add_offers();
    offer.set_id(r.id() + "." + std::to_string(r.offers_size()));
    offer.set_volunteer_id(pick.volunteer_id);
    offer.set_opened_at(turn.now());
    offer.set_expires_at(turn.now() + accept_window(policy, r.sla_due_at() - turn.now(), walk));
    offer.set_outcome(v1::OFFER_OUTCOME_OPEN);
    offer.set_walk_s(pick.walk_s);
    offer.set_wave(r.waves());
    ++turn.estate().volunteers.at(pick.volunteer_id).open_offers;
}

}  // namespace

void fill(Turn& turn, RequestRecord& request, const std::string& rule) {
    v1::Request& r = request.value;
    const unsigned open = open_offers(r);
    const Policy& policy = turn.estate().policy;
    if (!is_looking(r) || open >= policy.wave_size) return;

    const GreatCircleWalk walk(policy.detour);
    Choice choice = choose(turn.estate(), r, walk, policy.wave_size - open, turn.moment());
    if (choice.picks.empty()) {
        if (open == 0 && !r.has_alarm()) {
            raise_alarm(turn, request, v1::ALARM_REASON_NOBODY_AVAILABLE);
        }
        return;
    }
    r.set_waves(r.waves() + 1);
    v1::Fact& fact = turn.record(v1::FACT_KIND_WAVE_OPENED, r.id());
    for (const Pick& pick : choice.picks) {
        open_offer(turn, r, pick);
        fact.add_volunteer_ids(pick.volunteer_id);
    }
    choice.why.set_rule(rule);
    *fact.mutable_why() = std::move(choice.why);
    r.set_state(live_state(r));
    turn.touch(request);
}

void rematch(Turn& turn) {
    if (!turn.take_freed()) return;
    Estate& estate = turn.estate();
    using Rank = std::tuple<int, Time, std::uint64_t, std::string>;
    std::vector<Rank> waiting;
    for (const std::string& id : estate.looking) {
        const v1::Request& r = estate.requests.at(id).value;
        if (!is_looking(r) || open_offers(r) >= estate.policy.wave_size) continue;
        waiting.emplace_back(-static_cast<int>(r.urgency()), r.sla_due_at(), r.number(), id);
    }
    std::sort(waiting.begin(), waiting.end());
    for (const auto& rank : waiting) fill(turn, estate.requests.at(std::get<3>(rank)), "rematch");
    turn.take_freed();
}

void end_offer(Turn& turn, v1::Offer& offer, v1::OfferOutcome outcome) {
    offer.set_outcome(outcome);
    offer.set_ended_at(turn.now());
    --turn.estate().volunteers.at(offer.volunteer_id()).open_offers;
    turn.free_capacity();
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
    if (turn.estate().volunteers.at(volunteer_id).open_offers == 0) return;
    // Only looking requests have open offers.
    const auto looking = turn.estate().looking;
    for (const std::string& id : looking) {
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

void raise_alarm(Turn& turn, RequestRecord& request, v1::AlarmReason reason) {
    v1::Request& r = request.value;
    v1::Alarm alarm;
    alarm.set_reason(reason);
    alarm.set_raised_at(turn.now());
    alarm.set_next_contact_at(turn.now() + turn.estate().policy.contact);
    *r.mutable_alarm() = std::move(alarm);
    r.set_alarm_due_at(0);
    turn.record(v1::FACT_KIND_ALARM_RAISED, r.id()).set_alarm_reason(reason);
    turn.touch(request);
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
    r.set_alarm_due_at(0);
    r.set_review_at(0);
    turn.touch(request);
}

}  // namespace circle::core
