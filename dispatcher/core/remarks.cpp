// What those who work on a request tell each other about it.
#include <algorithm>

#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::core {
namespace {

// Coordinators, and who has a live visit; for others the request does not exist (P9).
bool may_remark(const v1::Request& r, const v1::Principal& who) {
    if (who.role() == v1::ROLE_COORDINATOR) return true;
    const auto visits = visits_of(r);
    return std::any_of(visits.begin(), visits.end(), [&](const v1::Visit& visit) {
        return is_live(visit) && visit.volunteer_id() == who.id();
    });
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::AddRemark& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record || !may_remark(record->value, who)) {
        return refused(v1::CODE_NOT_FOUND, "remark.request_id");
    }
    v1::Request& r = record->value;
    if (!command.has_text()) return refused(v1::CODE_INVALID, "remark.text");
    if (r.remarks_size() >= kMaxRemarks) return refused(v1::CODE_WRONG_STATE, "remark.request_id");
    v1::Remark& remark = *r.add_remarks();
    *remark.mutable_by() = who;
    remark.set_at(turn.at());
    *remark.mutable_text() = command.text();
    turn.record(v1::FACT_KIND_REMARK_ADDED, r.id());
    turn.touch(*record);
    return accepted(r.id());
}

}  // namespace circle::core
