#include "dispatcher/core/matching.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "dispatcher/core/ladder.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

// Who was told that somebody else took it, or lost the offer for no doing of theirs, was not asked.
bool counts_as_asked(const v1::Offer& offer) {
    return offer.outcome() != v1::OFFER_OUTCOME_WITHDRAWN &&
           offer.outcome() != v1::OFFER_OUTCOME_TAKEN;
}

struct Asked {
    unsigned times = 0;
    Time last_ended = 0;
    bool closed = false;  // open now, or refused: not to be asked
};

// What this round's offers and visits say about each volunteer.
std::map<std::string, Asked> asked_already(const v1::Request& request) {
    std::map<std::string, Asked> out;
    for (const v1::Offer& offer : offers_of(request)) {
        Asked& asked = out[offer.volunteer_id()];
        if (offer.outcome() == v1::OFFER_OUTCOME_OPEN || offer.refused()) asked.closed = true;
        if (!counts_as_asked(offer)) continue;
        ++asked.times;
        asked.last_ended = std::max(asked.last_ended, offer.ended_at());
    }
    // Who came, gave up, did not come or was called back is not asked again.
    for (const v1::Visit& visit : visits_of(request)) out[visit.volunteer_id()].closed = true;
    return out;
}

struct Ranked {
    bool again = false;
    double order = 0;  // less: rather asked
    Time last_job = 0;
    double walk = 0;    // seconds
    double felt = 0;    // seconds they count as far away, in steps within which fairness decides
    double missed = 0;  // where they are
    bool tired = false;
    const VolunteerRecord* who = nullptr;
};

