#include "tests/unit/engine/fakes.hpp"

#include <algorithm>
#include <stdexcept>

namespace circle::test {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using store::WriteStatus;

void VirtualTime::pass(milliseconds time) {
    const auto end = now_ + time.count();
    if (actions_.empty() || actions_.begin()->first > end) {
        now_ = end;
        return;
    }
    auto action = actions_.extract(actions_.begin());
    now_ = std::max(now_, action.key());
    action.mapped()();
}

asio::awaitable<void> VirtualTimekeeper::sleep(milliseconds time) {
    time_.pass(time);
    co_return;
}

void FakeMachine::load(const v1::ShardState&, const std::vector<v1::Entity>&,
                       const std::vector<v1::OutcomeRecord>&) {
    ++fake_.loads;
}

core::Effects FakeMachine::apply(const core::Input& input, core::Moment moment) {
    const auto& key = input.command->client_key();
    if (auto& left = fake_.throws[key]; left > 0) {
        --left;
        throw std::runtime_error("planted in " + key);
    }
    fake_.applied.push_back(key);
    core::Effects effects;
    auto& record = effects.outcomes.emplace_back();
    record.mutable_outcome()->set_client_key(key);
    record.mutable_outcome()->set_command_id(input.id);
    record.set_now(moment.now);
    return effects;
}

core::Effects FakeMachine::tick(core::Moment moment, core::Time outage_from) {
    if (fake_.tick_throws > 0) {
        --fake_.tick_throws;
        throw std::runtime_error("planted in tick");
    }
    fake_.ticks.emplace_back(moment.now, outage_from);
    core::Effects effects;
    while (!fake_.due.empty() && *fake_.due.begin() <= moment.now) {
        effects.events.emplace_back().mutable_fact()->set_now(*fake_.due.begin());
        fake_.due.erase(fake_.due.begin());
    }
    return effects;
}

core::Effects FakeMachine::quarantine(const core::Input& input, const std::string& error,
                                      core::Moment moment) {
    fake_.quarantined.push_back(input.command->client_key() + ": " + error);
    core::Effects effects;
    auto& record = effects.outcomes.emplace_back();
    record.mutable_outcome()->set_client_key(input.command->client_key());
    record.mutable_outcome()->set_command_id(input.id);
    record.mutable_outcome()->set_code(v1::CODE_QUARANTINED);
    record.set_now(moment.now);
    return effects;
}

std::optional<core::Time> FakeMachine::next_due() const {
    if (fake_.due.empty()) return fake_.idle_due;
    return *fake_.due.begin();
}

asio::awaitable<store::WriteReply> FaultyStore::commit(const store::Commit& commit,
                                                       milliseconds ttl) {
    commits.push_back(commit);
    store::WriteReply faulty;
    if (away()) co_return faulty;
    if (commit_faults.empty()) co_return co_await MemoryShardStore::commit(commit, ttl);
    const auto fault = commit_faults.front();
    commit_faults.pop_front();
    switch (fault) {
        case Fault::lose_request:
            faulty.status = WriteStatus::unknown;
            co_return faulty;
        case Fault::lose_reply:
            co_await MemoryShardStore::commit(commit, ttl);
            faulty.status = WriteStatus::unknown;
            co_return faulty;
        case Fault::not_sent:
            faulty.status = WriteStatus::not_done;
            co_return faulty;
        case Fault::refuse:
            faulty.status = WriteStatus::refused;
            co_return faulty;
        case Fault::steal:
            ++shard_->lease.epoch;
            shard_->lease.nonce = "thief";
            break;
        case Fault::intrude:
            ++shard_->state.version;
            break;
    }
    co_return co_await MemoryShardStore::commit(commit, ttl);
}

asio::awaitable<store::WriteReply> FaultyStore::renew(store::LeaseToken token, milliseconds ttl,
                                                      bool serving) {
    ++renews;
    if (away()) co_return store::WriteReply();
    co_return co_await MemoryShardStore::renew(std::move(token), ttl, serving);
}

asio::awaitable<store::LoadReply> FaultyStore::load(store::LeaseToken token, milliseconds ttl) {
    auto reply = co_await MemoryShardStore::load(std::move(token), ttl);
    before_answering_a_load();
    co_return reply;
}

asio::awaitable<store::ReadReply> FaultyStore::read_commands(keyspace::StreamId after,
                                                             std::uint64_t applied,
                                                             std::size_t max_count,
                                                             std::size_t max_bytes,
                                                             milliseconds block) {
    ++reads;
    if (away()) co_return store::ReadReply();
    if (failing_reads > 0) {
        --failing_reads;
        co_return store::ReadReply();
    }
    auto reply =
        co_await MemoryShardStore::read_commands(after, applied, max_count, max_bytes, block);
    before_answering_a_read();
    co_return reply;
}

asio::awaitable<store::WriteReply> FaultyStore::mark(store::LeaseToken token, std::string mark) {
    if (failing_marks > 0) {
        --failing_marks;
        co_return store::WriteReply();
    }
    marks.push_back(mark);
    co_return co_await MemoryShardStore::mark(std::move(token), std::move(mark));
}

}  // namespace circle::test
