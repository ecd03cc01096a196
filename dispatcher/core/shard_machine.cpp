#include "dispatcher/core/shard_machine.hpp"

#include <algorithm>
#include <stdexcept>

#include "dispatcher/core/chores.hpp"
#include "dispatcher/core/dispatch.hpp"
#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/incidents.hpp"
#include "dispatcher/core/subjects.hpp"

namespace circle::core {
namespace {

// Commands that came straight into the stream may lack a key; their id is unique too.
const std::string& key_of(const Input& input) {
    return input.command->client_key().empty() ? input.id : input.command->client_key();
}

std::string outcome_key_of(const Input& input) {
    return outcome_key(input.command->principal(), key_of(input));
}

v1::Outcome refuse_sender(const Estate& estate, const v1::Command& command) {
    const v1::Principal& who = command.principal();
    if (command.body_case() == v1::Command::BODY_NOT_SET) {
        return refused(v1::CODE_UNSUPPORTED, "body");
    }
    if (!may_send(who.role(), command.body_case())) {
        return refused(v1::CODE_FORBIDDEN, "principal.role");
    }
    if (who.role() != v1::ROLE_OPERATOR && !exists(estate, who)) {
        return refused(v1::CODE_UNAUTHENTICATED, "principal.id");
    }
    return accepted();
}

}  // namespace

void ShardMachine::load(const v1::ShardState& state, const std::vector<v1::Entity>& entities,
                        const std::vector<v1::OutcomeRecord>& outcomes) {
    if (state.format() > kStateFormat) {
        throw std::invalid_argument("state format " + std::to_string(state.format()) +
                                    ": this core knows up to " + std::to_string(kStateFormat));
    }
    estates_.clear();
    silenced_.clear();
    outcomes_.clear();
    outcomes_by_time_.clear();
    for (const v1::Entity& entity : entities) {
        Estate& estate = estates_[entity.estate()];
        estate.code = entity.estate();
        place(estate, entity);
    }
    for (const v1::EstateCounter& counter : state.counters()) {
        const auto it = estates_.find(counter.estate());
        if (it == estates_.end()) {
            throw std::invalid_argument("estate " + counter.estate() + ": counted, but missing");
        }
        it->second.last_event = counter.last_event();
        it->second.last_request = counter.last_request();
        it->second.cover_changed_at = counter.cover_changed_at();
    }
    for (auto& [code, estate] : estates_) complete(estate);
    for (const v1::OutcomeRecord& record : outcomes) {
        remember(outcome_key(record.principal(), record.outcome().client_key()), record);
    }
}

v1::Outcome ShardMachine::dispatch(Turn& turn, const v1::Command& command) {
    const v1::Principal& who = command.principal();
    switch (command.body_case()) {
        case v1::Command::kConfigureEstate:
            return handle(turn, command.configure_estate());
        case v1::Command::kOpenCredential:
            return handle(turn, command.open_credential());
        case v1::Command::kRevokeCredential:
            return handle(turn, command.revoke_credential());
        case v1::Command::kSubmitRequest:
            return handle(turn, command.submit_request(), command);
        case v1::Command::kCancelRequest:
            return handle(turn, command.cancel_request(), who);
        case v1::Command::kResolveRequest:
            return handle(turn, command.resolve_request(), who);
        case v1::Command::kCloseRequest:
            return handle(turn, command.close_request());
        case v1::Command::kAcknowledgeAlarm:
            return handle(turn, command.acknowledge_alarm(), who);
        case v1::Command::kShowOffer:
            return handle(turn, command.show_offer(), who);
        case v1::Command::kAcceptOffer:
            return handle(turn, command.accept_offer(), who);
        case v1::Command::kDeclineOffer:
            return handle(turn, command.decline_offer(), who);
        case v1::Command::kProgressVisit:
            return handle(turn, command.progress_visit(), who);
        case v1::Command::kAbortVisit:
            return handle(turn, command.abort_visit(), who);
        case v1::Command::kSetDuty:
            return handle(turn, command.set_duty(), who);
        case v1::Command::kSetPosition:
            return handle(turn, command.set_position(), who);
        case v1::Command::kAssignVolunteer:
            return handle(turn, command.assign_volunteer(), who);
        case v1::Command::kWithdrawVisit:
            return handle(turn, command.withdraw_visit(), who);
        case v1::Command::kEscalateRequest:
            return handle(turn, command.escalate_request(), who);
        case v1::Command::kHoldRequest:
            return handle(turn, command.hold_request(), who);
        case v1::Command::kReopenRequest:
            return handle(turn, command.reopen_request(), who);
        case v1::Command::kAddRemark:
            return handle(turn, command.add_remark(), who);
        case v1::Command::kAcknowledgeFailure:
            return handle(turn, command.acknowledge_failure());
        case v1::Command::kSetLift:
            return handle(turn, command.set_lift(), who);
        case v1::Command::kPauseClock:
            return handle(turn, command.pause_clock(), who);
        case v1::Command::kResumeClock:
            return handle(turn, command.resume_clock(), who);
        case v1::Command::kObjectPause:
            return handle(turn, command.object_pause(), who);
        case v1::Command::kCallTrade:
            return handle(turn, command.call_trade(), who);
        case v1::Command::kProgressTrade:
            return handle(turn, command.progress_trade(), who);
        case v1::Command::kFoldRequest:
            return handle(turn, command.fold_request());
        case v1::Command::kUnfoldRequest:
            return handle(turn, command.unfold_request());
        case v1::Command::kAnnounceIncident:
            return handle(turn, command.announce_incident(), who);
        case v1::Command::kEndIncident:
            return handle(turn, command.end_incident());
        case v1::Command::kReportLost:
            return handle(turn, command.report_lost(), command);
        case v1::Command::kWithdrawLost:
            return handle(turn, command.withdraw_lost(), who);
        case v1::Command::kReportFound:
            return handle(turn, command.report_found(), command);
        case v1::Command::kChangeItem:
            return handle(turn, command.change_item());
        case v1::Command::kDismissSuggestion:
            return handle(turn, command.dismiss_suggestion());
        case v1::Command::kHandOverItem:
            return handle(turn, command.hand_over_item(), who);
        case v1::Command::kSetShifts:
            return handle(turn, command.set_shifts(), who);
        case v1::Command::kAskShiftChange:
            return handle(turn, command.ask_shift_change(), who);
        case v1::Command::kAnswerShiftChange:
            return handle(turn, command.answer_shift_change(), who);
        case v1::Command::kAcknowledgeGap:
            return handle(turn, command.acknowledge_gap(), who);
        case v1::Command::kThankHelpers:
            return handle(turn, command.thank_helpers(), who);
        case v1::Command::BODY_NOT_SET:
            break;
    }
    return refused(v1::CODE_UNSUPPORTED, "body");
}

v1::Outcome ShardMachine::run(Effects& effects, const Input& input, Moment moment) {
    const v1::Command& command = *input.command;
    const std::string& code = command.principal().estate();
    const bool known = estates_.contains(code);
    if (!known && !command.has_configure_estate()) {
        return refused(v1::CODE_NOT_FOUND, "principal.estate");
    }
    Estate& estate = estates_[code];
    estate.code = code;
    v1::Outcome outcome = refuse_sender(estate, command);
    if (outcome.code() == v1::CODE_OK) {
        // Commands come before the timers of their batch: under load each would put it off.
        Turn due(estate, moment, nullptr);
        before_timers(due);
        effects.append(due.finish());
        Turn turn(estate, moment, &input);
        outcome = dispatch(turn, command);
        before_matching(turn, false);
        match(turn);
        after_matching(turn);
        effects.append(turn.finish());
    }
    if (!known && outcome.code() != v1::CODE_OK) estates_.erase(code);
    return outcome;
}

Effects ShardMachine::apply(const Input& input, Moment moment) {
    Effects effects;
    if (answer_repeat(effects, input)) return effects;
    v1::Outcome outcome = run(effects, input, moment);
    answer(effects, input, std::move(outcome), moment.now);
    return effects;
}

void ShardMachine::answer(Effects& effects, const Input& input, v1::Outcome outcome, Time now) {
    v1::OutcomeRecord record;
    *record.mutable_principal() = input.command->principal();
    *record.mutable_outcome() = std::move(outcome);
    record.mutable_outcome()->set_client_key(key_of(input));
    record.mutable_outcome()->set_command_id(input.id);
    record.set_now(now);
    effects.outcomes.push_back(record);
    remember(outcome_key_of(input), std::move(record));
}

bool ShardMachine::answer_repeat(Effects& effects, const Input& input) {
    const auto it = outcomes_.find(outcome_key_of(input));
    if (it == outcomes_.end()) return false;
    it->second.mutable_outcome()->set_command_id(input.id);
    it->second.mutable_outcome()->set_repeat(true);
    effects.outcomes.push_back(it->second);
    return true;
}

void ShardMachine::remember(const std::string& key, v1::OutcomeRecord record) {
    outcomes_by_time_.emplace_hint(outcomes_by_time_.end(), record.now(), key);
    outcomes_[key] = std::move(record);
}

Effects ShardMachine::tick(Moment moment, Time outage_from) {
    Effects effects;
    std::size_t budget = kMaxFiredPerTick;
    for (auto& [code, estate] : estates_) {
        std::vector<std::string> due;
        for (const auto& [time, id] : estate.due) {
            // What an outage let run out must be told apart from what comes later: all at once.
            if (time > moment.now || (budget == 0 && outage_from == 0)) break;
            due.push_back(id);
            if (budget > 0) --budget;
        }
        // In an order that does not depend on what made them due, or on when.
        std::sort(due.begin(), due.end());
        Turn turn(estate, moment, nullptr);
        before_timers(turn);
        fire_all(turn, due, outage_from);
        fire_subjects(turn);
        before_matching(turn, true);
        match(turn);
        after_matching(turn);
        effects.append(turn.finish());
        // A timer that found nothing to change must not stay due.
        for (const std::string& id : due) {
            RequestRecord& record = estate.requests.at(id);
            record.filled_at = moment.now;
            reindex(estate, record);
            if (!record.due || !silenced_.contains(code + "/" + id)) continue;
            estate.due.erase({*record.due, id});
            record.due.reset();
        }
    }
    expire(effects, moment);
    return effects;
}

void ShardMachine::fire_all(Turn& turn, const std::vector<std::string>& due, Time outage_from) {
    Estate& estate = turn.estate();
    for (const std::string& id : due) {
        const std::string name = estate.code + "/" + id;
        if (silenced_.contains(name)) continue;
        try {
            fire(turn, estate.requests.at(id), outage_from);
        } catch (const std::exception& error) {
            throw TimerFailed(name, error.what());
        }
    }
}

void ShardMachine::fire_subjects(Turn& turn) {
    Estate& estate = turn.estate();
    for (const std::string& key : estate.subject_due.due(turn.now(), kMaxFiredPerTick)) {
        const std::string name = estate.code + "/" + key;
        if (silenced_.contains(name)) {
            estate.subject_due.set(key, std::nullopt);
            continue;
        }
        try {
            fire_subject(turn, key);
        } catch (const std::exception& error) {
            throw TimerFailed(name, error.what());
        }
    }
}

void ShardMachine::silence(const std::string& request) {
    silenced_.insert(request);
}

void ShardMachine::expire(Effects& effects, Moment moment) {
    std::size_t budget = kMaxExpiredPerTick;
    while (budget > 0 && !outcomes_by_time_.empty() &&
           outcomes_by_time_.begin()->first + kRetention <= moment.now) {
        const std::string key = outcomes_by_time_.begin()->second;
        outcomes_by_time_.erase(outcomes_by_time_.begin());
        outcomes_.erase(key);
        effects.expired_outcomes.push_back(key);
        --budget;
    }
    budget = kMaxExpiredPerTick;
    for (auto& [code, estate] : estates_) {
        Turn turn(estate, moment, nullptr);
        expire_requests(turn, budget);
        after_matching(turn);
        effects.append(turn.finish());
    }
}

void ShardMachine::expire_requests(Turn& turn, std::size_t& budget) {
    Estate& estate = turn.estate();
    bool recorded = false;
    while (budget > 0 && !estate.ended.empty() &&
           estate.ended.begin()->first + kRetention <= turn.now()) {
        if (!recorded) turn.record(v1::FACT_KIND_REQUESTS_EXPIRED);
        recorded = true;
        const std::string id = estate.ended.begin()->second;
        estate.ended.erase(estate.ended.begin());
        v1::Entity key;
        key.set_estate(estate.code);
        key.mutable_fact()->set_request_id(id);
        for (const auto number : estate.requests.at(id).facts) {
            key.mutable_fact()->set_number(number);
            turn.erase(entity_key(key));
        }
        key.mutable_request()->set_id(id);
        turn.erase(entity_key(key));
        for (const v1::Visit& visit : estate.requests.at(id).value.visits()) {
            estate.turnouts.add(visit, Time{visit.walk_s()} * 1000, -1);
        }
        expire_incidents_of(turn, id);
        estate.requests.erase(id);
        --budget;
    }
}

Effects ShardMachine::quarantine(const Input& input, const std::string& error, Moment moment) {
    Effects effects;
    if (answer_repeat(effects, input)) return effects;
    const auto it = estates_.find(input.command->principal().estate());
    if (it != estates_.end()) {
        Turn turn(it->second, moment, &input);
        keep_failure(turn, input, error);
        effects.append(turn.finish());
    }
    answer(effects, input, refused(v1::CODE_QUARANTINED), moment.now);
    return effects;
}

std::optional<Time> ShardMachine::next_due() const {
    std::optional<Time> earliest;
    const auto consider = [&](Time t) { earliest = earliest ? std::min(*earliest, t) : t; };
    for (const auto& [code, estate] : estates_) {
        if (!estate.due.empty()) consider(estate.due.begin()->first);
        if (const auto due = estate.subject_due.earliest()) consider(*due);
        if (const auto due = chores_due(estate)) consider(*due);
        if (!estate.ended.empty()) consider(estate.ended.begin()->first + kRetention);
    }
    if (!outcomes_by_time_.empty()) consider(outcomes_by_time_.begin()->first + kRetention);
    return earliest;
}

std::vector<v1::Entity> ShardMachine::entities() const {
    std::vector<v1::Entity> all;
    for (const auto& [code, estate] : estates_) collect(estate, all);
    std::sort(all.begin(), all.end(), [](const v1::Entity& a, const v1::Entity& b) {
        return entity_key(a) < entity_key(b);
    });
    return all;
}

// `open` has one of each household and category, and silenced ones, which have no due time.
std::map<v1::RequestState, std::size_t> ShardMachine::open_requests() const {
    std::map<v1::RequestState, std::size_t> count;
    for (const auto& [code, estate] : estates_) {
        for (const auto& [place, id] : estate.open) ++count[estate.requests.at(id).value.state()];
    }
    return count;
}

std::vector<v1::EstateCounter> ShardMachine::counters() const {
    std::vector<v1::EstateCounter> all;
    for (const auto& [code, estate] : estates_) {
        v1::EstateCounter& counter = all.emplace_back();
        counter.set_estate(code);
        counter.set_last_event(estate.last_event);
        counter.set_last_request(estate.last_request);
        counter.set_cover_changed_at(estate.cover_changed_at);
    }
    return all;
}

std::unique_ptr<Machine> make_machine() {
    return std::make_unique<ShardMachine>();
}

}  // namespace circle::core
