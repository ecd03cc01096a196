#include "dispatcher/engine/decided.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <string>

#include "common/ids/traceparent.hpp"
#include "common/log/log.hpp"

namespace circle::engine {
namespace {

// "submit_request"
std::string_view kind_of(const v1::Command& command) {
    const auto* body = v1::Command::descriptor()->FindFieldByNumber(command.body_case());
    return body ? std::string_view(body->name()) : "none";
}

}  // namespace

void log_decided(unsigned shard, const Batch& batch, const Told& told) {
    if (!spdlog::should_log(spdlog::level::info)) return;
    const bool debug = spdlog::should_log(spdlog::level::debug);
    for (std::size_t i = 0; i < std::min(batch.commands.size(), told.codes.size()); ++i) {
        const auto& [id, command, parsed] = batch.commands[i];
        const bool sampled = ids::is_sampled(command.trace());
        if (!debug && !sampled) continue;
        const auto waited = batch.moment.now - asked_at(id, batch);
        log::write(sampled ? spdlog::level::info : spdlog::level::debug, "decided",
                   {{"trace_id", ids::trace_id(command.trace())},
                    {"shard", std::to_string(shard)},
                    {"command", keyspace::to_string(id)},
                    {"kind", kind_of(command)},
                    {"outcome", v1::Code_Name(told.codes[i])},
                    {"ms", std::to_string(waited)}});
    }
}

}  // namespace circle::engine
