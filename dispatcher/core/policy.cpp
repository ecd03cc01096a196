#include "dispatcher/core/policy.hpp"

#include <algorithm>

namespace circle::core {
namespace {

struct Range {
    const char* field;
    std::uint32_t value, low, high;
};

Time seconds_or(std::uint32_t configured, Time fallback) {
    return configured == 0 ? fallback : Time{configured} * 1000;
}

}  // namespace

Policy resolve(const v1::Policy& c) {
    Policy p;
    p.sla = seconds_or(c.sla_s(), p.sla);
    p.wave_size = c.wave_size() == 0 ? p.wave_size : c.wave_size();
    p.window_min = seconds_or(c.window_min_s(), p.window_min);
    p.window_max = seconds_or(c.window_max_s(), p.window_max);
    p.unreachable = seconds_or(c.unreachable_s(), p.unreachable);
    p.alarm = seconds_or(c.alarm_s(), p.alarm);
    p.contact = seconds_or(c.contact_s(), p.contact);
    p.detour = c.detour() == 0 ? p.detour : c.detour();
    p.position_ttl = seconds_or(c.position_ttl_s(), p.position_ttl);
    p.reask = seconds_or(c.reask_s(), p.reask);
    p.max_asks = c.max_asks() == 0 ? p.max_asks : c.max_asks();
    p.arrival_grace = seconds_or(c.arrival_grace_s(), p.arrival_grace);
    p.turnout = seconds_or(c.turnout_s(), p.turnout);
    p.rung_estate = seconds_or(c.rung_estate_s(), p.rung_estate);
    p.rung_staff = seconds_or(c.rung_staff_s(), p.rung_staff);
    p.reopen = seconds_or(c.reopen_s(), p.reopen);
    return p;
}

Policy Policy::at_pace_of(v1::Urgency urgency) const {
    Policy p = *this;
    if (urgency != v1::URGENCY_URGENT) return p;
    p.rung_estate /= 2;
    p.rung_staff /= 2;
    p.alarm /= 2;
    p.contact /= 2;
    p.window_max = std::max(p.window_max / 2, p.window_min);
    return p;
}

std::optional<FieldError> check(const v1::Policy& c) {
    const Range ranges[] = {
        {"sla_s", c.sla_s(), 60, 7200},
        {"wave_size", c.wave_size(), 1, 20},
        {"window_min_s", c.window_min_s(), 5, 600},
        {"window_max_s", c.window_max_s(), 5, 600},
        {"unreachable_s", c.unreachable_s(), 1, 60},
        {"alarm_s", c.alarm_s(), 10, 3600},
        {"contact_s", c.contact_s(), 10, 3600},
        {"position_ttl_s", c.position_ttl_s(), 60, 86400},
        {"reask_s", c.reask_s(), 10, 3600},
        {"max_asks", c.max_asks(), 1, 20},
        {"arrival_grace_s", c.arrival_grace_s(), 30, 3600},
        {"turnout_s", c.turnout_s(), 1, 900},
        {"rung_estate_s", c.rung_estate_s(), 1, 3600},
        {"rung_staff_s", c.rung_staff_s(), 1, 7200},
        {"reopen_s", c.reopen_s(), 60, 604800},
    };
    for (const auto& r : ranges) {
        if (r.value != 0 && (r.value < r.low || r.value > r.high)) {
            return FieldError{r.field, "0 (default) or " + std::to_string(r.low) + " to " +
                                           std::to_string(r.high)};
        }
    }
    if (c.detour() != 0 && !(c.detour() >= 1.0 && c.detour() <= 5.0)) {
        return FieldError{"detour", "0 (default) or 1.0 to 5.0"};
    }
    const Policy p = resolve(c);
    if (p.window_min > p.window_max) {
        return FieldError{"window_min_s", "at most window_max_s"};
    }
    if (p.rung_estate > p.rung_staff) {
        return FieldError{"rung_estate_s", "at most rung_staff_s"};
    }
    return std::nullopt;
}

Time accept_window(const Policy& policy, Time slack, Time walk) {
    return std::clamp((slack - walk) / 3, policy.window_min, policy.window_max);
}

}  // namespace circle::core
