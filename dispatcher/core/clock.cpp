#include "dispatcher/core/clock.hpp"

#include <algorithm>

namespace circle::core {

const v1::Pause* standing_pause(const v1::Request& r) {
    if (r.pauses().empty()) return nullptr;
    const v1::Pause& newest = *r.pauses().rbegin();
    return newest.ended_at() == 0 ? &newest : nullptr;
}

bool is_paused(const v1::Request& r) {
    return standing_pause(r) != nullptr;
}

Time clock_start(const v1::Request& r) {
    Time start = r.clock_from();
    for (const v1::Pause& pause : r.pauses()) {
        const bool counts = pause.from() >= r.clock_from() && pause.ended_at() > 0;
        if (counts) start += pause.ended_at() - pause.from();
    }
    return start;
}

Time promise(const v1::Request& r) {
    return r.sla_s() > 0 ? Time{r.sla_s()} * 1000 : r.sla_due_at() - r.clock_from();
}

Time half_time(const v1::Request& r) {
    return clock_start(r) + promise(r) / 2;
}

Time took(const v1::Request& r) {
    if (r.arrived_at() == 0) return 0;
    Time ran = r.arrived_at() - r.clock_from();
    for (const v1::Pause& pause : r.pauses()) {  // later ones are of the trade's clock
        if (pause.from() < r.clock_from() || pause.from() >= r.arrived_at()) continue;
        const bool stands = pause.ended_at() == 0 || pause.ended_at() > r.arrived_at();
        ran -= (stands ? r.arrived_at() : pause.ended_at()) - pause.from();
    }
    return ran;
}

Time sla_due(const v1::Request& r, Time t) {
    const v1::Pause* pause = standing_pause(r);
    if (!pause || pause->from() >= r.sla_due_at()) return r.sla_due_at();
    return r.sla_due_at() + std::clamp(t, pause->from(), pause->until()) - pause->from();
}

bool awaits_trade(const v1::Request& r) {
    return r.has_trade() && r.trade().done_at() == 0;
}

bool trade_clock_runs(const v1::Request& r) {
    return awaits_trade(r) && r.trade().arrived_at() == 0 && r.trade().breached_at() == 0;
}

bool has_clock_to_pause(const v1::Request& r) {
    return r.arrived_at() == 0 || (awaits_trade(r) && r.trade().arrived_at() == 0);
}

}  // namespace circle::core
