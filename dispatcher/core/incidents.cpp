#include "dispatcher/core/incidents.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "dispatcher/core/breach.hpp"
#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/pauses.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

using Records = std::vector<RequestRecord*>;

// What people call the incident: the name of its group, which an import may have taken away.
std::string name_of(const Estate& estate, const v1::Incident& incident) {
    const v1::DoorGroup* group = estate.group(incident.group());
    return group ? group->name() : incident.group();
}

RequestRecord& lead_of(Estate& estate, const v1::Incident& incident) {
    return estate.requests.at(incident.lead_request_id());
}

// The smaller, the further: somebody is at the door, somebody comes, somebody is asked, somebody
// may be, the oldest.
auto distance_to_help(const v1::Request& r) {
    const int step = live_state(r) == v1::REQUEST_STATE_ARRIVED ? 0
                     : live_visits(r) > 0                       ? 1
                     : open_offers(r) > 0                       ? 2
                     : !is_held(r) && !is_paused(r)             ? 3
                                                                : 4;  // nobody may be asked
    return std::tuple(step, r.submitted_at(), r.number());
}

RequestRecord& furthest(const Records& records) {
    return **std::min_element(records.begin(), records.end(), [](auto* a, auto* b) {
        return distance_to_help(a->value) < distance_to_help(b->value);
    });
}

// The lead asks for what any of its subscribers needs. True if that is more than before.
bool take_over_need(Estate& estate, v1::Request& lead, const v1::Request& r) {
    if (r.urgency() <= lead.urgency() && r.headcount() <= lead.headcount()) return false;
    if (lead.own_headcount() == 0) {
        lead.set_own_urgency(lead.urgency());
        lead.set_own_headcount(lead.headcount());
    }
    set_need(estate, lead, std::max(lead.urgency(), r.urgency()),
             std::max(lead.headcount(), r.headcount()));
    return true;
}

// Whoever is not folded any more looks for helpers, and what is overdue rings.
void look_for_help(Turn& turn, RequestRecord& record, const std::string& rule) {
    v1::Request& r = record.value;
    r.set_state(live_state(r));
    turn.touch(record);
    if (is_looking(r)) look_again(turn, record, rule);
    const bool waits = r.arrived_at() == 0 && is_breached(turn.estate(), r);
    if (waits && !r.has_alarm()) raise_alarm(turn, record, v1::ALARM_REASON_SLA_BREACHED);
}

// When somebody first came to this very door in this round; 0: nobody.
Time own_arrival(const v1::Request& r) {
    Time first = 0;
    for (const v1::Visit& visit : visits_of(r)) {
        if (visit.arrived_at() == 0) continue;
        first = first == 0 ? visit.arrived_at() : std::min(first, visit.arrived_at());
    }
    return first;
}

void strike_out(v1::Incident& incident, const std::string& request_id) {
    auto& ids = *incident.mutable_request_ids();
    ids.erase(std::remove(ids.begin(), ids.end(), request_id), ids.end());
}

// The subscribers that wait with the lead.
Records followers(Estate& estate, const v1::Incident& incident) {
    Records out;
    for (const std::string& id : incident.request_ids()) {
        if (id != incident.lead_request_id()) out.push_back(&estate.requests.at(id));
    }
    return out;
}

void make_lead(Estate& estate, v1::Incident& incident, const std::string& request_id) {
    estate.leading.erase(incident.lead_request_id());
    estate.leading[request_id] = incident.id();
    incident.set_lead_request_id(request_id);
    auto& ids = *incident.mutable_request_ids();
    std::stable_partition(ids.begin(), ids.end(),
                          [&](const std::string& id) { return id == request_id; });
}

void record_end(Turn& turn, Kept<v1::Incident>& incident, const std::string& reason) {
    v1::Incident& i = incident.value;
    i.set_ended_at(turn.now());
    i.set_end_reason(reason);
    turn.estate().leading.erase(i.lead_request_id());
    turn.record(v1::FACT_KIND_INCIDENT_ENDED, i.lead_request_id()).set_reason(reason);
    turn.touch(incident);
}

