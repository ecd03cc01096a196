#include "dispatcher/core/breach.hpp"

#include <algorithm>
#include <cctype>

#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

constexpr Time kNoWork = 60'000;   // nobody helps in less
constexpr Time kShareToBlame = 4;  // a hold or an outage of a quarter of the target is a cause

// How long the newest hold has stood: until somebody was sent all the same, or until now.
Time newest_hold(const v1::Request& r, Time now) {
    if (r.held_from() == 0) return 0;
    Time until = now;
    for (const v1::Visit& visit : visits_of(r)) {
        if (visit.accepted_at() >= r.held_from()) until = std::min(until, visit.accepted_at());
    }
    return std::max<Time>(until - r.held_from(), 0);
}

v1::BreachCause why_nobody_was_asked(const Estate& estate, const v1::Request& r) {
    v1::BreachCause cause = v1::BREACH_CAUSE_NOBODY_ON_DUTY;
    for (const VolunteerRecord* record : estate.roll) {
        if (may_be_sent(r, *record)) return v1::BREACH_CAUSE_KEPT_BACK;
        const v1::Volunteer& v = record->value;
        const bool could =
            v.duty() == v1::DUTY_ON_DUTY && holds(v, r.skill()) && !broken_rule(r, v);
        if (could) cause = v1::BREACH_CAUSE_ALL_BUSY;
    }
    return cause;
}

// Who was sent after the mark is not who may have been there.
bool was_sent_by(const v1::Visit& visit, Time mark) {
    return visit.accepted_at() <= mark;
}

bool was_given_up(const v1::Visit& visit) {
    return visit.state() == v1::VISIT_STATE_ABORTED || visit.state() == v1::VISIT_STATE_WITHDRAWN ||
           visit.state() == v1::VISIT_STATE_MISSED;
}

}  // namespace

v1::BreachCause breach_cause(const Estate& estate, const v1::Request& r) {
    const Time mark = r.breached_at();
    const Time enough = std::max<Time>((mark - clock_start(r)) / kShareToBlame, 1);
    if (r.down_ms() >= enough) return v1::BREACH_CAUSE_SERVICE_DOWN;
    if (is_held(r) || r.held_ms() + newest_hold(r, mark) >= enough) return v1::BREACH_CAUSE_HELD;
    const auto visits = visits_of(r);
    if (visits.empty() && offers_of(r).empty()) return why_nobody_was_asked(estate, r);
    if (visits.empty()) return v1::BREACH_CAUSE_NOBODY_ACCEPTED;
    if (std::any_of(visits.begin(), visits.end(), was_given_up)) return v1::BREACH_CAUSE_GIVEN_UP;
    // Late only for the yes: a yes at the tap would have been in time.
    const Time tap = clock_start(r);
    const bool late_yes = std::all_of(visits.begin(), visits.end(), [&](const auto& visit) {
        const Time way = visit.promised_at() - visit.accepted_at();
        return visit.promised_at() > mark && tap + way <= mark;
    });
    if (late_yes) return v1::BREACH_CAUSE_LATE_YES;
    const bool nobody_set_out = std::all_of(visits.begin(), visits.end(), [&](const auto& visit) {
        return is_overdue_to_set_out(visit, estate.policy, mark);
    });
    return nobody_set_out ? v1::BREACH_CAUSE_NOT_SET_OUT : v1::BREACH_CAUSE_LONG_WALK;
}

bool may_be_refined(v1::BreachCause cause) {
    return cause == v1::BREACH_CAUSE_LONG_WALK || cause == v1::BREACH_CAUSE_NOT_SET_OUT;
}

void refine_cause(const v1::Visit& visit, v1::Request& r) {
    const bool first = visit.arrived_at() == r.arrived_at();
    const bool at_once = visit.ended_at() - visit.arrived_at() < kNoWork;
    if (may_be_refined(r.breach_cause()) && was_sent_by(visit, r.breached_at()) && first &&
        at_once) {
        r.set_breach_cause(v1::BREACH_CAUSE_ARRIVAL_NOT_TAPPED);
    }
}

void refine_cause_unsaid(v1::Request& r) {
    const auto visits = visits_of(r);
    const bool somebody = std::any_of(visits.begin(), visits.end(), [&](const v1::Visit& visit) {
        return is_live(visit) && was_sent_by(visit, r.breached_at());
    });
    if (may_be_refined(r.breach_cause()) && r.arrived_at() == 0 && somebody) {
        r.set_breach_cause(v1::BREACH_CAUSE_ARRIVAL_NOT_TAPPED);
    }
}

std::string name_of(v1::BreachCause cause) {
    std::string name = v1::BreachCause_Name(cause).substr(sizeof("BREACH_CAUSE_") - 1);
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return name;
}

Time clock_time(const v1::Request& r, Time from, Time to) {
    if (r.arrived_at() > 0 || r.breached_at() > 0 || is_paused(r)) return 0;
    return std::max<Time>(std::min(to, r.sla_due_at()) - std::max(from, r.clock_from()), 0);
}

void begin_hold(Time now, v1::Request& r) {
    end_hold(now, r);  // of an older one
    r.set_held_from(now);
}

void end_hold(Time now, v1::Request& r) {
    r.set_held_ms(r.held_ms() + newest_hold(r, now));
    r.set_held_from(0);
}

}  // namespace circle::core
