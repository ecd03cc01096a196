#include "dispatcher/core/confirming.hpp"

#include <algorithm>

#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

constexpr Time kWaitStep = 1'000;
constexpr Time kShortest = 2'000;  // a shorter wait is not worth telling anybody

// Somebody who is nearer than who said yes, and silent.
struct Nearer {
    double yes = 0;  // chance when asked
    Time asked_at = 0;
    Time walk = 0;
};

std::vector<Nearer> nearer_than(const Estate& estate, const v1::Request& r, const v1::Offer& yes) {
    const double mean = estate_chance(estate.answers, estate.policy);
    std::vector<Nearer> found;
    for (const v1::Offer& offer : offers_of(r)) {
        if (offer.outcome() != v1::OFFER_OUTCOME_OPEN || offer.walk_s() >= yes.walk_s()) continue;
        if (offer.id() == yes.id()) continue;
        const auto& who = estate.volunteers.at(offer.volunteer_id()).value;
        found.push_back(
            {chance_of_yes(who.workload(), mean), offer.opened_at(), Time{offer.walk_s()} * 1000});
    }
    return found;
}

}  // namespace

v1::Offer* confirming_offer(v1::Request& request) {
    for (v1::Offer& offer : offers_of(request)) {
        if (offer.outcome() == v1::OFFER_OUTCOME_CONFIRMING) return &offer;
    }
    return nullptr;
}

Time confirm_by(const Estate& estate, const v1::Request& r, const v1::Offer& yes, Time now) {
    const Policy policy = estate.policy.at_pace_of(r.urgency());
    if (policy.wave_size > 0 || missing_helpers(r) != 1) return now;
    const auto nearer = nearer_than(estate, r, yes);
    if (nearer.empty()) return now;
    const Worth worth(r, policy, estate.turnouts);
    const AnswerTime times(policy.answer_median);
    const Time walk = Time{yes.walk_s()} * 1000;
    const Time first = yes.said_yes_at() > 0 ? yes.said_yes_at() : now;
    const Time end = first + policy.nearer_hold;
    Time until = now;
    for (; until + kWaitStep <= end; until += kWaitStep) {
        const double mine = worth.of(until, walk);
        const double cost = mine - worth.of(until + kWaitStep, walk);
        double hoped = 0;
        for (const Nearer& n : nearer) {
            const double rate = times.yes_per_second(n.yes, until - n.asked_at);
            hoped += rate * (worth.of(until, n.walk) - mine);
        }
        if (hoped <= cost) break;
    }
    return until;
}

bool let_wait(Turn& turn, RequestRecord& record, v1::Offer& offer) {
    v1::Request& r = record.value;
    v1::Offer* before = confirming_offer(r);
    // The first yes began the wait, whoever goes in the end.
    if (before) offer.set_said_yes_at(before->said_yes_at());
    const Time until = confirm_by(turn.estate(), r, offer, turn.now());
    if (until < turn.now() + kShortest) return false;
    if (before) give_way(turn, record, *before);
    VolunteerRecord& volunteer = turn.estate().volunteers.at(offer.volunteer_id());
    if (!is_pending(offer)) volunteer.asked_for.push_back(r.id());  // a late yes
    volunteer.confirming = r.id();
    offer.set_outcome(v1::OFFER_OUTCOME_CONFIRMING);
    if (offer.said_yes_at() == 0) offer.set_said_yes_at(turn.now());
    offer.set_confirm_by(until);
    turn.record(v1::FACT_KIND_ACCEPT_CONFIRMING, r.id()).add_volunteer_ids(offer.volunteer_id());
    r.set_state(live_state(r));
    turn.touch(record);
    return true;
}

bool reconsider_yes(Turn& turn, RequestRecord& record) {
    v1::Offer* yes = confirming_offer(record.value);
    if (!yes) return false;
    const bool due = yes->confirm_by() <= turn.now();
    if (!due && !turn.is_touched(record)) return true;
    const Time until =
        std::min(yes->confirm_by(), confirm_by(turn.estate(), record.value, *yes, turn.now()));
    if (until > turn.now()) {
        // Somebody nearer said no: it waits for fewer now.
        if (until < yes->confirm_by()) yes->set_confirm_by(until);
        return true;
    }
    const std::string who = yes->volunteer_id();
    start_visit(turn, record, who, yes, v1::FACT_KIND_VISIT_ACCEPTED);
    return true;
}

}  // namespace circle::core