// Who has set out is not asked to set out once more.
void keep_walking(Turn& turn, RequestRecord& next, v1::Visit& visit) {
    visit.set_state(v1::VISIT_STATE_ON_THE_WAY);
    visit.set_on_the_way_at(turn.now());
    next.value.set_state(live_state(next.value));
    turn.touch(next);
}

// Who was on the way to the old lead goes to the new one: nobody is called back from an outage that
// goes on.
void send_on(Turn& turn, RequestRecord& next, const std::vector<v1::Visit>& coming) {
    for (const v1::Visit& before : coming) {
        const std::string& id = before.volunteer_id();
        const VolunteerRecord& volunteer = turn.estate().volunteers.at(id);
        const bool wanted =
            is_looking(next.value) && !is_held(next.value) && !is_paused(next.value);
        if (!wanted || !may_be_sent(next.value, volunteer)) continue;
        v1::Visit& visit =
            start_visit(turn, next, id, nullptr, v1::FACT_KIND_VISIT_ASSIGNED, "leads");
        if (before.state() == v1::VISIT_STATE_ON_THE_WAY) keep_walking(turn, next, visit);
    }
}

// The lead is gone: the furthest of its subscribers goes on for all of them, and so does who was
// `coming`.
void pass_on(Turn& turn, Kept<v1::Incident>& incident, const std::string& why,
             const std::vector<v1::Visit>& coming = {}) {
    Estate& estate = turn.estate();
    v1::Incident& i = incident.value;
    const std::string old_lead = i.lead_request_id();
    const Records rest = followers(estate, i);
    if (rest.empty()) return record_end(turn, incident, why);
    strike_out(i, old_lead);
    RequestRecord& next = furthest(rest);
    make_lead(estate, i, next.value.id());
    next.value.clear_incident_id();
    for (const RequestRecord* other : rest) take_over_need(estate, next.value, other->value);
    turn.record(v1::FACT_KIND_REQUEST_UNFOLDED, next.value.id()).set_reason("leads");
    turn.touch(incident);
    send_on(turn, next, coming);
    look_for_help(turn, next, "again.leads");
}

// What of a subscriber's is not over with the outage, or nullptr. A trade that was called before
// anybody had been at this door was called for what the outage explains.
const char* own_affair(const v1::Request& r) {
    if (live_visits(r) > 0) return "own_helper";
    return awaits_trade(r) && own_arrival(r) > 0 ? "own_trade" : nullptr;
}

void go_alone(Turn& turn, RequestRecord& record, const std::string& reason) {
    v1::Request& r = record.value;
    r.clear_incident_id();
    r.set_alone(true);
    r.set_arrived_at(own_arrival(r));  // who came to the lead did not come to this door
    turn.record(v1::FACT_KIND_REQUEST_UNFOLDED, r.id()).set_reason(reason);
    turn.touch(record);
}

}  // namespace

Kept<v1::Incident>* led_by(Estate& estate, const std::string& request_id) {
    const auto it = estate.leading.find(request_id);
    return it == estate.leading.end() ? nullptr : &estate.incidents.at(it->second);
}

Kept<v1::Incident>* open_incident(Estate& estate, const std::string& incident_id) {
    const auto it = estate.incidents.find(incident_id);
    return it == estate.incidents.end() || it->second.value.ended_at() > 0 ? nullptr : &it->second;
}

void open_new_incident(Turn& turn, const std::string& group, std::vector<RequestRecord*> records) {
    Estate& estate = turn.estate();
    RequestRecord& lead = furthest(records);
    const std::uint64_t number = ++estate.last_request;
    Kept<v1::Incident>& incident = estate.incidents["i" + std::to_string(number)];
    v1::Incident& i = incident.value;
    i.set_id("i" + std::to_string(number));
    i.set_number(number);
    i.set_category(lead.value.category());
    i.set_group(group);
    i.set_opened_at(turn.now());
    i.add_request_ids(lead.value.id());
    make_lead(estate, i, lead.value.id());
    turn.record(v1::FACT_KIND_INCIDENT_OPENED, lead.value.id()).set_reason(name_of(estate, i));
    turn.touch(incident);
    turn.touch(lead);
    std::sort(records.begin(), records.end(),
              [](auto* a, auto* b) { return a->value.number() < b->value.number(); });
    for (RequestRecord* record : records) {
        if (record != &lead) fold_into(turn, incident, *record);
    }
}

