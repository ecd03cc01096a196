#include "dispatcher/core/confirming.hpp"

#include <algorithm>
#include <optional>

#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/leaving.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

constexpr Time kWaitStep = 1'000;
constexpr Time kShortest = 2'000;  // a shorter wait is not worth telling anybody

// What a yes is worth, less what is missed where they are who say it.
class Appeal {
  public:
    Appeal(const Estate& estate, const v1::Request& r, Time now)
        : estate_(estate), worth_(r, estate.policy.at_pace_of(r.urgency()), estate.turnouts) {
        if (Leaving::concerns(r.urgency())) leaving_.emplace(estate, now);
    }

    double missed(const v1::Offer& offer) const {
        return leaving_ ? leaving_->cost(estate_.volunteers.at(offer.volunteer_id())) : 0;
    }
    double of(Time yes_at, Time walk, double missed) const {
        return worth_.of(yes_at, walk) - missed;
    }

  private:
    const Estate& estate_;
    Worth worth_;
    std::optional<Leaving> leaving_;
};

Time walk_of(const v1::Offer& offer) {
    return Time{offer.walk_s()} * 1000;
}

// Without those who have said yes to another request, which waits.
std::vector<const v1::Offer*> silent_beside(const Estate& estate, const v1::Request& r,
                                            const v1::Offer& yes) {
    std::vector<const v1::Offer*> found;
    for (const v1::Offer& offer : offers_of(r)) {
        if (offer.outcome() != v1::OFFER_OUTCOME_OPEN || offer.id() == yes.id()) continue;
        if (!estate.volunteers.at(offer.volunteer_id()).confirming.empty()) continue;
        found.push_back(&offer);
    }
    return found;
}

// Where a yes waits for this volunteer, too, who has just said yes elsewhere.
void wait_no_more_for(Turn& turn, const VolunteerRecord& volunteer) {
    for (const std::string& id : volunteer.asked_for) {
        RequestRecord& other = turn.estate().requests.at(id);
        if (id == volunteer.confirming || !confirming_offer(other.value)) continue;
        turn.touch(other);
        turn.look(id);
    }
}

// Somebody who is asked, and silent.
struct Silent {
    double yes = 0;  // chance when asked
    Time asked_at = 0;
    Time walk = 0;
    double missed = 0;
};

std::vector<Silent> weigh(const Estate& estate, const std::vector<const v1::Offer*>& offers,
                          const Appeal& appeal) {
    const double mean = estate_chance(estate.answers, estate.policy);
    std::vector<Silent> weighed;
    for (const v1::Offer* offer : offers) {
        const auto& who = estate.volunteers.at(offer->volunteer_id()).value;
        weighed.push_back({chance_of_yes(who.workload(), mean), offer->opened_at(), walk_of(*offer),
                           appeal.missed(*offer)});
    }
    return weighed;
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
    const auto asked = silent_beside(estate, r, yes);
    if (asked.empty()) return now;
    const Appeal appeal(estate, r, now);
    const auto others = weigh(estate, asked, appeal);
    const AnswerTime times(policy.answer_median);
    const Time walk = walk_of(yes);
    const double missed = appeal.missed(yes);
    const Time first = yes.said_yes_at() > 0 ? yes.said_yes_at() : now;
    const Time end = first + policy.nearer_hold;
    Time until = now;
    for (; until + kWaitStep <= end; until += kWaitStep) {
        const double mine = appeal.of(until, walk, missed);
        const double cost = mine - appeal.of(until + kWaitStep, walk, missed);
        double hoped = 0;
        for (const Silent& o : others) {
            const double better = appeal.of(until, o.walk, o.missed) - mine;
            if (better > 0) hoped += better * times.yes_per_second(o.yes, until - o.asked_at);
        }
        if (hoped <= cost) break;
    }
    return until;
}

bool goes_before(const Estate& estate, const v1::Request& r, const v1::Offer& a, const v1::Offer& b,
                 Time now) {
    const Appeal appeal(estate, r, now);
    return appeal.of(now, walk_of(a), appeal.missed(a)) >=
           appeal.of(now, walk_of(b), appeal.missed(b));
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
    if (!is_pending(offer)) {  // a late yes: they may have been asked again since
        withdraw_offers(turn, record, offer.volunteer_id(), "said_yes");
        volunteer.asked_for.push_back(r.id());
    }
    volunteer.confirming = r.id();
    offer.set_outcome(v1::OFFER_OUTCOME_CONFIRMING);
    if (offer.said_yes_at() == 0) offer.set_said_yes_at(turn.now());
    offer.set_confirm_by(until);
    turn.record(v1::FACT_KIND_ACCEPT_CONFIRMING, r.id()).add_volunteer_ids(offer.volunteer_id());
    wait_no_more_for(turn, volunteer);
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
    if (broken_rule(record.value, turn.estate().volunteers.at(who).value)) {
        // The estate has changed meanwhile: it counts no more than a yes that comes now would.
        withdraw_offers(turn, record, who, "unsafe");
        return false;
    }
    start_visit(turn, record, who, yes, v1::FACT_KIND_VISIT_ACCEPTED);
    return true;
}

}  // namespace circle::core
