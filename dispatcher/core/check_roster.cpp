#include "dispatcher/core/check_roster.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/roster.hpp"

namespace circle::core {
namespace {

constexpr std::uint32_t kDayMinutes = 24 * 60;
constexpr int kMaxRules = 100;
constexpr std::uint32_t kMaxLeast = 50;
constexpr std::size_t kMaxSkill = 64;

std::string at(const char* list, int i, const char* field) {
    return std::string(list) + "[" + std::to_string(i) + "]." + field;
}

// The field of a shift or rule that is out of range, or nullptr.
template <class T>
const char* check_times(const T& item, std::uint32_t first_weekday) {
    if (item.weekday() < first_weekday || item.weekday() > 7) return "weekday";
    if (item.from_min() >= kDayMinutes) return "from_min";
    if (item.to_min() <= item.from_min() || item.to_min() > kDayMinutes) return "to_min";
    return nullptr;
}

bool overlap(const v1::Shift& a, const v1::Shift& b) {
    return a.weekday() == b.weekday() && a.from_min() < b.to_min() && b.from_min() < a.to_min();
}

}  // namespace

std::optional<std::string> check_week(const ShiftList& shifts) {
    if (shifts.size() > kMaxShifts) return "shifts";
    for (int i = 0; i < shifts.size(); ++i) {
        if (const char* field = check_times(shifts[i], 1)) return at("shifts", i, field);
        for (int j = 0; j < i; ++j) {
            if (overlap(shifts[i], shifts[j])) return at("shifts", i, "from_min");
        }
    }
    return std::nullopt;
}

std::optional<std::string> check_roster(const v1::EstateConfig& config) {
    std::set<std::string> volunteers;
    for (const auto& v : config.volunteers()) volunteers.insert(v.id());
    std::map<std::string, std::vector<int>> weeks;  // by volunteer: their shifts, by index
    for (int i = 0; i < config.shifts_size(); ++i) {
        const v1::Shift& shift = config.shifts(i);
        if (!volunteers.contains(shift.volunteer())) return at("shifts", i, "volunteer");
        if (const char* field = check_times(shift, 1)) return at("shifts", i, field);
        std::vector<int>& week = weeks[shift.volunteer()];
        for (const int other : week) {
            if (overlap(shift, config.shifts(other))) return at("shifts", i, "from_min");
        }
        week.push_back(i);
        if (week.size() > kMaxShifts) return at("shifts", i, "volunteer");
    }
    if (config.cover_size() > kMaxRules) return "cover";
    for (int i = 0; i < config.cover_size(); ++i) {
        const v1::CoverRule& rule = config.cover(i);
        if (const char* field = check_times(rule, 0)) return at("cover", i, field);
        if (rule.least() < 1 || rule.least() > kMaxLeast) return at("cover", i, "least");
        if (code_points(rule.skill()) > kMaxSkill) return at("cover", i, "skill");
    }
    return std::nullopt;
}

void sort_shifts(ShiftList& shifts) {
    std::sort(shifts.begin(), shifts.end(), [](const v1::Shift& a, const v1::Shift& b) {
        return std::tuple(a.volunteer(), a.weekday(), a.from_min()) <
               std::tuple(b.volunteer(), b.weekday(), b.from_min());
    });
}

}  // namespace circle::core
