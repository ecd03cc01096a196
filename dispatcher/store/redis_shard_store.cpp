#include "dispatcher/store/redis_shard_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "common/keyspace/keys.hpp"
#include "dispatcher/store/checks.hpp"
#include "dispatcher/store/function_library.hpp"
#include "dispatcher/store/redis_replies.hpp"

namespace circle::store {

namespace asio = boost::asio;
using redis::Command;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kDeadline{2000};
constexpr milliseconds kCommitDeadline{5000};
// A read that is not answered must end early enough to prolong the lease (3 s) in time, or only the
// reader's connection dying would depose a healthy owner. One that blocks briefly has the time that
// the longest one (1.5 s) has in all.
constexpr milliseconds kReadMargin{700};  // beyond the block time
constexpr milliseconds kReadAtLeast{2200};
constexpr auto kScanCount = "2000";
constexpr milliseconds kRenewWhileLoading{500};
// A read that waits asks for the stream's counts this often: they tell of lost commands at any
// later time, too, and with every read they would cost a second turn of Redis, a write to disk
// later.
constexpr milliseconds kCheckEvery{1'000};

bool is_wrong_type(const redis::Result& result) {
    const auto* error = result.reply.error();
    return error && error->text.starts_with("WRONGTYPE");
}

}  // namespace

RedisShardStore::RedisShardStore(asio::any_io_executor executor, redis::Endpoint endpoint,
                                 std::shared_ptr<redis::Client> client, unsigned shard)
    : client_(std::move(client)),
      reader_(std::make_unique<redis::Client>(std::move(executor), std::move(endpoint))),
      lease_(keyspace::shard_key(shard, "lease")),
      state_(keyspace::shard_key(shard, "state")),
      entities_(keyspace::shard_key(shard, "entities")),
      outcomes_(keyspace::shard_key(shard, "outcomes")),
      events_(keyspace::shard_key(shard, "events")),
      journal_(keyspace::shard_key(shard, "journal")),
      commands_(keyspace::shard_key(shard, "commands")) {}

asio::awaitable<LeaseReply> RedisShardStore::acquire(std::string owner, std::string nonce,
                                                     std::uint32_t core_version, milliseconds ttl) {
    std::vector<std::string> keys{lease_, state_};
    std::vector<std::string> args{std::move(owner), nonce, std::to_string(core_version),
                                  std::to_string(ttl.count())};
    const auto result =
        co_await call_function(*client_, "acquire", std::move(keys), std::move(args), kDeadline);
    co_return to_lease_reply(result, nonce);
}

asio::awaitable<WriteReply> RedisShardStore::write(std::string_view verb,
                                                   std::vector<std::string> args) {
    std::vector<std::string> keys{lease_, state_};
    const auto result =
        co_await call_function(*client_, verb, std::move(keys), std::move(args), kDeadline);
    co_return to_write_reply(result);
}

asio::awaitable<WriteReply> RedisShardStore::renew(LeaseToken token, milliseconds ttl,
                                                   bool serving) {
    std::vector<std::string> args{std::to_string(token.epoch), token.nonce,
                                  std::to_string(ttl.count()), serving ? "1" : "0"};
    co_return co_await write("renew", std::move(args));
}

asio::awaitable<WriteReply> RedisShardStore::release(LeaseToken token) {
    std::vector<std::string> args{std::to_string(token.epoch), token.nonce};
    co_return co_await write("release", std::move(args));
}

asio::awaitable<WriteReply> RedisShardStore::mark(LeaseToken token, std::string mark) {
    std::vector<std::string> args{std::to_string(token.epoch), token.nonce, std::move(mark)};
    co_return co_await write("mark", std::move(args));
}

asio::awaitable<WriteReply> RedisShardStore::commit(const Commit& commit, milliseconds ttl) {
    WriteReply refused;
    refused.status = WriteStatus::refused;
    v1::ShardState after;
    refused.error = check_commit(commit, after);
    if (!refused.error.empty()) co_return refused;

    std::vector<std::string> keys{lease_, state_, entities_, outcomes_, events_, journal_};
    std::vector<std::string> args{std::to_string(commit.token.epoch),
                                  commit.token.nonce,
                                  std::to_string(ttl.count()),
                                  commit.serving ? "1" : "0",
                                  commit.batch_id,
                                  std::to_string(commit.expected_version),
                                  std::to_string(after.version()),
                                  std::to_string(after.min_core()),
                                  commit.state,
                                  commit.journal,
                                  commit.record,
                                  std::to_string(commit.put.size()),
                                  std::to_string(commit.erase.size()),
                                  std::to_string(commit.outcomes.size()),
                                  std::to_string(commit.erase_outcomes.size())};
    for (const auto* puts : {&commit.put, &commit.outcomes}) {
        for (const auto& [key, blob] : *puts) {
            args.push_back(key);
            args.push_back(blob);
        }
        const bool entities = puts == &commit.put;
        for (const auto& key : entities ? commit.erase : commit.erase_outcomes) args.push_back(key);
    }
    const auto result = co_await call_function(*client_, "commit", std::move(keys), std::move(args),
                                               kCommitDeadline);
    co_return to_write_reply(result);
}

asio::awaitable<LoadReply> RedisShardStore::load(LeaseToken token, milliseconds ttl) {
    LoadReply reply;
    Loading loading{std::move(token), ttl, interrupts_, {}};
    reply.status = co_await keep_lease(loading, true);
    if (reply.status == LoadStatus::ok) co_await load_state(reply);
    if (reply.status == LoadStatus::ok) {
        co_await load_hash(reply, entities_, loading, reply.entities);
    }
    if (reply.status == LoadStatus::ok) {
        co_await load_hash(reply, outcomes_, loading, reply.outcomes);
    }
    // The pages are consistent with each other because their reader was the only writer throughout.
    if (reply.status == LoadStatus::ok) reply.status = co_await keep_lease(loading, true);
    co_return reply;
}

// By time, not by page: each renewal waits for the disk. Unavailable: interrupted.
asio::awaitable<LoadStatus> RedisShardStore::keep_lease(Loading& loading, bool now) {
    if (loading.interrupts != interrupts_) co_return LoadStatus::unavailable;
    const auto time = std::chrono::steady_clock::now();
    if (!now && time - loading.renewed < kRenewWhileLoading) co_return LoadStatus::ok;
    loading.renewed = time;
    const auto lease = co_await renew(loading.token, loading.ttl, false);
    co_return lease.status == WriteStatus::fenced ? LoadStatus::fenced : LoadStatus::ok;
}

asio::awaitable<void> RedisShardStore::load_state(LoadReply& reply) {
    Command get{"HMGET", state_, "state", "version", "mark"};
    const auto result = co_await client_->send(std::move(get), kDeadline);
    const auto* fields = result.ok() ? result.reply.array() : nullptr;
    if (!fields || fields->size() != 3) {
        reply.error = fmt::format("{}: {}", state_, result.error);
        if (is_wrong_type(result)) reply.status = LoadStatus::inconsistent;
        co_return;
    }
    const auto text = [&](std::size_t i) {
        const auto* value = (*fields)[i].string();
        return value ? *value : std::string();
    };
    read_state(text(0), text(1), reply);
    reply.mark = text(2);
}

asio::awaitable<void> RedisShardStore::load_hash(LoadReply& reply, std::string key,
                                                 Loading& loading,
                                                 std::vector<std::string>& values) {
    std::unordered_map<std::string, std::string> found;
    std::string cursor = "0";
    do {
        Command scan{"HSCAN", key, cursor, "COUNT", kScanCount};
        const auto page = co_await client_->send(std::move(scan), kDeadline);
        if (auto problem = read_scan(page, found, cursor); !problem.empty()) {
            reply.error = fmt::format("{}: {}", key, problem);
            reply.status = is_wrong_type(page) ? LoadStatus::inconsistent : LoadStatus::unavailable;
            co_return;
        }
        reply.status = co_await keep_lease(loading, false);
        if (reply.status != LoadStatus::ok) co_return;
    } while (cursor != "0");
    values.reserve(found.size());
    for (auto& [field, value] : found) values.push_back(std::move(value));
}

redis::Client& RedisShardStore::reader() {
    if (!std::exchange(reading_, true)) reader_->start();
    return *reader_;
}

asio::awaitable<ReadReply> RedisShardStore::read_commands(keyspace::StreamId after,
                                                          std::uint64_t applied,
                                                          std::size_t max_count,
                                                          std::size_t max_bytes,
                                                          milliseconds block) {
    Command read{"XREAD", "COUNT", std::to_string(max_count)};
    if (block.count() > 0) {
        read.push_back("BLOCK");
        read.push_back(std::to_string(block.count()));
    }
    read.push_back("STREAMS");
    read.push_back(commands_);
    read.push_back(keyspace::to_string(after));

    const auto deadline = std::max(block + kReadMargin, kReadAtLeast);
    const auto time = std::chrono::steady_clock::now();
    if (block.count() > 0 && time < check_due_) {
        const auto result = co_await reader().send(std::move(read), deadline);
        auto reply = to_read_reply(result, max_count);
        keep_bytes(reply, max_bytes);
        co_return reply;
    }

    // Both in one round trip; replies come in order. The handler may outlive this coroutine.
    auto found = std::make_shared<redis::Result>();
    reader().send(std::move(read), deadline,
                  [found](redis::Result result) { *found = std::move(result); });
    std::vector<std::string> keys{commands_};
    std::vector<std::string> no_args;
    const auto stream =
        co_await call_function(reader(), "facts", std::move(keys), std::move(no_args), deadline);

    auto reply = to_read_reply(*found, max_count);
    const auto facts = to_stream_facts(stream);
    if (reply.status != ReadStatus::ok) co_return reply;
    if (!facts) {
        reply.status = ReadStatus::unavailable;
        reply.error = stream.ok() ? "facts: unexpected reply" : stream.error;
        co_return reply;
    }
    ReadPosition position{after, applied, reply.commands.size(), after};
    if (!reply.commands.empty()) position.newest = reply.commands.back().id;
    if (auto loss = find_loss(*facts, position)) {
        reply.status = ReadStatus::trimmed;
        reply.commands.clear();
        reply.error = fmt::format("{}: {}", commands_, *loss);
        co_return reply;
    }
    check_due_ = time + kCheckEvery;
    reply.waiting = facts->added - std::min(facts->added, applied);
    keep_bytes(reply, max_bytes);
    co_return reply;
}

void RedisShardStore::interrupt() {
    ++interrupts_;
    reader_->interrupt();
}

}  // namespace circle::store
