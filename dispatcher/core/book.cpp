#include "dispatcher/core/book.hpp"

#include <algorithm>

#include "dispatcher/core/local_time.hpp"

namespace circle::core {
namespace {

std::uint32_t minutes_of(Time ms) {
    return static_cast<std::uint32_t>(std::max<Time>(0, ms + kMinute / 2) / kMinute);
}

// The ledger of the month in which `at` lies; a new one pushes out the oldest.
Kept<v1::Ledger>& ledger_at(Turn& turn, Time at) {
    Estate& estate = turn.estate();
    const std::string month = month_of(estate, at);
    Kept<v1::Ledger>& kept = estate.ledgers[month];
    kept.value.set_month(month);
    while (estate.ledgers.size() > kMonthsKept && estate.ledgers.begin()->first != month) {
        turn.erase("ledger/" + estate.code + "/" + estate.ledgers.begin()->first);
        estate.ledgers.erase(estate.ledgers.begin());
    }
    return kept;
}

v1::LedgerPerson& person_in(v1::Ledger& ledger, const std::string& id) {
    for (v1::LedgerPerson& person : *ledger.mutable_people()) {
        if (person.volunteer_id() == id) return person;
    }
    v1::LedgerPerson& person = *ledger.add_people();
    person.set_volunteer_id(id);
    return person;
}

v1::LedgerBuilding& building_in(v1::Ledger& ledger, const std::string& id) {
    for (v1::LedgerBuilding& building : *ledger.mutable_buildings()) {
        if (building.building() == id) return building;
    }
    v1::LedgerBuilding& building = *ledger.add_buildings();
    building.set_building(id);
    return building;
}

// The newest visit of the volunteer, if it was done.
const v1::Visit* done_visit(const v1::Request& r, const std::string& volunteer) {
    for (int i = r.visits_size() - 1; i >= 0; --i) {
        if (r.visits(i).volunteer_id() != volunteer) continue;
        return r.visits(i).state() == v1::VISIT_STATE_DONE ? &r.visits(i) : nullptr;
    }
    return nullptr;
}

void book_visits(Turn& turn, const v1::Fact& fact, const v1::Request& r) {
    for (const std::string& id : fact.volunteer_ids()) {
        const v1::Visit* visit = done_visit(r, id);
        if (!visit) continue;
        Kept<v1::Ledger>& kept = ledger_at(turn, fact.now());
        v1::LedgerPerson& person = person_in(kept.value, id);
        person.set_visits(person.visits() + 1);
        person.set_minutes(person.minutes() + minutes_of(visit->ended_at() - visit->accepted_at()));
        turn.touch(kept);
    }
}

void book_request(Turn& turn, const v1::Fact& fact, const v1::Request& r) {
    Kept<v1::Ledger>& kept = ledger_at(turn, fact.now());
    v1::LedgerBuilding& building = building_in(kept.value, r.building());
    building.set_requests(building.requests() + 1);
    if (r.arrived_at() > 0) {
        building.set_helped(building.helped() + 1);
        building.set_minutes(building.minutes() + minutes_of(took(r)));
        if (r.breached_at() == 0) building.set_in_time(building.in_time() + 1);
    }
    turn.touch(kept);
}

void book(Turn& turn, const v1::Fact& fact) {
    const auto it = turn.estate().requests.find(fact.request_id());
    if (it == turn.estate().requests.end()) return;
    const v1::Request& r = it->second.value;
    switch (fact.kind()) {
        case v1::FACT_KIND_VISIT_PROGRESSED:
            if (fact.visit_state() == v1::VISIT_STATE_DONE) book_visits(turn, fact, r);
            break;
        case v1::FACT_KIND_REQUEST_CANCELLED:
            // A tap that was taken back is no call for help, unless the promise was broken first.
            if (r.breached_at() > 0) book_request(turn, fact, r);
            break;
        case v1::FACT_KIND_REQUEST_RESOLVED:
        case v1::FACT_KIND_REQUEST_CLOSED:
            book_visits(turn, fact, r);
            book_request(turn, fact, r);
            break;
        default:
            break;
    }
}

}  // namespace

void keep_book(Turn& turn) {
    // Booking records nothing, so the facts stay where they are.
    for (const v1::Event& event : turn.events()) book(turn, event.fact());
}

void book_duty(Turn& turn, const std::string& volunteer, Time from, Time to) {
    // Months that the book does not keep are not begun.
    std::size_t months = 0;
    for (Time t = from; t < to; t = next_month_after(turn.estate(), t)) ++months;
    for (; months > kMonthsKept; --months) from = next_month_after(turn.estate(), from);
    while (from < to) {
        const Time end = std::min(to, next_month_after(turn.estate(), from));
        Kept<v1::Ledger>& kept = ledger_at(turn, from);
        v1::LedgerPerson& person = person_in(kept.value, volunteer);
        person.set_duty_minutes(person.duty_minutes() + minutes_of(end - from));
        turn.touch(kept);
        from = end;
    }
}

void book_thanks(Turn& turn, const std::string& volunteer) {
    Kept<v1::Ledger>& kept = ledger_at(turn, turn.now());
    v1::LedgerPerson& person = person_in(kept.value, volunteer);
    person.set_thanks(person.thanks() + 1);
    turn.touch(kept);
}

}  // namespace circle::core
