#include "dispatcher/core/estate.hpp"

#include <algorithm>

#include "dispatcher/core/local_time.hpp"

namespace circle::core {

const v1::Category* Estate::category(const std::string& id) const {
    const auto& all = config.value.config().categories();
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const auto& c) { return c.id() == id; });
    return it == all.end() ? nullptr : &*it;
}

const v1::DoorGroup* Estate::group(const std::string& id) const {
    const auto& all = config.value.config().groups();
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const auto& g) { return g.id() == id; });
    return it == all.end() ? nullptr : &*it;
}

const v1::Building* Estate::building(const std::string& id) const {
    const auto& all = config.value.config().buildings();
    const auto it =
        std::find_if(all.begin(), all.end(), [&](const auto& b) { return b.id() == id; });
    return it == all.end() ? nullptr : &*it;
}

const v1::Building* Estate::nearest_building(const v1::Point& point) const {
    const auto& all = config.value.config().buildings();
    const Place here{point.lat(), point.lon()};
    const auto distance = [&](const v1::Building& b) {
        return great_circle_m(here, {b.point().lat(), b.point().lon()});
    };
    const auto nearest =
        std::min_element(all.begin(), all.end(),
                         [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
    return nearest == all.end() ? nullptr : &*nearest;
}

bool Estate::is_near(const v1::Point& point) const {
    const v1::Building* nearest = nearest_building(point);
    return nearest && great_circle_m({point.lat(), point.lon()},
                                     {nearest->point().lat(), nearest->point().lon()}) <=
                          kMaxFromBuilding;
}

Place Estate::whereabouts(const VolunteerRecord& record, Time now) const {
    const v1::Volunteer& volunteer = record.value;
    if (volunteer.position_at() > 0 && now - volunteer.position_at() <= policy.position_ttl) {
        return {volunteer.position().lat(), volunteer.position().lon(), 1};
    }
    if (volunteer.has_checked_in()) {
        return {volunteer.checked_in().lat(), volunteer.checked_in().lon(), 1};
    }
    return record.home;
}

bool VolunteerRecord::was_alerted_often(Time now, unsigned times) const {
    return alerted.size() >= times && alerted[alerted.size() - times] > now - kHour;
}

void VolunteerRecord::was_alerted(Time at) {
    std::erase_if(alerted, [&](Time other) { return other <= at - kHour; });
    alerted.push_back(at);
}

void Estate::count_alerts() {
    for (auto& [id, volunteer] : volunteers) volunteer.alerted.clear();
    for (const auto& [id, record] : requests) {
        if (record.value.urgency() == v1::URGENCY_URGENT) continue;
        for (const v1::Offer& offer : record.value.offers()) {
            const auto who = volunteers.find(offer.volunteer_id());
            if (who != volunteers.end()) who->second.alerted.push_back(offer.opened_at());
        }
    }
    for (auto& [id, volunteer] : volunteers) {
        std::sort(volunteer.alerted.begin(), volunteer.alerted.end());
    }
}

std::int64_t Estate::local_day(Time now) const {
    return core::local_day(now, config.value.config().utc_offset_min());
}

void Estate::call_roll() {
    roll.clear();
    answers = {};
    for (auto& [id, record] : volunteers) {
        record.seat = roll.size();
        roll.push_back(&record);
        answers.yes += record.value.workload().yes_milli();
        answers.no += record.value.workload().no_milli();
        const v1::Building* home = building(record.value.group());
        record.home = home ? Place{home->point().lat(), home->point().lon(), 1} : Place{};
    }
    doors.clear();
    std::map<std::string, std::vector<int>> all;
    for (const auto& [id, household] : households) {
        for (const std::string& group : household.value.groups()) doors[group].push_back(id);
        all[household.value.building()].push_back(household.value.floor());
    }
    floors.clear();
    for (auto& [id, of_building] : all) {
        const auto middle =
            of_building.begin() + static_cast<std::ptrdiff_t>(of_building.size() / 2);
        std::nth_element(of_building.begin(), middle, of_building.end());
        floors[id] = *middle;
    }
}

Rank rank_of(const v1::Request& request) {
    return {-static_cast<int>(request.urgency()), request.sla_due_at(), request.number(),
            request.id()};
}

std::string request_of_offer(const std::string& offer_id) {
    const auto dot = offer_id.rfind('.');
    return dot == std::string::npos ? std::string{} : offer_id.substr(0, dot);
}

}  // namespace circle::core
