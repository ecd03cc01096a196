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

unsigned number_or(std::uint32_t configured, unsigned fallback) {
    return configured == 0 ? fallback : configured;
}

double share_or(std::uint32_t per_cent, double fallback) {
    return per_cent == 0 ? fallback : per_cent / 100.0;
}

}  // namespace

Policy resolve(const v1::Policy& c) {
    Policy p;
    p.sla = seconds_or(c.sla_s(), p.sla);
    p.wave_size = c.wave_size();
    p.window_min = seconds_or(c.window_min_s(), p.window_min);
    p.window_max = seconds_or(c.window_max_s(), p.window_max);
    p.unreachable = seconds_or(c.unreachable_s(), p.unreachable);
    p.alarm = seconds_or(c.alarm_s(), p.alarm);
    p.contact = seconds_or(c.contact_s(), p.contact);
    p.detour = c.detour() == 0 ? p.detour : c.detour();
    p.position_ttl = seconds_or(c.position_ttl_s(), p.position_ttl);
    p.reask = seconds_or(c.reask_s(), p.reask);
    p.max_asks = number_or(c.max_asks(), p.max_asks);
    p.arrival_grace = seconds_or(c.arrival_grace_s(), p.arrival_grace);
    p.turnout = seconds_or(c.turnout_s(), p.turnout);
    p.rung_estate = seconds_or(c.rung_estate_s(), p.rung_estate);
    p.rung_staff = seconds_or(c.rung_staff_s(), p.rung_staff);
    p.reopen = seconds_or(c.reopen_s(), p.reopen);
    p.stairs_floor = seconds_or(c.stairs_floor_s(), p.stairs_floor);
    p.lift_wait = seconds_or(c.lift_wait_s(), p.lift_wait);
    p.lift_floor = seconds_or(c.lift_floor_s(), p.lift_floor);
    p.accept_target = share_or(c.accept_target_pct(), p.accept_target);
    p.accept_target_late = share_or(c.accept_target_late_pct(), p.accept_target_late);
    p.accept_target_urgent = share_or(c.accept_target_urgent_pct(), p.accept_target_urgent);
    p.wave_max_late = number_or(c.wave_max_late(), p.wave_max_late);
    p.wave_max = number_or(c.wave_max(), std::min(p.wave_max, p.wave_max_late));
    p.wave_first = number_or(c.wave_first(), std::min(p.wave_first, p.wave_max));
    p.accept_prior = share_or(c.accept_prior_pct(), p.accept_prior);
    p.answer_median = seconds_or(c.answer_median_s(), p.answer_median);
    p.nearer_hold = seconds_or(c.nearer_hold_s(), p.nearer_hold);
    p.fair_walk = seconds_or(c.fair_walk_s(), p.fair_walk);
    p.reserve_urgent = c.reserve_urgent();
    p.spare_walk = seconds_or(c.spare_walk_s(), p.spare_walk);
    p.missed = seconds_or(c.missed_s(), p.missed);
    p.alerts_per_hour = number_or(c.alerts_per_hour(), p.alerts_per_hour);
    p.cool_down = seconds_or(c.cool_down_s(), p.cool_down);
    p.rest_after_ignored = number_or(c.rest_after_ignored(), p.rest_after_ignored);
    p.rest = seconds_or(c.rest_s(), p.rest);
    p.jobs_per_day = c.jobs_per_day();
    p.floors_per_day = c.floors_per_day();
    p.hard_rest = seconds_or(c.hard_rest_s(), p.hard_rest);
    p.staff_assign = seconds_or(c.staff_assign_s(), std::max(p.staff_assign, p.rung_staff));
    p.leave_pool = seconds_or(c.leave_pool_s(), std::max(p.leave_pool, p.rung_staff));
    p.fold_after = number_or(c.fold_after(), p.fold_after);
    p.fold_window = seconds_or(c.fold_window_s(), p.fold_window);
    p.duty_grace = seconds_or(c.duty_grace_s(), p.duty_grace);
    return p;
}

Policy Policy::at_pace_of(v1::Urgency urgency) const {
    Policy p = *this;
    if (urgency != v1::URGENCY_URGENT) return p;
    p.rung_estate /= 2;
    p.rung_staff /= 2;
    p.alarm /= 2;
    p.contact /= 2;
    p.staff_assign /= 2;
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
        {"stairs_floor_s", c.stairs_floor_s(), 1, 120},
        {"lift_wait_s", c.lift_wait_s(), 1, 600},
        {"lift_floor_s", c.lift_floor_s(), 1, 60},
        {"accept_target_pct", c.accept_target_pct(), 1, 99},
        {"accept_target_late_pct", c.accept_target_late_pct(), 1, 99},
        {"accept_target_urgent_pct", c.accept_target_urgent_pct(), 1, 99},
        {"wave_first", c.wave_first(), 1, 20},
        {"wave_max", c.wave_max(), 1, 20},
        {"wave_max_late", c.wave_max_late(), 1, 20},
        {"accept_prior_pct", c.accept_prior_pct(), 1, 99},
        {"answer_median_s", c.answer_median_s(), 1, 300},
        {"nearer_hold_s", c.nearer_hold_s(), 1, 120},
        {"fair_walk_s", c.fair_walk_s(), 1, 300},
        {"reserve_urgent", c.reserve_urgent(), 1, 20},
        {"spare_walk_s", c.spare_walk_s(), 1, 600},
        {"missed_s", c.missed_s(), 1, 86400},
        {"alerts_per_hour", c.alerts_per_hour(), 1, 60},
        {"cool_down_s", c.cool_down_s(), 1, 86400},
        {"rest_after_ignored", c.rest_after_ignored(), 1, 100},
        {"rest_s", c.rest_s(), 1, 86400},
        {"jobs_per_day", c.jobs_per_day(), 1, 100},
        {"floors_per_day", c.floors_per_day(), 1, 1000},
        {"hard_rest_s", c.hard_rest_s(), 1, 86400},
        {"staff_assign_s", c.staff_assign_s(), 1, 7200},
        {"leave_pool_s", c.leave_pool_s(), 60, 7200},
        {"fold_after", c.fold_after(), 2, 20},
        {"fold_window_s", c.fold_window_s(), 60, 7200},
        {"duty_grace_s", c.duty_grace_s(), 1, 7200},
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
    if (p.rung_staff > p.staff_assign) {
        return FieldError{"rung_staff_s", "at most staff_assign_s"};
    }
    if (p.accept_target > p.accept_target_late) {
        return FieldError{"accept_target_pct", "at most accept_target_late_pct"};
    }
    if (p.wave_first > p.wave_max) return FieldError{"wave_first", "at most wave_max"};
    if (p.wave_max > p.wave_max_late) return FieldError{"wave_max", "at most wave_max_late"};
    return std::nullopt;
}

bool has_daily_limits(const Policy& policy) {
    return policy.jobs_per_day > 0 || policy.floors_per_day > 0;
}

unsigned widest_wave(const Policy& policy) {
    return policy.wave_size > 0 ? policy.wave_size : policy.wave_max_late;
}

Time accept_window(const Policy& policy, Time slack, Time walk) {
    return std::clamp((slack - walk) / 3, policy.window_min, policy.window_max);
}

}  // namespace circle::core
