#include <algorithm>

#include "dispatcher/core/confirming.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"
#include "dispatcher/core/workload.hpp"

namespace circle::core {
namespace {

struct OwnOffer {
    RequestRecord* record = nullptr;
    v1::Offer* offer = nullptr;
};

// The volunteer's own offer; somebody else's does not exist for them (P9).
OwnOffer own_offer(Turn& turn, const std::string& offer_id, const v1::Principal& who) {
    const auto it = turn.estate().requests.find(request_of_offer(offer_id));
    if (it == turn.estate().requests.end()) return {};
    v1::Offer* offer = find_offer(it->second.value, offer_id);
    if (!offer || offer->volunteer_id() != who.id()) return {};
    return {&it->second, offer};
}

// A timed-out or unreachable offer may still win while nobody has (P4).
bool can_still_win(v1::OfferOutcome outcome) {
    return outcome == v1::OFFER_OUTCOME_OPEN || outcome == v1::OFFER_OUTCOME_TIMED_OUT ||
           outcome == v1::OFFER_OUTCOME_UNREACHABLE;
}

bool is_of_this_round(const v1::Request& r, const v1::Offer& offer) {
    const auto offers = offers_of(r);
    return std::any_of(offers.begin(), offers.end(), [&](const auto& o) { return &o == &offer; });
}

bool won_and_not_given_up(const v1::Request& r, const v1::Offer& offer) {
    const auto& visits = r.visits();
    return std::any_of(visits.begin(), visits.end(), [&](const v1::Visit& visit) {
        return visit.offer_id() == offer.id() &&
               (is_live(visit) || visit.state() == v1::VISIT_STATE_DONE);
    });
}

v1::Outcome confirming(v1::Outcome outcome, const v1::Offer& offer) {
    outcome.set_confirm_by(offer.confirm_by());
    return outcome;
}

// A yes after one that waits already and goes before it. Who goes in the end is not known yet.
v1::Outcome other_goes(Turn& turn, RequestRecord& record, v1::Offer& offer) {
    v1::Outcome outcome = taken(turn, record.value);
    outcome.clear_winner();
    if (offer.outcome() == v1::OFFER_OUTCOME_OPEN) {
        give_way(turn, record, offer);
        note_answer(turn, offer, true);
    }
    return outcome;
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::ShowOffer& command, const v1::Principal& who) {
    const OwnOffer found = own_offer(turn, command.offer_id(), who);
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
    const OwnOffer found = own_offer(turn, command.offer_id(), who);
    if (!found.offer) return refused(v1::CODE_NOT_FOUND, "accept_offer.offer_id");
    v1::Request& r = found.record->value;
    if (won_and_not_given_up(r, *found.offer)) {
        return repeated(r.id());
    }
    if (found.offer->outcome() == v1::OFFER_OUTCOME_CONFIRMING) {
        return confirming(repeated(r.id()), *found.offer);
    }
    const v1::Code code = verdict(Deed::accept, r.state());
    const bool won = code == v1::CODE_OK && !is_looking(r) && !is_folded(r);
    if (code == v1::CODE_TAKEN || won) return taken(turn, r);
    if (code != v1::CODE_OK || is_folded(r) || !is_of_this_round(r, *found.offer) ||
        !can_still_win(found.offer->outcome())) {
        v1::Outcome outcome = refused(v1::CODE_OFFER_ENDED, "accept_offer.offer_id");
        outcome.set_request_id(r.id());
        return outcome;
    }
    const VolunteerRecord& volunteer = turn.estate().volunteers.at(who.id());
    if (volunteer.value.duty() != v1::DUTY_ON_DUTY) return refused(v1::CODE_OFF_DUTY);
    if (!volunteer.live_request.empty() || !volunteer.confirming.empty()) {
        return refused(v1::CODE_BUSY_WITH_VISIT);
    }
    if (const auto rule = broken_rule(r, volunteer.value)) {  // the configuration has changed
        return refused(v1::CODE_UNSAFE, std::string("accept_offer.") + name_of(*rule));
    }
    const v1::Offer* before = confirming_offer(r);
    if (before && goes_before(turn.estate(), r, *before, *found.offer, turn.now())) {
        return other_goes(turn, *found.record, *found.offer);
    }
    if (let_wait(turn, *found.record, *found.offer)) {
        note_answer(turn, *found.offer, true);
        return confirming(accepted(r.id()), *found.offer);
    }
    start_visit(turn, *found.record, who.id(), found.offer, v1::FACT_KIND_VISIT_ACCEPTED);
    note_answer(turn, *found.offer, true);
    return accepted(r.id());
}

v1::Outcome handle(Turn& turn, const v1::DeclineOffer& command, const v1::Principal& who) {
    const OwnOffer found = own_offer(turn, command.offer_id(), who);
    if (!found.offer) return refused(v1::CODE_NOT_FOUND, "decline_offer.offer_id");
    RequestRecord& record = *found.record;
    v1::Request& r = record.value;
    if (found.offer->refused()) {
        return repeated(r.id());
    }
    const bool open = is_pending(*found.offer);
    if (!open && (!can_still_win(found.offer->outcome()) || !is_looking(r) ||
                  !is_of_this_round(r, *found.offer))) {
        v1::Outcome outcome = refused(v1::CODE_OFFER_ENDED, "decline_offer.offer_id");
        outcome.set_request_id(r.id());
        return outcome;
    }
    v1::Fact& fact = turn.record(v1::FACT_KIND_OFFER_ENDED, r.id());
    fact.add_volunteer_ids(who.id());
    fact.set_offer_outcome(open ? v1::OFFER_OUTCOME_DECLINED : found.offer->outcome());
    fact.set_reason("declined");
    found.offer->set_refused(true);
    if (open) note_answer(turn, *found.offer, false);
    if (open) end_offer(turn, *found.offer, v1::OFFER_OUTCOME_DECLINED);
    r.set_state(live_state(r));
    turn.touch(record);
    turn.look(r.id(), "replace.declined");
    return accepted(r.id());
}

}  // namespace circle::core
