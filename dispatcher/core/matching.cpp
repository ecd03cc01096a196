#include "dispatcher/core/matching.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "dispatcher/core/ladder.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

constexpr std::size_t kExplained = 8;  // candidates kept in `why`

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
    double walk = 0;
    std::uint64_t tie = 0;
    const std::string* id = nullptr;

    bool operator<(const Ranked& o) const {
        return std::tie(again, walk, tie, *id) < std::tie(o.again, o.walk, o.tie, *o.id);
    }
};

// FNV-1a, 64 bit (RFC 9923): spreads ids differently for each seed, the same on every machine.
std::uint64_t tie_order(std::uint64_t seed, const std::string& id) {
    std::uint64_t hash = 14695981039346656037ULL ^ seed;
    for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return hash;
}

bool has_skill(const v1::Volunteer& volunteer, const std::string& skill) {
    const auto& skills = volunteer.skills();
    return skill.empty() || std::find(skills.begin(), skills.end(), skill) != skills.end();
}

enum class Bar { none, off_duty, unskilled, engaged, asked, other_rung, unsafe };

bool is_free(const VolunteerRecord& record) {
    return record.value.duty() == v1::DUTY_ON_DUTY && record.live_request.empty() &&
           record.asked_for.size() < kMaxOpenOffers;
}

// Why somebody may not be asked, whatever the rung.
Bar bar(const VolunteerRecord& record, const std::string& skill, const Asked* asked,
        const Policy& policy, Time now) {
    if (record.value.duty() != v1::DUTY_ON_DUTY) return Bar::off_duty;
    if (!has_skill(record.value, skill)) return Bar::unskilled;
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

Place door_of(const v1::Request& request) {
    return {request.point().lat(), request.point().lon(), request.floor()};
}

// Whom and what one choice is about.
struct Question {
    const Estate& estate;
    const v1::Request& request;
    Moment moment;
    Place door;
    Time slack = 0;
    std::map<std::string, Asked> asked;

    const Asked* before(const std::string& volunteer_id) const {
        if (asked.empty()) return nullptr;
        const auto it = asked.find(volunteer_id);
        return it == asked.end() ? nullptr : &it->second;
    }
    double walk_s(const VolunteerRecord& volunteer) const {
        const double pace = volunteer.value.pace_mps() > 0 ? volunteer.value.pace_mps() : 1.0;
        const GreatCircleWalk walk(estate.policy.detour);
        return walk.seconds(estate.whereabouts(volunteer, moment.now), door, pace);
    }
    Bar bar_of(const VolunteerRecord& volunteer, double* walk = nullptr) const {
        const Bar why_not = bar(volunteer, request.skill(), before(volunteer.value.id()),
                                estate.policy, moment.now);
        if (why_not != Bar::none) return why_not;
        if (broken_rule(request, volunteer.value)) return Bar::unsafe;
        if (!is_of_open_rung(request, volunteer.value)) return Bar::other_rung;
        const double seconds = walk_s(volunteer);
        if (walk) *walk = seconds;
        const Time there = estate.policy.turnout + static_cast<Time>(seconds * 1000);
        return is_in_time(request, volunteer.value, there, slack) ? Bar::none : Bar::other_rung;
    }
};

// Counts the others in `why`.
std::vector<Ranked> rank(const Question& question, const Free& free, v1::Why& why) {
    std::vector<Ranked> ranked;
    for (const VolunteerRecord* volunteer : free) {
        const std::string& id = volunteer->value.id();
        double walk = 0;
        const Bar why_not = question.bar_of(*volunteer, &walk);
        if (why_not != Bar::none) {
            count(why_not, why);
            continue;
        }
        const Asked* before = question.before(id);
        ranked.push_back(
            {before && before->times > 0, walk, tie_order(question.moment.seed, id), &id});
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

std::uint32_t walk_seconds(const Estate& estate, const v1::Request& request,
                           const VolunteerRecord& volunteer, Time now) {
    const Question question{estate, request, {now, 0}, door_of(request), 0, {}};
    return whole_seconds(question.walk_s(volunteer));
}

Free find_free(const Estate& estate) {
    Free free;
    for (const VolunteerRecord* record : estate.roll) {
        if (is_free(*record)) free.push_back(record);
    }
    return free;
}

Choice choose(const Estate& estate, const Free& free, const v1::Request& request, unsigned wanted,
              Moment moment) {
    Choice choice;
    const Question question{estate,
                            request,
                            moment,
                            door_of(request),
                            request.sla_due_at() - moment.now,
                            asked_already(request)};
    auto ranked = rank(question, free, choice.why);
    if (ranked.empty() && open_offers(request) > 0) return {};
    explain(question, choice.why);

    const std::size_t shown = std::min(ranked.size(), std::max<std::size_t>(wanted, kExplained));
    std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(shown),
                      ranked.end());
    for (std::size_t i = 0; i < shown; ++i) {
        const bool offered = i < wanted;
        const auto seconds = whole_seconds(ranked[i].walk);
        if (offered) choice.picks.push_back({*ranked[i].id, seconds, ranked[i].again});
        if (i >= kExplained) continue;
        auto* candidate = choice.why.add_candidates();
        candidate->set_volunteer_id(*ranked[i].id);
        candidate->set_walk_s(seconds);
        candidate->set_offered(offered);
    }
    return choice;
}

}  // namespace circle::core
