// Commands that were set aside: somebody's wish was not heard, and a coordinator must know.
#include "dispatcher/core/handlers.hpp"

namespace circle::core {
namespace {

std::string key_of(const Estate& estate, const std::string& id) {
    v1::Entity entity;
    entity.set_estate(estate.code);
    entity.mutable_failure()->set_id(id);
    return entity_key(entity);
}

}  // namespace

v1::Outcome handle(Turn& turn, const v1::AcknowledgeFailure& command) {
    Estate& estate = turn.estate();
    const auto it = estate.failures.find(command.id());
    if (it == estate.failures.end()) {
        return refused(v1::CODE_NOT_FOUND, "acknowledge_failure.id");
    }
    turn.record(v1::FACT_KIND_FAILURE_ACKNOWLEDGED).set_reason(command.id());
    turn.erase(key_of(estate, command.id()));
    estate.failures.erase(it);
    return accepted();
}

void keep_failure(Turn& turn, const Input& input, const std::string& error) {
    Estate& estate = turn.estate();
    turn.record(v1::FACT_KIND_COMMAND_QUARANTINED).set_reason(error);
    auto& kept = estate.failures[input.id];
    kept.value.set_id(input.id);
    kept.value.set_at(input.at);
    *kept.value.mutable_principal() = input.command->principal();
    const auto* body = v1::Command::descriptor()->FindFieldByNumber(input.command->body_case());
    if (body) kept.value.set_command(body->name());
    kept.value.set_error(error);
    turn.touch(kept);
    if (estate.failures.size() <= kMaxFailures) return;
    turn.erase(key_of(estate, estate.failures.begin()->first));
    estate.failures.erase(estate.failures.begin());
}

}  // namespace circle::core