// FNV-1a, 64 bit (RFC 9923): spreads ids differently for each seed, the same on every machine.
std::uint64_t tie_order(std::uint64_t seed, const std::string& id) {
    std::uint64_t hash = 14695981039346656037ULL ^ seed;
    for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

// Who of two is asked first.
struct Before {
    std::uint64_t seed;

    bool operator()(const Ranked& a, const Ranked& b) const {
        if (a.again != b.again) return b.again;
        if (a.order != b.order) return a.order < b.order;
        if (a.last_job != b.last_job) return a.last_job < b.last_job;
        if (a.walk != b.walk) return a.walk < b.walk;
        const std::string& one = a.who->value.id();
        const std::string& other = b.who->value.id();
        const std::uint64_t tie = tie_order(seed, one), other_tie = tie_order(seed, other);
        return tie != other_tie ? tie < other_tie : one < other;
    }
};

enum class Bar { none, off_duty, unskilled, engaged, asked, resting, other_rung, unsafe };

// May be asked, but rather somebody else who is not much farther away.
bool is_tired(const Policy& policy, const v1::Request& r, const VolunteerRecord& who, Time now) {
    if (r.urgency() == v1::URGENCY_URGENT) return false;
    return now < who.value.workload().rest_until() ||
           who.was_alerted_often(now, policy.alerts_per_hour);
}

// Why somebody may not be asked, whatever the rung.
Bar bar(const VolunteerRecord& record, const std::string& skill, const Asked* asked,
        const Policy& policy, Time now) {
    if (record.value.duty() != v1::DUTY_ON_DUTY) return Bar::off_duty;
    if (!holds(record.value, skill)) return Bar::unskilled;
    if (asked && asked->closed) return Bar::asked;
    if (asked && asked->times > 0 &&
        (asked->times >= policy.max_asks || now < asked->last_ended + policy.reask)) {
        return Bar::asked;
    }
    return is_free(record) ? Bar::none : Bar::engaged;
}

void count(Bar why_not, v1::Why& why) {
    switch (why_not) {
        case Bar::off_duty:
            why.set_off_duty(why.off_duty() + 1);
            break;
        case Bar::unskilled:
            why.set_unskilled(why.unskilled() + 1);
            break;
        case Bar::engaged:
            why.set_engaged(why.engaged() + 1);
            break;
        case Bar::asked:
            why.set_asked_already(why.asked_already() + 1);
            break;
        case Bar::resting:
            why.set_resting(why.resting() + 1);
            break;
        case Bar::other_rung:
            why.set_other_rung(why.other_rung() + 1);
            break;
        case Bar::unsafe:
            why.set_unsafe(why.unsafe() + 1);
            break;
        case Bar::none:
            break;
    }
}

std::uint32_t whole_seconds(double seconds) {
    return static_cast<std::uint32_t>(std::ceil(seconds));
}

bool may_spare(const Policy& policy, v1::Urgency urgency) {
    return urgency != v1::URGENCY_URGENT && has_daily_limits(policy);
}

// Whom and what one choice is about.
struct Question {
    Question(const Estate& of, const v1::Request& r, Moment m)
        : estate(of), request(r), door(of.door(r)), moment(m), slack(r.sla_due_at() - m.now),
          asked(asked_already(r)), spares(may_spare(of.policy, r.urgency())),
          ruled(has_rules(r)) {}

    const Estate& estate;
    const v1::Request& request;
    const Walks::Door& door;
    Moment moment;
    Time slack;
    std::map<std::string, Asked> asked;
    // Asked once, not of each person.
    bool spares, ruled;

    const Asked* before(const std::string& volunteer_id) const {
        if (asked.empty()) return nullptr;
        const auto it = asked.find(volunteer_id);
        return it == asked.end() ? nullptr : &it->second;
    }
    Bar bar_of(const VolunteerRecord& volunteer, double* walk = nullptr) const {
        const Bar why_not = bar(volunteer, request.skill(), before(volunteer.value.id()),
                                estate.policy, moment.now);
        if (why_not != Bar::none) return why_not;
        if (spares && is_spared(estate, request.urgency(), volunteer, moment.now)) {
            return Bar::resting;
        }
        if (ruled && broken_rule(request, volunteer.value)) return Bar::unsafe;
        if (!is_of_open_rung(request, volunteer.value)) return Bar::other_rung;
        const double seconds = estate.walk_seconds(volunteer, door, moment.now);
        if (walk) *walk = seconds;
        const Time there = estate.policy.turnout + static_cast<Time>(seconds * 1000);
        return is_in_time(request, volunteer.value, there, slack) ? Bar::none : Bar::other_rung;
    }
};

// Counts the others in `why`.
std::vector<Ranked> rank(const Question& question, const Free& free, const Leaving& leaving,
                         const Worth& worth, v1::Why& why) {
    const Policy& policy = question.estate.policy;
    // While nobody is missed the order is that of the walks, and their worth need not be known.
    const bool counts = leaving.counts(question.request.urgency());
    const Time yes_at = question.moment.now + policy.answer_median;
    const double step = policy.wave_size > 0 ? 0 : static_cast<double>(policy.fair_walk) / 1000;
    std::vector<Ranked> ranked;
    ranked.reserve(free.size());
    for (const VolunteerRecord* volunteer : free) {
        double walk = 0;
        const Bar why_not = question.bar_of(*volunteer, &walk);
        if (why_not != Bar::none) {
            count(why_not, why);
            continue;
        }
        const Asked* before = question.before(volunteer->value.id());
        Ranked& r = ranked.emplace_back();
        r.again = before && before->times > 0;
        r.walk = walk;
        double felt = walk;  // seconds they count as far away
        if (step > 0) {
            r.tired = is_tired(policy, question.request, *volunteer, question.moment.now);
            if (r.tired) felt += static_cast<double>(policy.spare_walk) / 1000;
            felt = static_cast<double>(static_cast<Time>(felt / step)) * step;
            r.last_job = volunteer->value.workload().last_job_at();
        }
        r.felt = r.order = felt;
        if (counts) {
            r.missed = leaving.cost(*volunteer);
            r.order = r.missed - worth.of(yes_at, static_cast<Time>(felt * 1000));
        }
        r.who = volunteer;
    }
    return ranked;
}

// What rank() has not seen: those who are not free.
void explain(const Question& question, v1::Why& why) {
    const Estate& estate = question.estate;
    for (const VolunteerRecord* volunteer : estate.roll) {
        if (!is_free(*volunteer)) count(question.bar_of(*volunteer), why);
    }
    why.set_considered(static_cast<std::uint32_t>(estate.roll.size()));
    why.set_rung(question.request.rung());
}

}  // namespace

std::uint32_t walk_seconds(const Estate& estate, const Walks::Door& door,
                           const VolunteerRecord& volunteer, Time now) {
    return whole_seconds(estate.walk_seconds(volunteer, door, now));
}

bool is_spared(const Estate& estate, v1::Urgency urgency, const VolunteerRecord& who, Time now) {
    const Policy& policy = estate.policy;
    if (!may_spare(policy, urgency)) return false;
    const v1::Workload& load = who.value.workload();
    if (load.day() != estate.local_day(now)) return false;
    return (policy.jobs_per_day > 0 && load.jobs() >= policy.jobs_per_day) ||
           (policy.floors_per_day > 0 && load.floors() >= policy.floors_per_day);
}

bool is_reserved(const Policy& policy, v1::Urgency urgency, std::size_t free_volunteers) {
    return urgency != v1::URGENCY_URGENT && free_volunteers <= policy.reserve_urgent &&
           policy.reserve_urgent > 0;
}

