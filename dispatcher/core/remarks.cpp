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

bool add_remark(Turn& turn, RequestRecord& record, const v1::Principal& who,
                const v1::Sealed& text) {
    v1::Request& r = record.value;
    if (r.remarks_size() >= kMaxRemarks) return false;
    v1::Remark& remark = *r.add_remarks();
    *remark.mutable_by() = who;
    remark.set_at(turn.at());
    *remark.mutable_text() = text;
    turn.record(v1::FACT_KIND_REMARK_ADDED, r.id());
    turn.touch(record);
    return true;
}

v1::Outcome handle(Turn& turn, const v1::AddRemark& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record || !may_remark(record->value, who)) {
        return refused(v1::CODE_NOT_FOUND, "remark.request_id");
    }
    if (!command.has_text()) return refused(v1::CODE_INVALID, "remark.text");
    if (!add_remark(turn, *record, who, command.text())) {
        return refused(v1::CODE_WRONG_STATE, "remark.request_id");
    }
    return accepted(record->value.id());
}

}  // namespace circle::core
