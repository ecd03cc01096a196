#include "dispatcher/core/safety.hpp"

#include <algorithm>

namespace circle::core {

const char* name_of(Rule rule) {
    return rule == Rule::licence ? "licence" : "sex";
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
           alarm.reason() == v1::ALARM_REASON_TRADE_BREACHED;
}

}  // namespace circle::core
