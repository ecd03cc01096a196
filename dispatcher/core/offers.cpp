#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

struct Found {
    RequestRecord* record = nullptr;
    v1::Offer* offer = nullptr;
};

// The volunteer's own offer; somebody else's does not exist for them (P9).
Found own_offer(Turn& turn, const std::string& offer_id, const v1::Principal& who) {
    const auto it = turn.estate().requests.find(request_of_offer(offer_id));
    if (it == turn.estate().requests.end()) return {};
    v1::Offer* offer = find_offer(it->second.value, offer_id);
    if (!offer || offer->volunteer_id() != who.id()) return {};
    return {&it->second, offer};
}

// Somebody else has it, or had it until it was solved.
v1::Outcome taken(Turn& turn, const v1::Request& r) {
    v1::Outcome outcome = refused(v1::CODE_TAKEN);
    outcome.set_request_id(r.id());
    for (const v1::Visit& visit : r.visits()) {
        if (!is_live(visit) && visit.state() != v1::VISIT_STATE_DONE) continue;
        const auto winner = turn.estate().volunteers.find(visit.volunteer_id());
        if (winner != turn.estate().volunteers.end()) {
            outcome.set_winner(winner->second.value.name());
        }
    }
    return outcome;
}

// A timed-out or unreachable offer may still win while nobody has (P4).
bool can_still_win(v1::OfferOutcome outcome) {
    return outcome == v1::OFFER_OUTCOME_OPEN || outcome == v1::OFFER_OUTCOME_TIMED_OUT ||
           outcome == v1::OFFER_OUTCOME_UNREACHABLE;
}

bool won_and_not_given_up(const v1::Request& r, const v1::Offer& offer) {
    for (const v1::Visit& visit : r.visits()) {
        if (visit.offer_id() == offer.id()) {
            return is_live(visit) || visit.state() == v1::VISIT_STATE_DONE;
        }
    }
    return false;
}

void start_visit(Turn& turn, RequestRecord& record, v1::Offer& offer) {
    v1::Request& r = record.value;
    VolunteerRecord& volunteer = turn.estate().volunteers.at(offer.volunteer_id());
    if (offer.outcome() == v1::OFFER_OUTCOME_OPEN) {
        end_offer(turn, offer, v1::OFFER_OUTCOME_ACCEPTED);
    }
    offer.set_outcome(v1::OFFER_OUTCOME_ACCEPTED);
    offer.set_ended_at(turn.now());

    v1::Visit& visit = *r.add_visits();
    visit.set_volunteer_id(offer.volunteer_id());
    visit.set_offer_id(offer.id());
    visit.set_state(v1::VISIT_STATE_ACCEPTED);
    visit.set_accepted_at(turn.now());
    visit.set_promised_at(turn.now() + turn.estate().policy.turnout + Time{offer.walk_s()} * 1000);
    volunteer.live_request = r.id();

    turn.record(v1::FACT_KIND_VISIT_ACCEPTED, r.id()).add_volunteer_ids(offer.volunteer_id());
    turn.touch(record);
}

// Nobody is missing any more: the reasons to be alarmed before the SLA mark are gone.
void settle_assigned(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    r.set_state(live_state(r));
    if (is_looking(r)) return;
    end_open_offers(turn, record, v1::OFFER_OUTCOME_TAKEN, "");
    r.set_arrival_missed(false);
    if (r.has_alarm() && r.breached_at() == 0) r.clear_alarm();
    r.set_alarm_due_at(0);
    r.set_review_at(turn.now() + kReviewVisit);
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::ShowOffer& command, const v1::Principal& who) {
    const Found found = own_offer(turn, command.offer_id(), who);
    if (!found.offer) return refused(v1::CODE_NOT_FOUND, "show_offer.offer_id");
    if (found.offer->outcome() == v1::OFFER_OUTCOME_OPEN && found.offer->shown_at() == 0) {
        found.offer->set_shown_at(turn.at());
        turn.record(v1::FACT_KIND_OFFER_SHOWN, found.record->value.id())
            .add_volunteer_ids(who.id());
        turn.touch(*found.record);
    }
    return accepted(found.record->value.id());
}

v1::Outcome handle(Turn& turn, const v1::AcceptOffer& command, const v1::Principal& who) {
    const Found found = own_offer(turn, command.offer_id(), who);
    if (!found.offer) return refused(v1::CODE_NOT_FOUND, "accept_offer.offer_id");
    v1::Request& r = found.record->value;
    if (won_and_not_given_up(r, *found.offer)) {
        v1::Outcome outcome = accepted(r.id());
        outcome.set_repeat(true);
        return outcome;
    }
    const v1::Code code = verdict(Deed::accept, r.state());
    if (code == v1::CODE_TAKEN) return taken(turn, r);
    if (code != v1::CODE_OK || !can_still_win(found.offer->outcome())) {
        v1::Outcome outcome = refused(v1::CODE_OFFER_ENDED, "accept_offer.offer_id");
        outcome.set_request_id(r.id());
        return outcome;
    }
    const VolunteerRecord& volunteer = turn.estate().volunteers.at(who.id());
    if (volunteer.value.duty() != v1::DUTY_ON_DUTY) return refused(v1::CODE_OFF_DUTY);
    if (!volunteer.live_request.empty()) return refused(v1::CODE_BUSY_WITH_VISIT);

    start_visit(turn, *found.record, *found.offer);
    settle_assigned(turn, *found.record);
    withdraw_offers_of(turn, who.id(), "took_another");
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::DeclineOffer& command, const v1::Principal& who) {
    const Found found = own_offer(turn, command.offer_id(), who);
    if (!found.offer) return refused(v1::CODE_NOT_FOUND, "decline_offer.offer_id");
    RequestRecord& record = *found.record;
    v1::Request& r = record.value;
    if (found.offer->refused()) {
        v1::Outcome outcome = accepted(r.id());
        outcome.set_repeat(true);
        return outcome;
    }
    const bool open = found.offer->outcome() == v1::OFFER_OUTCOME_OPEN;
    if (!open && (!can_still_win(found.offer->outcome()) || !is_looking(r))) {
        v1::Outcome outcome = refused(v1::CODE_OFFER_ENDED, "decline_offer.offer_id");
        outcome.set_request_id(r.id());
        return outcome;
    }
    v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, r.id());
    fact.add_volunteer_ids(who.id());
    fact.set_offer_outcome(open ? v1::OFFER_OUTCOME_DECLINED : found.offer->outcome());
    fact.set_reason("declined");
    found.offer->set_refused(true);
    if (open) end_offer(turn, *found.offer, v1::OFFER_OUTCOME_DECLINED);
    r.set_state(live_state(r));
    turn.touch(record);
    fill(turn, record, "replace.declined");
    return accepted(r.id());
}

}  // namespace circle::core
