#include "dispatcher/engine/told.hpp"

#include <algorithm>

#include "dispatcher/core/clock.hpp"

namespace circle::engine {
namespace {

// The image that tells of a fact may come with a later event of the same command.
const v1::Request* image_after(const core::Effects& effects, std::size_t event,
                               const v1::Fact& fact) {
    const std::string& estate = effects.events[event].estate();
    for (std::size_t i = event; i < effects.events.size(); ++i) {
        if (effects.events[i].estate() != estate) continue;
        for (const auto& image : effects.events[i].images()) {
            if (image.has_request() && image.request().id() == fact.request_id()) {
                return &image.request();
            }
        }
    }
    return nullptr;
}

Reached reached(const v1::Request& request, core::Time at) {
    const auto ms = std::max<core::Time>(at - core::clock_start(request), 0);
    return {request.category(), static_cast<double>(ms) / 1000};
}

bool is_yes(const v1::Fact& fact) {
    return fact.kind() == v1::FACT_KIND_VISIT_ACCEPTED ||
           fact.kind() == v1::FACT_KIND_VISIT_ASSIGNED || fact.kind() == v1::FACT_KIND_STAFF_SENT;
}

bool is_arrival(const v1::Fact& fact) {
    return fact.kind() == v1::FACT_KIND_VISIT_PROGRESSED &&
           fact.visit_state() == v1::VISIT_STATE_ARRIVED;
}

// The visit that a fact is about, of the round that goes on; nullptr: it is none of them.
const v1::Visit* visit_of(const v1::Request& request, const v1::Fact& fact) {
    const auto& visits = request.visits();
    for (int i = visits.size() - 1; i >= static_cast<int>(request.earlier_visits()); --i) {
        if (fact.volunteer_ids_size() > 0 && visits[i].volunteer_id() == fact.volunteer_ids(0)) {
            return &visits[i];
        }
    }
    return nullptr;
}

}  // namespace

Told told_by(const core::Effects& effects) {
    Told told;
    for (const auto& record : effects.outcomes) told.codes.push_back(record.outcome().code());
    for (std::size_t i = 0; i < effects.events.size(); ++i) {
        const auto& fact = effects.events[i].fact();
        if (fact.kind() == v1::FACT_KIND_SLA_BREACHED) {
            const auto* late = image_after(effects, i, fact);
            if (late) told.breached.push_back(late->breach_cause());
        }
        const bool yes = is_yes(fact);
        if (!yes && !is_arrival(fact)) continue;
        const auto* request = image_after(effects, i, fact);
        const auto* visit = request ? visit_of(*request, fact) : nullptr;
        if (!visit) continue;
        const auto& first = request->visits(static_cast<int>(request->earlier_visits()));
        if (yes && visit == &first) told.accepted.push_back(reached(*request, fact.now()));
        if (!yes && visit->arrived_at() == request->arrived_at()) {
            told.arrived.push_back(reached(*request, visit->arrived_at()));
        }
    }
    return told;
}

}  // namespace circle::engine
