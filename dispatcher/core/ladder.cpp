#include "dispatcher/core/ladder.hpp"

#include <algorithm>
#include <utility>

#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {

void start_ladder(Turn& turn, v1::Request& r) {
    r.set_rung(v1::RUNG_BUILDING);
    r.set_rung_due_at(next_rung_at(r, turn.estate().policy, v1::RUNG_BUILDING));
}

bool open_next_rung(Turn& turn, RequestRecord& record, const char* reason) {
    v1::Request& r = record.value;
    if (r.rung() >= v1::RUNG_STAFF) return false;
    r.set_rung(static_cast<v1::Rung>(r.rung() + 1));
    r.set_rung_due_at(next_rung_at(r, turn.estate().policy, r.rung()));
    v1::Fact& fact = turn.record(v1::FACT_KIND_RUNG_OPENED, r.id());
    fact.set_rung(r.rung());
    fact.set_reason(reason);
    turn.touch(record);
    return true;
}

bool send_staff(Turn& turn, RequestRecord& record) {
    v1::Request& r = record.value;
    Estate& estate = turn.estate();
    const Policy policy = estate.policy.at_pace_of(r.urgency());
    if (r.rung() < v1::RUNG_STAFF || turn.now() < clock_start(r) + policy.staff_assign) {
        return false;
    }
    const Walks::Door& door = estate.door(r);
    const VolunteerRecord* nearest = nullptr;
    std::pair<bool, std::uint32_t> least;  // who let somebody wait before goes last
    for (const VolunteerRecord* staff : estate.roll) {
        if (!staff->value.staff() || !may_be_sent(r, *staff)) continue;
        const std::pair far(turn.now() < staff->value.workload().rest_until(),
                            walk_seconds(estate, door, *staff, turn.now()));
        if (nearest && far >= least) continue;
        nearest = staff;
        least = far;
    }
    if (!nearest) return false;
    const std::string who = nearest->value.id();
    withdraw_offers(turn, record, who, "sent");
    start_visit(turn, record, who, nullptr, v1::FACT_KIND_STAFF_SENT);
    return true;
}

bool is_of_open_rung(const v1::Request& r, const v1::Volunteer& volunteer) {
    if (volunteer.staff()) return r.rung() >= v1::RUNG_STAFF || r.urgency() == v1::URGENCY_URGENT;
    return r.rung() >= v1::RUNG_ESTATE || volunteer.group() == r.building();
}

bool is_in_time(const v1::Request& r, const v1::Volunteer& volunteer, Time walk, Time slack) {
    return volunteer.staff() || r.rung() >= v1::RUNG_ESTATE || walk <= slack;
}

}  // namespace circle::core
