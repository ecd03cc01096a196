#include "gateway/view/project_safety.hpp"

namespace circle::gateway {
namespace {

constexpr std::uint32_t kTargetS = 600;  // the policy's default

// Those of this round; who paused it is for coordinators.
template <class View>
void show_pauses(const v1::Request& r, bool for_coordinator, View& view) {
    for (const v1::Pause& pause : r.pauses()) {
        if (pause.from() < r.clock_from()) continue;
        v1::Pause& shown = *view.add_pauses();
        shown = pause;
        if (!for_coordinator) shown.clear_by();
    }
}

template <class View>
void show_trade(const v1::Request& r, bool for_coordinator, View& view) {
    if (!r.has_trade()) return;
    *view.mutable_trade() = r.trade();
    if (!for_coordinator) view.mutable_trade()->clear_by();
}

}  // namespace

void show_rules(const v1::EstateConfig& config, const v1::Category& category, bool for_coordinator,
                v1::CategoryView& view) {
    view.set_may_ask_sex(category.may_ask_sex());
    if (category.has_script()) {
        *view.mutable_script() = category.script();
    } else if (config.has_script()) {
        *view.mutable_script() = config.script();
    }
    const std::uint32_t policy_s = config.policy().sla_s();
    const std::uint32_t fallback_s = policy_s > 0 ? policy_s : kTargetS;
    view.set_sla_s(category.sla_s() > 0 ? category.sla_s() : fallback_s);
    if (category.has_trade()) {
        *view.mutable_trade() = category.trade();
        if (!for_coordinator) view.mutable_trade()->clear_phone();
    }
    if (for_coordinator) view.set_licence(category.licence());
}

void show_clocks(const v1::Request& r, bool for_coordinator, v1::RequestView& view) {
    show_pauses(r, for_coordinator, view);
    show_trade(r, for_coordinator, view);
    view.set_sex(r.sex());
    view.set_life_threatening(r.life_threatening());
    view.set_sla_s(r.sla_s());
    view.set_two_go_together(r.two_go_together());
    if (!for_coordinator) return;
    view.set_breach_cause(r.breach_cause());
    view.set_licence(r.licence());
    view.set_skill(r.skill());
}

void show_clocks(const v1::Request& r, const v1::Category* category, v1::VisitView& view) {
    view.set_two_go_together(r.two_go_together());
    show_pauses(r, false, view);
    show_trade(r, false, view);
    if (category) view.set_trade_name(category->trade().name());
}

}  // namespace circle::gateway
