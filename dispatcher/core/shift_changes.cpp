#include "dispatcher/core/shift_changes.hpp"

#include <algorithm>

#include "dispatcher/core/check_roster.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/local_time.hpp"
#include "dispatcher/core/roster.hpp"

namespace circle::core {
namespace {

constexpr Time kAskAhead = 92 * kDay;  // how far ahead leave may be taken

bool is_coordinator(const v1::Principal& who) {
    return who.role() == v1::ROLE_COORDINATOR;
}

struct Whom {
    const VolunteerRecord* volunteer = nullptr;
    v1::Code code = v1::CODE_OK;  // why there is none
};

// Coordinators name whose shifts they are; everybody else speaks of their own.
Whom whose(const Estate& estate, const std::string& named, const v1::Principal& who) {
    if (!is_coordinator(who) && !named.empty() && named != who.id()) {
        return {nullptr, v1::CODE_FORBIDDEN};
    }
    const auto it = estate.volunteers.find(is_coordinator(who) ? named : who.id());
    if (it == estate.volunteers.end()) return {nullptr, v1::CODE_NOT_FOUND};
    return {&it->second, v1::CODE_OK};
}

// A time on the roster has one name, so that it is never given away twice.
std::string id_of(const std::string& volunteer, Time from) {
    return volunteer + "-" + std::to_string(from / kMinute);
}

// Is all of it on the roster of that volunteer?
bool is_on_roster(const Estate& estate, const std::string& volunteer, const Span& span) {
    const Roster roster(estate, span.from, span.to);
    const Span* shift = roster.at(volunteer, span.from);
    return shift && span.to <= shift->to;
}

bool is_booked(const Estate& estate, const std::string& volunteer, const Span& span) {
    const Roster roster(estate, span.from, span.to);
    const Spans& theirs = roster.of(volunteer);
    return std::any_of(theirs.begin(), theirs.end(),
                       [&](const Span& shift) { return shift.meets(span); });
}

v1::Outcome done(const std::string& id, bool repeat = false) {
    v1::Outcome outcome = repeat ? repeated() : accepted();
    outcome.set_id(id);
    return outcome;
}

void record(Turn& turn, v1::FactKind kind, Kept<v1::ShiftChange>& kept, const char* reason) {
    v1::Fact& fact = turn.record(kind);
    fact.add_volunteer_ids(kept.value.volunteer_id());
    if (!kept.value.with_volunteer_id().empty()) {
        fact.add_volunteer_ids(kept.value.with_volunteer_id());
    }
    fact.set_reason(reason);
    turn.touch(kept);
}

const char* word_of(const v1::ShiftChange& change) {
    switch (change.state()) {
        case v1::SHIFT_CHANGE_STATE_AGREED:
            return change.kind() == v1::SHIFT_CHANGE_KIND_LEAVE ? "leave" : "agreed";
        case v1::SHIFT_CHANGE_STATE_REFUSED:
            return "refused";
        case v1::SHIFT_CHANGE_STATE_WITHDRAWN:
            return "withdrawn";
        case v1::SHIFT_CHANGE_STATE_OVER:
            return "over";
        default:
            return "asked";
    }
}

// The field of an AskShiftChange that does not fit, or nullptr.
const char* check_asked(Turn& turn, const v1::AskShiftChange& c, const std::string& volunteer) {
    const Estate& estate = turn.estate();
    const bool swap = c.kind() == v1::SHIFT_CHANGE_KIND_SWAP;
    if (!swap && c.kind() != v1::SHIFT_CHANGE_KIND_LEAVE) return "kind";
    const Span span{c.from(), c.to()};
    if (span.from <= turn.now() || span.from > turn.now() + kAskAhead) return "from";
    if (span.to <= span.from || span.to - span.from > kDay) return "to";
    if (!is_on_roster(estate, volunteer, span)) return "from";
    if (code_points(c.reason()) > kMaxReason) return "reason";
    const std::string& with = c.with_volunteer_id();
    if (with.empty()) return nullptr;
    const bool may = swap && with != volunteer && estate.volunteers.contains(with);
    return may && !is_booked(estate, with, span) ? nullptr : "with_volunteer_id";
}

// Who may answer so, as far as the change's own state goes; CODE_OK: they may.
v1::Code may_answer(const v1::ShiftChange& c, v1::ShiftChangeState answer,
                    const v1::Principal& who) {
    const bool asked = c.state() == v1::SHIFT_CHANGE_STATE_ASKED;
    const bool agreed = c.state() == v1::SHIFT_CHANGE_STATE_AGREED;
    const bool owner = who.id() == c.volunteer_id() && !is_coordinator(who);
    const bool named = c.with_volunteer_id().empty() || c.with_volunteer_id() == who.id();
    if (!asked && !agreed) return v1::CODE_WRONG_STATE;
    if (is_coordinator(who)) {
        const bool nobody =
            answer == v1::SHIFT_CHANGE_STATE_AGREED && c.with_volunteer_id().empty();
        return agreed && answer == v1::SHIFT_CHANGE_STATE_AGREED ? v1::CODE_WRONG_STATE
               : nobody                                          ? v1::CODE_WRONG_STATE
                                                                 : v1::CODE_OK;
    }
    if (answer == v1::SHIFT_CHANGE_STATE_WITHDRAWN) {
        if (!owner) return v1::CODE_NOT_FOUND;
        // Somebody counts on a swap that was agreed; leave may be taken back.
        const bool leave = c.kind() == v1::SHIFT_CHANGE_KIND_LEAVE;
        return asked || leave ? v1::CODE_OK : v1::CODE_WRONG_STATE;
    }
    if (owner || (asked && !named)) return v1::CODE_FORBIDDEN;
    if (agreed) return v1::CODE_TAKEN;
    // "Anybody" is refused by nobody in particular.
    const bool refusal = answer == v1::SHIFT_CHANGE_STATE_REFUSED;
    return refusal && c.with_volunteer_id().empty() ? v1::CODE_WRONG_STATE : v1::CODE_OK;
}

bool is_answer(v1::ShiftChangeState state) {
    return state == v1::SHIFT_CHANGE_STATE_AGREED || state == v1::SHIFT_CHANGE_STATE_REFUSED ||
           state == v1::SHIFT_CHANGE_STATE_WITHDRAWN;
}

// What was answered so already, by the same person as far as that is known.
bool is_repeat(const v1::ShiftChange& c, v1::ShiftChangeState answer, const v1::Principal& who) {
    if (c.state() != answer) return false;
    return answer != v1::SHIFT_CHANGE_STATE_AGREED || is_coordinator(who) ||
           c.with_volunteer_id() == who.id();
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::SetShifts& command, const v1::Principal& who) {
    Estate& estate = turn.estate();
    const Whom whom = whose(estate, command.volunteer_id(), who);
    if (!whom.volunteer) return refused(whom.code, "set_shifts.volunteer_id");
    if (const auto field = check_week(command.shifts())) {
        return refused(v1::CODE_INVALID, "set_shifts." + *field);
    }
    const std::string& id = whom.volunteer->value.id();
    v1::EstateConfig& config = *estate.config.value.mutable_config();
    ShiftList next;
    for (const v1::Shift& shift : config.shifts()) {
        if (shift.volunteer() != id) *next.Add() = shift;
    }
    for (const v1::Shift& shift : command.shifts()) {
        v1::Shift& theirs = *next.Add();
        theirs = shift;
        theirs.set_volunteer(id);
    }
    sort_shifts(next);
    *config.mutable_shifts() = std::move(next);
    turn.record(v1::FACT_KIND_SHIFTS_CHANGED).add_volunteer_ids(id);
    turn.touch_config();
    return done(id);
}

v1::Outcome handle(Turn& turn, const v1::AskShiftChange& command, const v1::Principal& who) {
    Estate& estate = turn.estate();
    const Whom whom = whose(estate, command.volunteer_id(), who);
    if (!whom.volunteer) return refused(whom.code, "ask_shift_change.volunteer_id");
    const std::string& volunteer = whom.volunteer->value.id();
    if (const char* field = check_asked(turn, command, volunteer)) {
        return refused(v1::CODE_INVALID, std::string("ask_shift_change.") + field);
    }
    std::string id = id_of(volunteer, command.from());
    // What was given away once and has come back is another change: the first one still holds.
    for (auto it = estate.shift_changes.find(id);
         it != estate.shift_changes.end() && holds(it->second.value);
         it = estate.shift_changes.find(id)) {
        id += "-again";
    }
    const bool leave = command.kind() == v1::SHIFT_CHANGE_KIND_LEAVE;
    Kept<v1::ShiftChange>& kept = estate.shift_changes[id];
    v1::ShiftChange change;
    change.set_id(id);
    change.set_kind(command.kind());
    change.set_state(leave ? v1::SHIFT_CHANGE_STATE_AGREED : v1::SHIFT_CHANGE_STATE_ASKED);
    change.set_volunteer_id(volunteer);
    change.set_with_volunteer_id(command.with_volunteer_id());
    change.set_from(command.from());
    change.set_to(command.to());
    change.set_asked_at(turn.now());
    if (leave) change.set_answered_at(turn.now());
    change.set_reason(command.reason());
    kept.value = std::move(change);
    record(turn, v1::FACT_KIND_SHIFT_CHANGE_ASKED, kept, word_of(kept.value));
    return done(id);
}

v1::Outcome handle(Turn& turn, const v1::AnswerShiftChange& command, const v1::Principal& who) {
    Estate& estate = turn.estate();
    const auto it = estate.shift_changes.find(command.id());
    if (it == estate.shift_changes.end()) {
        return refused(v1::CODE_NOT_FOUND, "answer_shift_change.id");
    }
    if (!is_answer(command.state())) return refused(v1::CODE_INVALID, "answer_shift_change.state");
    v1::ShiftChange& change = it->second.value;
    if (is_repeat(change, command.state(), who)) return done(change.id(), true);
    const v1::Code code = may_answer(change, command.state(), who);
    if (code != v1::CODE_OK) return refused(code, "answer_shift_change.id");
    if (change.from() <= turn.now()) {
        return refused(v1::CODE_WRONG_STATE, "answer_shift_change.id");
    }
    if (command.state() == v1::SHIFT_CHANGE_STATE_AGREED) {
        const std::string taker = is_coordinator(who) ? change.with_volunteer_id() : who.id();
        const Span span{change.from(), change.to()};
        // The week may have changed since it was asked.
        const bool stands = is_on_roster(estate, change.volunteer_id(), span);
        if (!stands || is_booked(estate, taker, span)) {
            return refused(v1::CODE_WRONG_STATE, "answer_shift_change.id");
        }
        change.set_with_volunteer_id(taker);
    }
    const bool back = change.kind() == v1::SHIFT_CHANGE_KIND_LEAVE &&
                      change.state() == v1::SHIFT_CHANGE_STATE_AGREED;
    if (back && is_booked(estate, change.volunteer_id(), {change.from(), change.to()})) {
        return refused(v1::CODE_WRONG_STATE, "answer_shift_change.id");  // they step in elsewhere
    }
    change.set_state(command.state());
    change.set_answered_at(turn.now());
    record(turn, v1::FACT_KIND_SHIFT_CHANGE_ANSWERED, it->second, word_of(change));
    return done(change.id());
}

void keep_shift_changes(Turn& turn) {
    Estate& estate = turn.estate();
    for (auto it = estate.shift_changes.begin(); it != estate.shift_changes.end();) {
        v1::ShiftChange& change = it->second.value;
        const bool gone = !estate.volunteers.contains(change.volunteer_id()) ||
                          (!change.with_volunteer_id().empty() &&
                           !estate.volunteers.contains(change.with_volunteer_id()));
        if (gone || change.to() + kRetention <= turn.now()) {
            turn.record(v1::FACT_KIND_SHIFT_CHANGE_ANSWERED).set_reason("forgotten");
            turn.erase("shift_change/" + estate.code + "/" + it->first);
            it = estate.shift_changes.erase(it);
            continue;
        }
        const bool asked = change.state() == v1::SHIFT_CHANGE_STATE_ASKED;
        const bool agreed = change.state() == v1::SHIFT_CHANGE_STATE_AGREED;
        if ((asked && change.from() <= turn.now()) || (agreed && change.to() <= turn.now())) {
            change.set_state(v1::SHIFT_CHANGE_STATE_OVER);
            record(turn, v1::FACT_KIND_SHIFT_CHANGE_ANSWERED, it->second, word_of(change));
        }
        ++it;
    }
}

std::optional<Time> shift_changes_due(const Estate& estate) {
    std::optional<Time> earliest;
    for (const auto& [id, kept] : estate.shift_changes) {
        const v1::ShiftChange& change = kept.value;
        const Time at = change.state() == v1::SHIFT_CHANGE_STATE_ASKED ? change.from()
                        : change.state() == v1::SHIFT_CHANGE_STATE_AGREED
                            ? change.to()
                            : change.to() + kRetention;
        earliest = earliest ? std::min(*earliest, at) : at;
    }
    return earliest;
}

}  // namespace circle::core
