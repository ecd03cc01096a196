// What a household says to its helpers afterwards.
#include <set>

#include "dispatcher/core/book.hpp"
#include "dispatcher/core/handlers.hpp"

namespace circle::core {

v1::Outcome handle(Turn& turn, const v1::ThankHelpers& command, const v1::Principal& who) {
    RequestRecord* record = find_request(turn, command.request_id());
    if (!record || record->value.household_id() != who.id()) {
        return refused(v1::CODE_NOT_FOUND, "thank_helpers.request_id");
    }
    v1::Request& r = record->value;
    std::set<std::string> helpers;
    for (const v1::Visit& visit : r.visits()) {
        if (visit.state() == v1::VISIT_STATE_DONE) helpers.insert(visit.volunteer_id());
    }
    if (r.state() != v1::REQUEST_STATE_RESOLVED || helpers.empty()) {
        return refused(v1::CODE_WRONG_STATE, "thank_helpers.request_id");
    }
    if (r.has_thanks()) return repeated(r.id());
    r.mutable_thanks()->set_at(turn.now());
    if (command.has_text()) *r.mutable_thanks()->mutable_text() = command.text();
    v1::Fact& fact = turn.record(v1::FACT_KIND_HELPERS_THANKED, r.id());
    for (const std::string& id : helpers) fact.add_volunteer_ids(id);
    turn.touch(*record);
    for (const std::string& id : helpers) {
        if (turn.estate().volunteers.contains(id)) book_thanks(turn, id);
    }
    return accepted(r.id());
}

}  // namespace circle::core
