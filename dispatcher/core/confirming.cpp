#include "dispatcher/core/confirming.hpp"

#include <algorithm>
#include <optional>

#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/leaving.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

constexpr Time kWaitStep = 1'000;
constexpr Time kShortest = 2'000;  // a shorter wait is not worth telling anybody

// What it is worth that somebody goes, less what is missed where they are.
class Appeal {
  public:
    Appeal(const Estate& estate, const v1::Request& r, Time now)
        : estate_(estate),
          worth_(r, estate.policy.at_pace_of(r.urgency()), estate.turnouts),
          leaving_(counts_leaving(estate.policy, r.urgency())
                       ? std::optional<Leaving>(std::in_place, estate, now)
                       : std::nullopt) {}

    double of(const v1::Offer& offer, Time yes_at) const {
        const double cost =
            leaving_ ? leaving_->cost(estate_.volunteers.at(offer.volunteer_id())) : 0;
        return worth_.of(yes_at, Time{offer.walk_s()} * 1000) - cost;
    }

  private:
    const Estate& estate_;
    Worth worth_;
    std::optional<Leaving> leaving_;
};

// Those who are asked and silent, but for one.
std::vector<const v1::Offer*> silent_beside(const v1::Request& r, const v1::Offer& yes) {
    std::vector<const v1::Offer*> found;
    for (const v1::Offer& offer : offers_of(r)) {
        if (offer.outcome() != v1::OFFER_OUTCOME_OPEN || offer.id() == yes.id()) continue;
        found.push_back(&offer);
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
    const auto others = silent_beside(r, yes);
    if (others.empty()) return now;
    const Appeal appeal(estate, r, now);
    const AnswerTime times(policy.answer_median);
    const double mean = estate_chance(estate.answers, policy);
    const Time first = yes.said_yes_at() > 0 ? yes.said_yes_at() : now;
    const Time end = first + policy.nearer_hold;
    Time until = now;
    for (; until + kWaitStep <= end; until += kWaitStep) {
        const double mine = appeal.of(yes, until);
        const double cost = mine - appeal.of(yes, until + kWaitStep);
        double hoped = 0;
        for (const v1::Offer* other : others) {
            const double better = appeal.of(*other, until) - mine;
            if (better <= 0) continue;
            const auto& who = estate.volunteers.at(other->volunteer_id()).value;
            hoped += better * times.yes_per_second(chance_of_yes(who.workload(), mean),
                                                   until - other->opened_at());
        }
        if (hoped <= cost) break;
    }
    return until;
}

bool goes_before(const Estate& estate, const v1::Request& r, const v1::Offer& a, const v1::Offer& b,
                 Time now) {
    const Appeal appeal(estate, r, now);
    return appeal.of(a, now) >= appeal.of(b, now);
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
