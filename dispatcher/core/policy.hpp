// The numbers of an estate's dispatch policy, with defaults filled in and in milliseconds.
#pragma once

#include <circle/v1/estate.pb.h>

#include <optional>
#include <string>

#include "dispatcher/core/machine.hpp"

namespace circle::core {

struct Policy {
    Time sla = 600'000;
    unsigned wave_size = 0;  // > 0: always so many at once; 0: as many as the target asks for
    Time window_min = 20'000;
    Time window_max = 90'000;
    Time unreachable = 5'000;
    Time alarm = 120'000;
    Time contact = 60'000;
    double detour = 1.3;
    Time position_ttl = 1'800'000;
    Time reask = 60'000;
    unsigned max_asks = 3;
    Time arrival_grace = 300'000;
    Time turnout = 90'000;
    Time rung_estate = 30'000;
    Time rung_staff = 240'000;
    Time reopen = 86'400'000;
    // Walking. Estates whose buildings have units.
    Time stairs_floor = 15'000;
    Time lift_wait = 30'000;
    Time lift_floor = 3'000;
    // Chances, from 0 to 1.
    double accept_target = .90;
    double accept_target_late = .99;
    double accept_target_urgent = .99;
    unsigned wave_first = 3;
    unsigned wave_max = 8;
    unsigned wave_max_late = 10;
    double accept_prior = .40;
    Time answer_median = 20'000;
    Time nearer_hold = 60'000;
    Time fair_walk = 30'000;
    unsigned reserve_urgent = 0;
    // Sparing people; 0: no such limit.
    Time spare_walk = 60'000;
    Time missed = 1'800'000;
    unsigned alerts_per_hour = 6;
    Time cool_down = 600'000;
    unsigned rest_after_ignored = 3;
    Time rest = 1'800'000;
    unsigned jobs_per_day = 0;
    unsigned floors_per_day = 0;
    Time hard_rest = 1'200'000;
    Time staff_assign = 360'000;
    Time leave_pool = 480'000;
    // Outages.
    unsigned fold_after = 3;
    Time fold_window = 900'000;
    // Roster.
    Time duty_grace = 1'800'000;

    // Urgent: rungs, alarm, next contact and accept windows in half the time.
    Policy at_pace_of(v1::Urgency urgency) const;
};

// Not yet for estates to choose: what the engine itself needs to stay bounded.
inline constexpr unsigned kMaxOpenOffers = 2;           // per volunteer
inline constexpr unsigned kMaxWave = 10;                // offers of one request open at once
inline constexpr std::uint32_t kMaxHeadcount = 5;       // helpers of one request
inline constexpr Time kMaxHold = 7'200'000;             // a coordinator's hold
inline constexpr Time kMaxContact = 600'000;            // between rounds of an unheard alarm
inline constexpr int kMaxRemarks = 50;                  // of one request
inline constexpr std::size_t kMaxFailures = 100;        // of one estate; the oldest go
inline constexpr Time kReviewNobody = 300'000;          // nobody is coming: alarm again
inline constexpr Time kReviewVisit = 1'800'000;         // a visit without news
inline constexpr Time kRetention = 7 * 86'400'000LL;    // outcomes and ended requests
inline constexpr std::size_t kMaxFiredPerTick = 128;    // requests; the rest at the next tick
inline constexpr std::size_t kMaxExpiredPerTick = 512;  // outcomes, and requests

// Defaults where a field is 0.
Policy resolve(const v1::Policy& configured);

// A value out of range: the field's name and what is accepted.
struct FieldError {
    std::string field;
    std::string accepted;
};
std::optional<FieldError> check(const v1::Policy& configured);

// Helping or climbing may be enough for a day.
bool has_daily_limits(const Policy& policy);

// The most offers that are ever open at once for each missing helper.
unsigned widest_wave(const Policy& policy);

// How long an offer stays open: a third of what is left after the walk, within bounds.
Time accept_window(const Policy& policy, Time slack, Time walk);

}  // namespace circle::core