bool may_be_sent(const v1::Request& request, const VolunteerRecord& volunteer) {
    if (volunteer.value.duty() != v1::DUTY_ON_DUTY || !volunteer.live_request.empty() ||
        !volunteer.confirming.empty() || !holds(volunteer.value, request.skill())) {
        return false;
    }
    if (broken_rule(request, volunteer.value)) return false;
    const auto& id = volunteer.value.id();
    const auto offers = offers_of(request);
    const auto visits = visits_of(request);
    return std::none_of(offers.begin(), offers.end(),
                        [&](const auto& o) { return o.volunteer_id() == id && o.refused(); }) &&
           std::none_of(visits.begin(), visits.end(),
                        [&](const auto& v) { return v.volunteer_id() == id; });
}

bool is_free(const VolunteerRecord& record) {
    return record.value.duty() == v1::DUTY_ON_DUTY && record.live_request.empty() &&
           record.confirming.empty() && record.asked_for.size() < kMaxOpenOffers;
}

Free find_free(const Estate& estate) {
    Free free;
    for (const VolunteerRecord* record : estate.roll) {
        if (is_free(*record)) free.push_back(record);
    }
    return free;
}

Candidates find_candidates(const Estate& estate, const Free& free, const Leaving& leaving,
                           const v1::Request& request, Moment moment, std::size_t most) {
    Candidates found;
    const Question question(estate, request, moment);
    const Policy policy = estate.policy.at_pace_of(request.urgency());
    const Worth worth(request, policy, estate.turnouts);
    auto ranked = rank(question, free, leaving, worth, found.why);
    if (ranked.empty() && open_offers(request) > 0) return {};
    explain(question, found.why);

    found.all = ranked.size();
    const std::size_t count = std::min(ranked.size(), most);
    found.best.reserve(count);
    const auto last = ranked.begin() + static_cast<std::ptrdiff_t>(count);
    if (last != ranked.end()) {
        std::nth_element(ranked.begin(), last, ranked.end(), Before{moment.seed});
    }
    std::sort(ranked.begin(), last, Before{moment.seed});
    const AnswerTime times(policy.answer_median);
    const double mean = estate_chance(estate.answers, policy);
    for (std::size_t i = 0; i < count; ++i) {
        Candidate& c = found.best.emplace_back();
        c.who = ranked[i].who;
        c.walk_s = whole_seconds(ranked[i].walk);
        c.again = ranked[i].again;
        const Time walk = Time{c.walk_s} * 1000;
        const double yes = policy.wave_size > 0 ? policy.accept_prior
                                                : chance_of_yes(c.who->value.workload(), mean);
        c.chance = yes * times.answered(accept_window(policy, question.slack, walk));
        if (c.again) c.chance *= kAgain;
        c.worth = worth.of(moment.now + policy.answer_median, walk);
        c.felt_s = ranked[i].felt;
        c.missed = ranked[i].missed;
        c.tired = ranked[i].tired;
    }
    if (!found.best.empty()) {
        const std::size_t typical = std::min<std::size_t>(found.best.size(), policy.wave_first) - 1;
        const Time walk = Time{found.best[typical].walk_s} * 1000;
        found.later = worth.of(moment.now + policy.window_max + policy.answer_median, walk);
    }
    return found;
}

void weigh_against_others(const Estate& estate, const v1::Request& request, Time now,
                          Candidates& found) {
    const Policy policy = estate.policy.at_pace_of(request.urgency());
    const Worth worth(request, policy, estate.turnouts);
    for (Candidate& c : found.best) {
        c.appeal = worth.of(now + policy.answer_median, static_cast<Time>(c.felt_s * 1000));
        c.appeal -= c.missed;
    }
}

Wave asked_now(const Estate& estate, const v1::Request& request, Time now, double later) {
    const Policy policy = estate.policy.at_pace_of(request.urgency());
    const Worth worth(request, policy, estate.turnouts);
    const AnswerTime times(policy.answer_median);
    const double mean = estate_chance(estate.answers, policy);
    Wave wave(later);
    now = step_of(request, estate.policy, now);
    for (const v1::Offer& offer : offers_of(request)) {
        if (offer.outcome() != v1::OFFER_OUTCOME_OPEN) continue;
        const Time then = std::max(now, offer.opened_at());
        const auto& who = estate.volunteers.at(offer.volunteer_id()).value;
        const double yes =
            policy.wave_size > 0 ? policy.accept_prior : chance_of_yes(who.workload(), mean);
        wave.add(times.still_yes(yes, then - offer.opened_at()) *
                     times.answered(offer.expires_at() - then),
                 worth.of(now + policy.answer_median, Time{offer.walk_s()} * 1000));
    }
    return wave;
}

}  // namespace circle::core
