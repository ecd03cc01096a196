#include "dispatcher/core/check_config.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "dispatcher/core/check_roster.hpp"
#include "dispatcher/core/check_safety.hpp"
#include "dispatcher/core/entrances.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/walk_network.hpp"

namespace circle::core {
namespace {

using Problem = std::optional<std::string>;  // path of the refused field

constexpr std::size_t kMaxLabel = 14;  // characters on a button
constexpr int kMaxPoints = 2000;       // of one shape
constexpr std::size_t kMaxGroupName = 40;

bool is_id(const std::string& id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '-' || c == '_';
    });
}

bool is_code(const std::string& code) {
    return code.size() >= 2 && code.size() <= 32 &&
           std::all_of(code.begin(), code.end(), [](unsigned char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

bool is_point(const v1::Point& p) {
    return std::isfinite(p.lat()) && std::isfinite(p.lon()) && std::abs(p.lat()) <= 90 &&
           std::abs(p.lon()) <= 180;
}

template <class List>
bool are_points(const List& points) {
    return points.size() <= kMaxPoints && std::all_of(points.begin(), points.end(), is_point);
}

// Checks every element with `check` and that ids are well formed and appear once.
template <class List, class Check>
Problem each(const char* name, const List& list, Check check) {
    std::set<std::string> seen;
    for (int i = 0; i < list.size(); ++i) {
        const std::string path = std::string(name) + "[" + std::to_string(i) + "]";
        if (!is_id(list[i].id()) || !seen.insert(list[i].id()).second) return path + ".id";
        if (const char* field = check(list[i])) return path + "." + field;
    }
    return std::nullopt;
}

const char* check_option(const v1::Option& o) {
    if (o.text().empty() || code_points(o.text()) > kMaxLabel) return "text";
    return o.headcount() <= kMaxHeadcount ? nullptr : "headcount";
}

const char* check_category(const v1::Category& c) {
    if (c.name().empty() || code_points(c.name()) > kMaxLabel) return "name";
    if (c.headcount() < 1 || c.headcount() > kMaxHeadcount) return "headcount";
    for (const v1::Question& q : c.questions()) {
        const bool bad = q.text().empty() || q.options_size() < 2;
        if (bad || each("options", q.options(), check_option)) return "questions";
    }
    const auto any = [](const v1::Question&) -> const char* { return nullptr; };
    return each("questions", c.questions(), any) ? "questions" : nullptr;
}

// Paths, stairs and gates, as walkers need them.
Problem check_walks(const v1::EstateConfig& config) {
    const auto problems = check_paths(config.features());
    if (problems.empty()) return std::nullopt;
    const PathProblem& first = problems.front();
    if (first.feature < 0) return "features: " + first.accepted;
    const std::string path = "features[" + std::to_string(first.feature) + "]";
    return first.field.empty() ? path : path + "." + first.field;
}

bool are_units(const google::protobuf::RepeatedPtrField<v1::Unit>& units) {
    std::set<std::string> seen;
    return std::all_of(units.begin(), units.end(), [&](const v1::Unit& unit) {
        const bool named = !unit.id().empty() && code_points(unit.id()) <= kMaxUnitName;
        return named && seen.insert(unit.id()).second &&
               (!unit.has_point() || is_point(unit.point()));
    });
}

Problem check_place(const v1::EstateConfig& config) {
    for (int i = 0; i < config.features_size(); ++i) {
        const v1::Feature& f = config.features(i);
        const int least = f.kind() == v1::FEATURE_KIND_GATE   ? 1
                          : f.kind() == v1::FEATURE_KIND_PATH ? 2
                                                              : 3;
        const bool known = f.kind() != v1::FEATURE_KIND_UNSPECIFIED;
        if (!known || f.points_size() < least || !are_points(f.points())) {
            return "features[" + std::to_string(i) + "]";
        }
    }
    if (config.has_station() && (config.station().name().empty() || !config.station().has_point() ||
                                 !is_point(config.station().point()))) {
        return "station";
    }
    for (int i = 0; i < config.hours_size(); ++i) {
        const v1::Hours& h = config.hours(i);
        const bool day = h.weekday() >= 1 && h.weekday() <= 7;
        if (!day || h.from_min() >= h.to_min() || h.to_min() > 24 * 60) {
            return "hours[" + std::to_string(i) + "]";
        }
    }
    return std::abs(config.utc_offset_min()) <= 14 * 60 ? Problem{} : Problem{"utc_offset_min"};
}

Problem check_lists(const v1::EstateConfig& config) {
    const auto has_building = [&](const std::string& id) {
        return std::any_of(config.buildings().begin(), config.buildings().end(),
                           [&](const auto& b) { return b.id() == id; });
    };
    // A building that names its units has no other ones.
    const auto has_unit = [&](const v1::HouseholdConfig& h) {
        return std::none_of(
            config.buildings().begin(), config.buildings().end(), [&](const auto& b) {
                return b.id() == h.building() && !b.units().empty() && !find_unit(b, h.unit());
            });
    };
    const auto building = [](const v1::Building& b) -> const char* {
        if (b.name().empty()) return "name";
        if (b.footprint_size() == 1 || b.footprint_size() == 2) return "footprint";
        if (!are_points(b.footprint())) return "footprint";
        if (!are_units(b.units())) return "units";
        return b.has_point() && is_point(b.point()) ? nullptr : "point";
    };
    const auto contact = [](const v1::Contact& c) -> const char* {
        return c.name().empty() ? "name" : nullptr;
    };
    const auto household = [&](const v1::HouseholdConfig& h) -> const char* {
        if (!has_building(h.building())) return "building";
        if (!has_unit(h)) return "unit";
        if (h.floor() < -5 || h.floor() > 200) return "floor";
        return !h.has_point() || is_point(h.point()) ? nullptr : "point";
    };
    const auto volunteer = [&](const v1::VolunteerConfig& v) -> const char* {
        if (v.name().empty()) return "name";
        if (!has_building(v.group())) return "group";
        const bool pace = v.pace_mps() == 0 || (v.pace_mps() >= 0.2 && v.pace_mps() <= 3.0);
        return pace ? nullptr : "pace_mps";
    };
    Problem problem = each("buildings", config.buildings(), building);
    const auto category = [&](const v1::Category& c) -> const char* {
        const char* field = check_category(c);
        return field ? field : check_safety(c, config.has_script());
    };
    if (!problem) problem = each("categories", config.categories(), category);
    if (!problem) problem = each("contacts", config.contacts(), contact);
    if (!problem) problem = each("households", config.households(), household);
    if (!problem) problem = each("volunteers", config.volunteers(), volunteer);
    return problem;
}

template <class List>
bool has_id(const List& list, const std::string& id) {
    return std::any_of(list.begin(), list.end(), [&](const auto& item) { return item.id() == id; });
}

Problem check_groups(const v1::EstateConfig& config) {
    const auto group = [&](const v1::DoorGroup& g) -> const char* {
        if (g.name().empty() || code_points(g.name()) > kMaxGroupName) return "name";
        if (code_points(g.name_en()) > kMaxGroupName) return "name_en";
        if (g.kind() == v1::DOOR_GROUP_KIND_UNSPECIFIED) return "kind";
        const bool known =
            std::all_of(g.categories().begin(), g.categories().end(),
                        [&](const auto& c) { return has_id(config.categories(), c); });
        return known && !g.categories().empty() ? nullptr : "categories";
    };
    if (Problem problem = each("groups", config.groups(), group)) return problem;
    for (int i = 0; i < config.households_size(); ++i) {
        std::set<std::string> seen;
        for (const std::string& id : config.households(i).groups()) {
            if (has_id(config.groups(), id) && seen.insert(id).second) continue;
            return "households[" + std::to_string(i) + "].groups";
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> check_config(const std::string& code, const v1::EstateConfig& config) {
    if (!is_code(config.code()) || config.code() != code) return "code";
    if (config.name().empty()) return "name";
    if (config.phone().empty()) return "phone";
    if (config.buildings().empty()) return "buildings";
    if (config.categories().empty()) return "categories";
    if (const auto error = check(config.policy())) return "policy." + error->field;
    if (config.has_script() && !is_script(config.script())) return "script";
    Problem problem = check_lists(config);
    if (!problem) problem = check_place(config);
    if (!problem) problem = check_walks(config);
    if (!problem) problem = check_groups(config);
    return problem ? problem : check_roster(config);
}

}  // namespace circle::core
