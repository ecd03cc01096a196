#include "dispatcher/core/duty.hpp"

#include <algorithm>

#include "dispatcher/core/book.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/local_time.hpp"
#include "dispatcher/core/matching.hpp"

namespace circle::core {
namespace {

bool is_on(const v1::Volunteer& volunteer) {
    return volunteer.duty() == v1::DUTY_ON_DUTY;
}

// The end of the shift moved, or the shift was found when they were on duty already.
void move_end(Turn& turn, VolunteerRecord& record, Time until) {
    record.value.set_duty_until(until);
    v1::Fact& fact = turn.record(v1::FACT_KIND_DUTY_CHANGED);
    fact.add_volunteer_ids(record.value.id());
    fact.set_reason("shift_moved");
    turn.touch(record);
}

// How many requests wait that they may be sent to.
std::uint32_t waiting_for(const Estate& estate, const VolunteerRecord& record) {
    const auto waits = [&](const Rank& rank) {
        return may_be_sent(estate.requests.at(std::get<3>(rank)).value, record);
    };
    return static_cast<std::uint32_t>(
        std::count_if(estate.looking.begin(), estate.looking.end(), waits));
}

}  // namespace

void change_duty(Turn& turn, VolunteerRecord& record, v1::Duty duty, Time until,
                 const std::string& reason) {
    v1::Volunteer& volunteer = record.value;
    const bool went_off = is_on(volunteer) && duty == v1::DUTY_OFF;
    const Time since = volunteer.duty_since();
    volunteer.set_duty(duty);
    volunteer.set_duty_since(turn.now());
    volunteer.set_duty_until(until);
    volunteer.clear_checked_in();
    volunteer.set_waiting(is_on(volunteer) ? waiting_for(turn.estate(), record) : 0);
    v1::Fact& fact = turn.record(v1::FACT_KIND_DUTY_CHANGED);
    fact.add_volunteer_ids(volunteer.id());
    fact.set_reason(reason);
    turn.touch(record);
    if (went_off) book_duty(turn, volunteer.id(), since, turn.now());
    if (duty == v1::DUTY_OFF) {
        withdraw_offers_of(turn, volunteer.id(), "off_duty");
    } else {
        turn.free_capacity();
    }
}

bool is_called_by_shift(const v1::Volunteer& volunteer, const Span* running) {
    return running && !is_on(volunteer) && volunteer.duty_since() < running->from;
}

bool end_overdue_duty(Turn& turn, VolunteerRecord& record) {
    const v1::Volunteer& volunteer = record.value;
    const Time until = volunteer.duty_until();
    if (!is_on(volunteer) || until == 0 || until > turn.now()) return false;
    const bool graced = turn.now() < until + turn.estate().policy.duty_grace;
    const bool engaged = !record.live_request.empty() || !record.confirming.empty();
    if (engaged && graced) return false;
    change_duty(turn, record, v1::DUTY_OFF, 0, "shift_over");
    return true;
}

void keep_duties(Turn& turn, const Roster& roster) {
    for (VolunteerRecord* record : turn.estate().roll) {
        const v1::Volunteer& volunteer = record->value;
        const Span* running = roster.at(volunteer.id(), turn.now());
        if (is_called_by_shift(volunteer, running)) {
            change_duty(turn, *record, v1::DUTY_ON_DUTY, running->to, "shift");
        } else if (running && is_on(volunteer)) {
            if (volunteer.duty_until() != running->to) move_end(turn, *record, running->to);
        } else if (!running && is_on(volunteer) && volunteer.duty_until() > 0) {
            // Taken off the roster while it ran: over as of now.
            if (volunteer.duty_until() > turn.now()) move_end(turn, *record, turn.now());
            end_overdue_duty(turn, *record);
        }
    }
}

std::optional<Time> duties_due(const Estate& estate, const Roster& roster, Time now) {
    std::optional<Time> earliest;
    const auto consider = [&](Time at) {
        if (at > now) earliest = earliest ? std::min(*earliest, at) : at;
    };
    // The roster is known for some days ahead: each day brings one more.
    if (!roster.all().empty()) consider(on_day(estate, day_of(estate, now) + 1, 0));
    for (const VolunteerRecord* record : estate.roll) {
        for (const Span& span : roster.of(record->value.id())) consider(span.from);
        if (!is_on(record->value) || record->value.duty_until() == 0) continue;
        consider(record->value.duty_until());
        consider(record->value.duty_until() + estate.policy.duty_grace);
    }
    return earliest;
}

}  // namespace circle::core
