#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "dispatcher/sim/planning/report.hpp"

namespace circle::sim {
namespace {

namespace json = boost::json;

json::value json_of_share(const Share& share) {
    if (share.calls == 0) return nullptr;
    return json::object{{"mean", share.mean},
                        {"lower", share.lower},
                        {"upper", share.upper},
                        {"requests", share.calls}};
}

json::array json_of_names(const std::vector<std::string>& names) {
    return json::array(names.begin(), names.end());
}

json::object json_of_period(const Plan& plan, std::size_t period) {
    const Calendar& calendar = plan.knowledge.calendar;
    const auto& days = calendar.day_types[period / calendar.blocks()];
    const std::size_t block = period % calendar.blocks();
    json::array weekdays;
    for (const unsigned day : days) weekdays.push_back(day + 1);
    return {{"weekdays", std::move(weekdays)},
            {"from_min", calendar.edges[block]},
            {"to_min", calendar.edges[block + 1]}};
}

json::array json_of_counts(const std::vector<unsigned>& counts) {
    json::array numbers;
    for (const unsigned count : counts) numbers.push_back(count);
    return numbers;
}

json::object json_of_staffing(const Plan& plan, const Staffing& s) {
    json::array periods, needs;
    for (std::size_t p = 0; p < s.levels.size(); ++p) {
        json::object period = json_of_period(plan, p);
        period["on_duty"] = s.levels[p].total;
        json::array of_need;
        for (std::size_t n = 0; n < s.by_need.size(); ++n) of_need.push_back(s.of_need(p, n));
        period["of_need"] = std::move(of_need);
        period["in_time"] = json_of_share(s.by_period[p]);
        period["reachable"] = static_cast<bool>(s.period_reachable[p]);
        period["best"] = json_of_share(s.best_by_period[p]);
        periods.push_back(std::move(period));
    }
    for (std::size_t n = 0; n < s.by_need.size(); ++n) {
        needs.push_back(json::object{{"in_time", json_of_share(s.by_need[n])},
                                     {"reachable", static_cast<bool>(s.need_reachable[n])},
                                     {"best", json_of_share(s.best_by_need[n])}});
    }
    return {{"target", s.target},
            {"impossible", s.impossible},
            {"holds", s.holds},
            {"weeks", s.weeks},
            {"rounds", s.rounds},
            {"in_time", json_of_share(s.all)},
            {"periods", std::move(periods)},
            {"needs", std::move(needs)}};
}

json::array json_of_needs(const Plan& plan, const Teams& teams) {
    json::array needs;
    for (std::size_t n = 0; n < plan.knowledge.needs.size(); ++n) {
        const Need& need = plan.knowledge.needs.all[n];
        needs.push_back(
            json::object{{"skills", json_of_names(need.skills)},
                         {"categories", json_of_names(need.categories)},
                         {"holders", teams.holders(n)},
                         {"in_time_with_everybody", json_of_share(plan.everybody.of_need(n))}});
    }
    return needs;
}

json::value json_of_roster(const Plan& plan) {
    if (!plan.roster) return nullptr;
    json::array periods;
    for (std::size_t p = 0; p < plan.roster->on_duty.size(); ++p) {
        json::object period = json_of_period(plan, p);
        period["least"] = plan.roster->on_duty[p].least;
        period["most"] = plan.roster->on_duty[p].most;
        period["of_need"] = json_of_counts(plan.roster->of_need[p]);
        period["in_time"] = json_of_share(plan.roster->by_period[p]);
        periods.push_back(std::move(period));
    }
    return json::object{{"in_time", json_of_share(plan.roster->all)},
                        {"periods", std::move(periods)}};
}

const char* name_of_about(About about) {
    constexpr const char* kNames[] = {
        "requests_per_day", "weekend_share", "hours",    "kinds",       "buildings",
        "accept",           "answer_s",      "says_no",  "unreachable", "turnout_s",
        "turnout_night_s",  "abort",         "visit_min"};
    return kNames[static_cast<std::size_t>(about)];
}

const char* name_of_source(Source source) {
    constexpr const char* kNames[] = {"assumed", "mixed", "log", "given"};
    return kNames[static_cast<std::size_t>(source)];
}

json::array json_of_grounds(const Knowledge& k) {
    json::array grounds;
    for (const Ground& ground : k.grounds) {
        grounds.push_back(json::object{{"about", name_of_about(ground.about)},
                                       {"value", ground.value},
                                       {"source", name_of_source(ground.source)},
                                       {"n", ground.n}});
    }
    return grounds;
}

json::object json_of_help(const Plan& plan, const Help& help) {
    constexpr const char* kNames[] = {"one_with_skill", "one_in_building", "more_say_yes",
                                      "sets_out_sooner", "one_in_five_aborts"};
    json::object object{{"what", kNames[static_cast<std::size_t>(help.what)]},
                        {"in_time", json_of_share(help.share)},
                        {"gain", help.share.mean - plan.base.mean}};
    if (help.what == Help::What::one_with_skill) object["need"] = help.which;
    if (help.what == Help::What::one_in_building) {
        object["building"] = plan.knowledge.config.buildings(static_cast<int>(help.which)).id();
    }
    return object;
}

json::object json_of_causes(const Causes& causes) {
    return {{"nobody_says_yes", causes.nobody},
            {"late_yes", causes.yes},
            {"setting_out", causes.setting_out},
            {"walk", causes.walk},
            {"aborted", causes.aborted}};
}

json::object json_of_seen(const Seen& seen) {
    json::array duty;
    for (const double mean : seen.on_duty) duty.push_back(mean);
    return {{"until", seen.until},   {"days", seen.days},       {"requests", seen.requests},
            {"judged", seen.judged}, {"in_time", seen.in_time}, {"on_duty", std::move(duty)}};
}

}  // namespace

std::string plan_as_json(const Plan& plan) {
    const Knowledge& k = plan.knowledge;
    const Teams teams(k.calendar, k.needs, k.people);
    json::array targets, curve, helps;
    for (const Staffing& staffing : plan.staffing)
        targets.push_back(json_of_staffing(plan, staffing));
    for (const CurvePoint& point : plan.curve) {
        curve.push_back(
            json::object{{"on_duty", point.on_duty}, {"in_time", json_of_share(point.share)}});
    }
    for (const Help& help : plan.helps) helps.push_back(json_of_help(plan, help));
    json::object whole{{"estate", k.config.code()},
                       {"volunteers", k.people.volunteers.size()},
                       {"seed", plan.options.effort.seed},
                       {"times", plan.options.effort.times},
                       {"needs", json_of_needs(plan, teams)}};
    whole["targets"] = std::move(targets);
    whole["with_everybody"] = json_of_share(plan.everybody.all());
    whole["with_as_many_as_can_be_had"] = {{"on_duty", plan.most_people},
                                           {"in_time", json_of_share(plan.best.all())},
                                           {"late", json_of_causes(plan.best.causes())}};
    whole["roster"] = json_of_roster(plan);
    whole["log"] = json_of_seen(k.seen);
    whole["grounds"] = json_of_grounds(k);
    whole["base"] = json_of_share(plan.base);
    whole["helps"] = std::move(helps);
    whole["curve"] = std::move(curve);
    return json::serialize(whole) + "\n";
}

}  // namespace circle::sim
