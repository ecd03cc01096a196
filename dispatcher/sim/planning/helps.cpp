#include "dispatcher/sim/planning/helps.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <set>

namespace circle::sim {
namespace {

constexpr std::size_t kSkillsTried = 2, kBuildingsTried = 2;
constexpr double kMoreYes = .10, kSooner = 30, kAborts = .20;

// Indexes of what is late most often, at most `count`.
std::vector<std::size_t> latest(const std::vector<Tally>& tallies, std::size_t count) {
    std::vector<std::size_t> order(tallies.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto late = [&](std::size_t i) { return tallies[i].calls - tallies[i].in_time; };
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return late(a) > late(b); });
    order.resize(std::min(count, order.size()));
    std::erase_if(order, [&](std::size_t i) { return late(i) <= 0; });
    return order;
}

std::vector<Tally> tallies_by_need(const Results& results, const Knowledge& k) {
    std::vector<Tally> tallies(k.needs.size());
    for (std::size_t p = 0; p < k.calendar.periods(); ++p) {
        for (std::size_t n = 0; n < k.needs.size(); ++n) tallies[n] += results.cell(p, n);
    }
    return tallies;
}

class Trials {
  public:
    explicit Trials(Plan& plan) : plan_(plan) {}

    Results base() const { return played(plan_.knowledge); }

    Share with(const std::function<void(Knowledge&)>& change) const {
        Knowledge changed = plan_.knowledge;
        change(changed);
        return played(changed).all();
    }
    // On duty whenever anybody is.
    Share with_one_more(const Helper& helper) const {
        return played(plan_.knowledge, helper).all();
    }

  private:
    Results played(const Knowledge& k, const std::optional<Helper>& more = {}) const {
        const Teams teams(k.calendar, k.needs, k.people);
        const MakeCrew crew = [&](Span days, std::uint64_t seed) {
            const Staffing& first = plan_.staffing.front();
            Crew made = plan_.roster       ? teams.by_roster(days)
                        : first.impossible ? teams.everybody(days)
                                           : teams.by_levels(first.levels, days, seed);
            if (more) made = joined(std::move(made), *more);
            return made;
        };
        return play(k, crew, plan_.options.effort);
    }

    Plan& plan_;
};

// Somebody new, of mean readiness.
Helper newcomer(const Knowledge& k, const std::string& building,
                const std::vector<std::string>& skills) {
    Helper helper;
    helper.config.set_id("more");
    helper.config.set_group(building);
    for (const std::string& skill : skills) helper.config.add_skills(skill);
    helper.accept = k.behaviour.accept;
    return helper;
}

// Of the most volunteers.
std::string usual_home(const Knowledge& k) {
    std::map<std::string, unsigned> homes;
    for (const Helper& helper : k.people.volunteers) ++homes[helper.config.group()];
    return std::max_element(homes.begin(), homes.end(),
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
}

std::vector<std::string> all_skills(const Needs& needs) {
    std::set<std::string> skills;
    for (const Need& need : needs.all) skills.insert(need.skills.begin(), need.skills.end());
    return {skills.begin(), skills.end()};
}

void say_yes_more(Knowledge& k) {
    for (Helper& helper : k.people.volunteers)
        helper.accept = std::min(1.0, helper.accept + kMoreYes);
}

void set_out_sooner(Knowledge& k) {
    for (double& median : k.behaviour.turnout) median = std::max(10.0, median - kSooner);
}

void abort_more(Knowledge& k) {
    k.behaviour.abort = std::max(k.behaviour.abort, kAborts);
}

}  // namespace

void try_helps(Plan& plan, const Progress& progress) {
    const Knowledge& k = plan.knowledge;
    const Trials trials(plan);
    progress("what would help");
    const Results base = trials.base();
    plan.base = base.all();
    using What = Help::What;
    plan.helps.push_back({What::more_say_yes, 0, trials.with(say_yes_more)});
    plan.helps.push_back({What::sets_out_sooner, 0, trials.with(set_out_sooner)});
    if (k.behaviour.abort < kAborts) {
        plan.helps.push_back({What::one_in_five_aborts, 0, trials.with(abort_more)});
    }
    for (const std::size_t need : latest(tallies_by_need(base, k), kSkillsTried)) {
        progress("what would help: skills");
        const Helper more = newcomer(k, usual_home(k), k.needs.all[need].skills);
        plan.helps.push_back({What::one_with_skill, need, trials.with_one_more(more)});
    }
    for (const std::size_t building : latest(base.buildings(), kBuildingsTried)) {
        progress("what would help: buildings");
        const std::string& id = k.config.buildings(static_cast<int>(building)).id();
        const Helper more = newcomer(k, id, all_skills(k.needs));
        plan.helps.push_back({What::one_in_building, building, trials.with_one_more(more)});
    }
    std::stable_sort(plan.helps.begin(), plan.helps.end(),
                     [](const Help& a, const Help& b) { return a.share.mean > b.share.mean; });
}

}  // namespace circle::sim
