#include "gateway/ws/mutations.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "common/ids/traceparent.hpp"
#include "common/log/log.hpp"

namespace circle::gateway {
namespace {

constexpr std::size_t kMaxEarly = 4096;
constexpr std::uint32_t kRetryRefusedMs = 2'000;
constexpr std::uint32_t kRetryUnavailableMs = 1'000;

// Who records a trace finds it in the log as it is; of others only debug tells.
spdlog::level::level_enum level_of(const std::string& trace) {
    return ids::is_sampled(trace) ? spdlog::level::info : spdlog::level::debug;
}

void log_answer(unsigned shard, const v1::Outcome& outcome, std::int64_t ms) {
    const auto level = level_of(outcome.trace());
    if (!spdlog::should_log(level)) return;
    log::write(level, "answered",
               {{"trace_id", ids::trace_id(outcome.trace())},
                {"shard", std::to_string(shard)},
                {"command", outcome.command_id()},
                {"outcome", v1::Code_Name(outcome.code())},
                {"request", outcome.request_id()},
                {"ms", std::to_string(ms)}});
}

void log_refusal(unsigned shard, const std::string& bytes, const std::string& error) {
    v1::Command command;
    if (!command.ParseFromString(bytes)) return;
    log::write(level_of(command.trace()), "not taken by the store",
               {{"trace_id", ids::trace_id(command.trace())},
                {"shard", std::to_string(shard)},
                {"error", error}});
}

}  // namespace

Mutations::Mutations(keyspace::CommandLog& log, const Clock& clock, Stats& stats)
    : log_(log), clock_(clock), stats_(stats), self_(std::make_shared<Mutations*>(this)) {}

void Mutations::submit(std::weak_ptr<Asker> asker, std::uint32_t seq, unsigned shard,
                       v1::Command command) {
    command.DiscardUnknownFields();  // a later version might take foreign bytes for its own
    Pending p;
    p.asker = std::move(asker);
    p.seq = seq;
    p.shard = shard;
    p.client_key = command.client_key();
    p.bytes = command.SerializeAsString();
    // A string that is no UTF-8 can be written, but never be read.
    if (!v1::Command().ParseFromString(p.bytes)) {
        if (const auto a = p.asker.lock()) a->refused(seq, p.client_key, v1::CODE_INVALID, 0);
        return;
    }
    p.asked_at = clock_.steady();
    const std::uint64_t id = next_++;
    pending_.emplace(id, std::move(p));
    append(id);
}

void Mutations::append(std::uint64_t id) {
    Pending& p = pending_.at(id);
    p.appending = true;
    ++appending_;
    std::weak_ptr<Mutations*> alive = self_;
    log_.append(p.shard, p.bytes, [alive, id](keyspace::AppendReply reply) {
        if (const auto self = alive.lock()) (*self)->on_appended(id, std::move(reply));
    });
}

void Mutations::on_appended(std::uint64_t id, keyspace::AppendReply reply) {
    --appending_;
    const auto it = pending_.find(id);
    if (it != pending_.end()) {
        Pending& p = it->second;
        p.appending = false;
        const auto asker = p.asker.lock();
        if (reply.status == keyspace::AppendStatus::durable) {
            const std::string command_id = keyspace::to_string(reply.id);
            p.command_ids.push_back(command_id);
            by_command_[{p.shard, command_id}] = id;
            p.again_at = clock_.steady() + p.patience;
            if (!p.received) {
                p.received = true;
                stats_.received_ms.add(clock_.steady() - p.asked_at);
                v1::Received received;
                received.set_client_key(p.client_key);
                received.set_command_id(command_id);
                if (asker) asker->received(p.seq, received);
            }
            const auto early = early_.find({p.shard, command_id});
            if (early != early_.end()) finish(id, v1::Outcome(early->second));
        } else if (!p.received) {
            const bool refused = reply.status == keyspace::AppendStatus::refused;
            const Pending gone = std::move(p);
            pending_.erase(it);
            log_refusal(gone.shard, gone.bytes, reply.error);
            if (asker) {
                asker->refused(gone.seq, gone.client_key,
                               refused ? v1::CODE_BUSY : v1::CODE_UNAVAILABLE,
                               refused ? kRetryRefusedMs : kRetryUnavailableMs);
            }
        }
        // Appending again what had been received failed: the next tick tries once more.
    }
    if (appending_ == 0) {
        early_.clear();
        early_order_.clear();
    }
}

void Mutations::on_outcome(unsigned shard, const v1::Outcome& outcome) {
    const CommandKey key{shard, outcome.command_id()};
    const auto it = by_command_.find(key);
    if (it != by_command_.end()) {
        finish(it->second, outcome);
    } else if (appending_ > 0) {
        keep_early(key, outcome);
    }
}

void Mutations::keep_early(CommandKey key, const v1::Outcome& outcome) {
    if (!early_.emplace(key, outcome).second) return;
    early_order_.push_back(std::move(key));
    if (early_order_.size() > kMaxEarly) {
        early_.erase(early_order_.front());
        early_order_.pop_front();
    }
}

void Mutations::finish(std::uint64_t id, const v1::Outcome& outcome) {
    const auto it = pending_.find(id);
    if (it == pending_.end()) return;
    Pending p = std::move(it->second);
    pending_.erase(it);
    forget_commands(p);
    stats_.outcome_ms.add(clock_.steady() - p.asked_at);
    ++stats_.outcomes[v1::Code_Name(outcome.code())];
    log_answer(p.shard, outcome, clock_.steady() - p.asked_at);
    if (const auto asker = p.asker.lock()) asker->outcome(p.seq, outcome);
}

void Mutations::forget_commands(Pending& pending) {
    for (const auto& id : pending.command_ids) by_command_.erase({pending.shard, id});
    pending.command_ids.clear();
}

void Mutations::on_reloaded(unsigned shard) {
    std::vector<std::uint64_t> again;
    for (auto it = pending_.begin(); it != pending_.end();) {
        Pending& p = it->second;
        if (p.shard != shard || !p.received) {
            ++it;
            continue;
        }
        forget_commands(p);
        if (p.asker.expired()) {
            it = pending_.erase(it);
        } else {
            again.push_back(it->first);
            ++it;
        }
    }
    for (const auto id : again) append(id);
}

void Mutations::tick(const std::function<bool(unsigned)>& decides) {
    const std::int64_t now = clock_.steady();
    stuck_.clear();
    // Askers may react by submitting more: collect first.
    std::vector<std::pair<std::shared_ptr<Asker>, std::string>> slow;
    std::vector<std::uint64_t> again;
    for (auto it = pending_.begin(); it != pending_.end();) {
        const std::uint64_t id = it->first;
        Pending& p = it->second;
        if (now - p.asked_at < kSlowMs) break;  // they are in order of asking
        ++it;
        if (!p.received) continue;
        auto asker = p.asker.lock();
        if (asker && now - p.asked_at >= kStuckMs) stuck_.insert(p.shard);
        if (asker && !std::exchange(p.slow, true)) {
            ++stats_.slow;
            slow.emplace_back(asker, p.client_key);
        }
        if (p.appending) continue;
        if (p.command_ids.empty()) {  // after a reload, and the store did not take it then
            again.push_back(id);
        } else if (now >= p.again_at && decides(p.shard)) {
            p.patience *= 2;
            p.again_at = now + p.patience;
            if (asker) {
                again.push_back(id);
            } else {  // nobody waits for it any more
                forget_commands(p);
                pending_.erase(id);
            }
        }
    }
    for (const auto id : again) append(id);
    for (const auto& [asker, client_key] : slow) asker->slow(client_key);
}

}  // namespace circle::gateway
