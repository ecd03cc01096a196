#include "dispatcher/sim/planning/needs.hpp"

#include <algorithm>
#include <set>

namespace circle::sim {

bool Need::is_met_by(const v1::VolunteerConfig& helper) const {
    return std::all_of(skills.begin(), skills.end(), [&](const std::string& skill) {
        const auto& has = helper.skills();
        return std::find(has.begin(), has.end(), skill) != has.end();
    });
}

Needs needs_of(const std::vector<RequestKind>& kinds) {
    Needs needs;
    for (const RequestKind& kind : kinds) {
        std::set<std::string> skills{kind.skill, kind.licence};
        skills.erase("");
        const std::vector<std::string> sorted(skills.begin(), skills.end());
        const auto same = [&](const Need& need) { return need.skills == sorted; };
        const auto it = std::find_if(needs.all.begin(), needs.all.end(), same);
        const auto index = static_cast<unsigned>(it - needs.all.begin());
        if (it == needs.all.end()) needs.all.push_back({sorted, {}});
        needs.of_kind.push_back(index);
        auto& categories = needs.all[index].categories;
        if (std::find(categories.begin(), categories.end(), kind.category) == categories.end()) {
            categories.push_back(kind.category);
        }
    }
    return needs;
}

}  // namespace circle::sim
