#include "dispatcher/core/safety.hpp"

#include <algorithm>

#include "dispatcher/core/request_rules.hpp"

namespace circle::core {

const char* name_of(Rule rule) {
    switch (rule) {
        case Rule::licence:
            return "licence";
        case Rule::sex:
            return "sex";
        case Rule::alone:
            return "alone";
    }
    return "";
}

bool is_alone(const v1::Request& request, const std::string& volunteer_id) {
    if (!request.two_go_together()) return false;
    const auto visits = visits_of(request);
    return std::none_of(visits.begin(), visits.end(), [&](const v1::Visit& v) {
        return v.volunteer_id() != volunteer_id && v.arrived_at() > 0;
    });
}

void keep_despite(Turn& turn, RequestRecord& record, v1::Visit& visit, Rule rule,
                  const std::string& why) {
    if (visit.despite().empty()) {
        visit.set_despite(name_of(rule));
        visit.set_despite_reason(why);
    }
    v1::Fact& fact = turn.record(v1::FACT_KIND_RULE_OVERRULED, record.value.id());
    fact.add_volunteer_ids(visit.volunteer_id());
    fact.set_rule(name_of(rule));
    fact.set_reason(why);
    turn.touch(record);
}

bool holds(const v1::Volunteer& volunteer, const std::string& skill) {
    const auto& skills = volunteer.skills();
    return skill.empty() || std::find(skills.begin(), skills.end(), skill) != skills.end();
}

std::optional<Rule> broken_rule(const v1::Request& request, const v1::Volunteer& volunteer) {
    if (!holds(volunteer, request.licence())) return Rule::licence;
    const bool any = request.sex() == v1::SEX_UNSPECIFIED;
    return any || request.sex() == volunteer.sex() ? std::nullopt : std::optional(Rule::sex);
}

bool has_rules(const v1::Request& request) {
    return !request.licence().empty() || request.sex() != v1::SEX_UNSPECIFIED;
}

void ask_for_two(const v1::Category& category, const v1::Household& household,
                 v1::Request& request) {
    if (request.place() == v1::PLACE_KIND_PLAN) {
        request.set_two_go_together(false);
        return;
    }
    if (!category.two_if_alone() || !household.lives_alone()) return;
    request.set_headcount(std::max(request.headcount(), 2u));
    request.set_two_go_together(true);
}

bool outlasts_help(const v1::Alarm& alarm) {
    if (alarm.acknowledged_at() > 0) return false;
    return alarm.reason() == v1::ALARM_REASON_LIFE_THREATENING ||
           alarm.reason() == v1::ALARM_REASON_PAUSE_OBJECTED ||
           alarm.reason() == v1::ALARM_REASON_TRADE_BREACHED ||
           alarm.reason() == v1::ALARM_REASON_TRADE_WANTED;
}

}  // namespace circle::core