void fold_into(Turn& turn, Kept<v1::Incident>& incident, RequestRecord& record) {
    Estate& estate = turn.estate();
    v1::Request& r = record.value;
    RequestRecord& lead = lead_of(estate, incident.value);
    end_open_offers(turn, record, v1::OFFER_OUTCOME_WITHDRAWN, "folded");
    const bool helped = live_state(lead.value) == v1::REQUEST_STATE_ARRIVED;
    if (helped) mark_breach(turn, record, turn.at());
    if (helped && r.arrived_at() == 0) end_pause(turn, record, turn.at(), "arrived");

    turn.record(v1::FACT_KIND_REQUEST_FOLDED, r.id()).set_reason(name_of(estate, incident.value));
    r.set_incident_id(incident.value.id());
    r.set_alone(false);
    if (is_held(r)) end_hold(turn.now(), r);
    r.clear_hold();
    if (helped && r.arrived_at() == 0) r.set_arrived_at(turn.at());
    // What outlasts help is of this door alone, and goes on ringing here.
    const bool stays = r.has_alarm() && outlasts_help(r.alarm());
    // Nobody found for this door is no news where somebody comes.
    const bool rings_there = is_looking(lead.value) && !lead.value.has_alarm();
    if (r.has_alarm() && !stays && rings_there) {
        *lead.value.mutable_alarm() = r.alarm();
        lead.value.set_alarm_due_at(0);
        turn.touch(lead);
    }
    if (!stays) r.clear_alarm();
    r.set_state(live_state(r));
    incident.value.add_request_ids(r.id());
    turn.touch(record);
    turn.touch(incident);
    const bool overdue = r.breached_at() > 0 && r.arrived_at() == 0;
    if (stays && overdue && !lead.value.has_alarm()) {
        raise_alarm(turn, lead, v1::ALARM_REASON_SLA_BREACHED);
    }
    if (!take_over_need(estate, lead.value, r)) return;
    turn.touch(lead);
    if (is_looking(lead.value)) look_again(turn, lead, "again.more");
}

void unfold(Turn& turn, RequestRecord& record) {
    Estate& estate = turn.estate();
    Kept<v1::Incident>* led = led_by(estate, record.value.id());
    if (!led) {
        Kept<v1::Incident>& incident = estate.incidents.at(record.value.incident_id());
        go_alone(turn, record, "by_hand");
        strike_out(incident.value, record.value.id());
        turn.touch(incident);
        return look_for_help(turn, record, "again.unfolded");
    }
    record.value.set_alone(true);
    give_back_need(estate, record.value);
    const bool enough = !is_looking(record.value);
    if (enough) end_open_offers(turn, record, v1::OFFER_OUTCOME_WITHDRAWN, "enough");
    record.value.set_state(live_state(record.value));
    turn.record(v1::FACT_KIND_REQUEST_UNFOLDED, record.value.id()).set_reason("by_hand");
    turn.touch(record);
    pass_on(turn, *led, "unfolded");
}

bool takes_part(Estate& estate, const v1::Request& request) {
    return is_folded(request) || led_by(estate, request.id()) != nullptr;
}

void end_incident(Turn& turn, Kept<v1::Incident>& incident, const std::string& reason) {
    Estate& estate = turn.estate();
    v1::Incident& i = incident.value;
    const RequestRecord& lead = lead_of(estate, i);
    const bool by_hand = !is_terminal(lead.value.state());
    const std::string words = name_of(estate, i) + (by_hand ? "：" + reason : "");
    const std::vector<std::string> ids(i.request_ids().begin(), i.request_ids().end());
    record_end(turn, incident, reason);
    for (const std::string& id : ids) {
        RequestRecord& record = estate.requests.at(id);
        if (is_terminal(record.value.state())) continue;
        const char* own = own_affair(record.value);
        if (is_folded(record.value) && own) {
            go_alone(turn, record, own);
            record.value.set_review_at(turn.now() + kReviewVisit);
            put_off_review(record.value);
            strike_out(i, id);
            turn.touch(incident);
            look_for_help(turn, record, "again.unfolded");
            continue;
        }
        const bool there = live_state(record.value) == v1::REQUEST_STATE_ARRIVED;
        end_request(turn, record, v1::REQUEST_STATE_RESOLVED, v1::FACT_KIND_REQUEST_RESOLVED,
                    there ? v1::VISIT_STATE_DONE : v1::VISIT_STATE_CANCELLED, words);
    }
}

