#include "dispatcher/core/chores.hpp"

#include <algorithm>
#include <set>

#include "dispatcher/core/book.hpp"
#include "dispatcher/core/cover.hpp"
#include "dispatcher/core/duty.hpp"
#include "dispatcher/core/gaps.hpp"
#include "dispatcher/core/local_time.hpp"
#include "dispatcher/core/roster.hpp"
#include "dispatcher/core/shift_changes.hpp"

namespace circle::core {
namespace {

bool is_due(const std::optional<Time>& due, Time now) {
    return due && *due <= now;
}

// The earlier of two, where nullopt is never.
std::optional<Time> sooner(std::optional<Time> a, std::optional<Time> b) {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

bool configures(v1::FactKind kind) {
    return kind == v1::FACT_KIND_ESTATE_CONFIGURED;
}

bool changes_roster(v1::FactKind kind) {
    return configures(kind) || kind == v1::FACT_KIND_SHIFTS_CHANGED ||
           kind == v1::FACT_KIND_SHIFT_CHANGE_ASKED || kind == v1::FACT_KIND_SHIFT_CHANGE_ANSWERED;
}

bool ends_visits(v1::FactKind kind) {
    switch (kind) {
        case v1::FACT_KIND_VISIT_PROGRESSED:
        case v1::FACT_KIND_VISIT_ABORTED:
        case v1::FACT_KIND_VISIT_WITHDRAWN:
        case v1::FACT_KIND_VISIT_MISSED:
        case v1::FACT_KIND_REQUEST_RESOLVED:
        case v1::FACT_KIND_REQUEST_CANCELLED:
        case v1::FACT_KIND_REQUEST_CLOSED:
            return true;
        default:
            return false;
    }
}

bool changes_cover(v1::FactKind kind) {
    switch (kind) {
        case v1::FACT_KIND_DUTY_CHANGED:
        case v1::FACT_KIND_OFFER_ENDED:
        case v1::FACT_KIND_ACCEPT_CONFIRMING:
        case v1::FACT_KIND_VISIT_ACCEPTED:
        case v1::FACT_KIND_VISIT_ASSIGNED:
        case v1::FACT_KIND_STAFF_SENT:
        case v1::FACT_KIND_REQUEST_REOPENED:
        case v1::FACT_KIND_REQUESTS_EXPIRED:
        case v1::FACT_KIND_LIFT_CHANGED:
            return true;
        default:
            return ends_visits(kind) || changes_roster(kind);
    }
}

template <class Predicate>
bool any_fact(const Turn& turn, Predicate is_so) {
    const auto& events = turn.events();
    return std::any_of(events.begin(), events.end(),
                       [&](const v1::Event& event) { return is_so(event.fact().kind()); });
}

// Visits ended: whose shift had waited for that goes off now. True: somebody did.
bool end_overdue_duties(Turn& turn) {
    std::set<std::string> concerned;  // in the order in which a look at the whole roster takes them
    for (const v1::Event& event : turn.events()) {
        const bool yes_ended = event.fact().kind() == v1::FACT_KIND_OFFER_ENDED;
        if (!yes_ended && !ends_visits(event.fact().kind())) continue;
        for (const std::string& id : event.fact().volunteer_ids()) concerned.insert(id);
    }
    bool ended = false;
    for (const std::string& id : concerned) {
        const auto it = turn.estate().volunteers.find(id);
        if (it != turn.estate().volunteers.end()) ended |= end_overdue_duty(turn, it->second);
    }
    return ended;
}

// Daily limits end with the day: who had helped enough may be asked again.
void end_daily_limits(Turn& turn) {
    Estate& estate = turn.estate();
    turn.free_capacity();
    estate.limits_due = std::nullopt;
    if (!has_daily_limits(estate.policy)) return;
    estate.limits_due = on_day(estate, day_of(estate, turn.now()) + 1, 0);
}

void plan_roster(Estate& estate, const Roster& roster, Time now) {
    estate.roster_due = sooner(sooner(duties_due(estate, roster, now), gaps_due(estate, now)),
                               shift_changes_due(estate));
}

}  // namespace

void before_timers(Turn& turn) {
    if (is_due(turn.estate().cover_due, turn.now())) keep_cover(turn);
}

void before_matching(Turn& turn, bool timers) {
    Estate& estate = turn.estate();
    const bool due = timers && is_due(estate.roster_due, turn.now());
    keep_book(turn);
    if (any_fact(turn, configures) || (timers && is_due(estate.limits_due, turn.now()))) {
        end_daily_limits(turn);
    }
    const bool whole = due || any_fact(turn, changes_roster);
    const bool duty =
        any_fact(turn, [](v1::FactKind kind) { return kind == v1::FACT_KIND_DUTY_CHANGED; });
    if (whole) {
        keep_shift_changes(turn);
        const Roster roster(estate, turn.now(), turn.now() + kRosterAhead);
        keep_duties(turn, roster);
        keep_gaps(turn, roster);
        plan_roster(estate, roster, turn.now());
    } else if ((end_overdue_duties(turn) || duty) && !is_due(estate.roster_due, turn.now())) {
        // What is due already stays so: this batch's timers come after its commands.
        plan_roster(estate, Roster(estate, turn.now(), turn.now() + kRosterAhead), turn.now());
    }
}

void after_matching(Turn& turn) {
    Estate& estate = turn.estate();
    if (any_fact(turn, configures)) keep_cover(turn);
    if (!any_fact(turn, changes_cover)) return;
    estate.cover_changed_at = turn.now();
    estate.cover_due = cover_due_after(turn.now());
}

std::optional<Time> chores_due(const Estate& estate) {
    return sooner(sooner(estate.roster_due, estate.limits_due), estate.cover_due);
}

}  // namespace circle::core