void leave_incident(Turn& turn, RequestRecord& ended, const std::vector<v1::Visit>& coming) {
    Estate& estate = turn.estate();
    const v1::Request& r = ended.value;
    if (Kept<v1::Incident>* led = led_by(estate, r.id())) {
        const bool repaired = r.state() == v1::REQUEST_STATE_RESOLVED && r.arrived_at() > 0;
        if (repaired) return end_incident(turn, *led, r.end_reason());
        return pass_on(turn, *led, r.end_reason(), coming);
    }
    if (Kept<v1::Incident>* incident = open_incident(estate, r.incident_id())) {
        strike_out(incident->value, r.id());
        turn.touch(*incident);
    }
}

void mark_breaches(Turn& turn, const std::string& lead_id, Time until) {
    const Kept<v1::Incident>* led = led_by(turn.estate(), lead_id);
    if (!led) return;
    for (RequestRecord* other : followers(turn.estate(), led->value)) {
        mark_breach(turn, *other, until);
    }
}

void stop_clocks(Turn& turn, const v1::Request& lead) {
    const Kept<v1::Incident>* led = led_by(turn.estate(), lead.id());
    if (!led) return;
    for (RequestRecord* other : followers(turn.estate(), led->value)) {
        v1::Request& r = other->value;
        if (r.arrived_at() == 0) end_pause(turn, *other, turn.at(), "arrived");
        // A tap that stood before this one in the stream, and yet later by its time, stops there.
        if (r.arrived_at() == 0) r.set_arrived_at(std::max(turn.at(), r.clock_from()));
        r.set_review_at(turn.now() + kReviewVisit);
        r.set_state(live_state(r));
        turn.touch(*other);
    }
}

bool is_breached(Estate& estate, const v1::Request& request) {
    if (request.breached_at() > 0) return true;
    const Kept<v1::Incident>* led = led_by(estate, request.id());
    if (!led) return false;
    const Records others = followers(estate, led->value);
    return std::any_of(others.begin(), others.end(),
                       [](const RequestRecord* other) { return other->value.breached_at() > 0; });
}

RequestRecord* bell_of(Turn& turn, RequestRecord& record) {
    if (!is_folded(record.value)) return &record;
    Estate& estate = turn.estate();
    RequestRecord& lead = lead_of(estate, estate.incidents.at(record.value.incident_id()).value);
    return lead.value.has_alarm() ? nullptr : &lead;
}

void set_need(Estate& estate, v1::Request& r, v1::Urgency urgency, std::uint32_t headcount) {
    const bool other_urgency = urgency != r.urgency();
    r.set_urgency(urgency);
    r.set_headcount(std::max(headcount, live_visits(r)));  // who is on the way is not too many
    if (r.rung_due_at() > 0) r.set_rung_due_at(next_rung_at(r, estate.policy, r.rung()));
    if (other_urgency) estate.count_alerts();  // those of an urgent request are left out
}

void give_back_need(Estate& estate, v1::Request& request) {
    if (request.own_headcount() == 0) return;
    set_need(estate, request, request.own_urgency(), request.own_headcount());
    request.clear_own_urgency();
    request.clear_own_headcount();
}

void expire_incidents_of(Turn& turn, const std::string& request_id) {
    auto& incidents = turn.estate().incidents;
    for (auto it = incidents.begin(); it != incidents.end();) {
        const v1::Incident& incident = it->second.value;
        if (incident.lead_request_id() != request_id || incident.ended_at() == 0) {
            ++it;
            continue;
        }
        v1::Entity key;
        key.set_estate(turn.estate().code);
        key.mutable_incident()->set_id(incident.id());
        turn.erase(entity_key(key));
        it = incidents.erase(it);
    }
}

}  // namespace circle::core
