// circlectl restore: a backup becomes an installation again, with a history of its own.
//
// From the first write to the last the store bears a mark under which nothing starts, and every
// shard's lease is held by nobody's nonce: whatever owner there was, it can commit nothing more.
#include <circle/v1/storage.pb.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

#include "common/ids/secret.hpp"
#include "common/keyspace/keys.hpp"
#include "common/keyspace/restoring.hpp"
#include "deploy/circlectl/backup_file.hpp"
#include "deploy/circlectl/backup_summary.hpp"
#include "deploy/circlectl/entities.hpp"
#include "deploy/circlectl/installation.hpp"
#include "deploy/circlectl/progress.hpp"
#include "deploy/circlectl/reading.hpp"
#include "deploy/circlectl/stopped_installation.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "deploy/verify/installation.hpp"
#include "dispatcher/core/request_rules.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr const char* kOurs = "circlectl restore";

// put: entries or a position of a stream.
//
// keys    stream
// args    's', then id, number of words, words of each entry; or 'p', last id, entries ever added,
//         newest deleted id
// errors  an id is not beyond the last one; earlier entries of the same call are in
constexpr const char* kPutStream = R"lua(
if ARGV[1] == 'p' then
    if redis.call('EXISTS', KEYS[1]) == 0 then
        redis.call('XGROUP', 'CREATE', KEYS[1], 'none', '$', 'MKSTREAM')
        redis.call('XGROUP', 'DESTROY', KEYS[1], 'none')
    end
    return redis.call('XSETID', KEYS[1], ARGV[2], 'ENTRIESADDED', ARGV[3], 'MAXDELETEDID', ARGV[4])
end
local at = 2
while at < #ARGV do
    local words = tonumber(ARGV[at + 1])
    redis.call('XADD', KEYS[1], ARGV[at], unpack(ARGV, at + 2, at + 1 + words))
    at = at + 2 + words
end
return 'OK'
)lua";

// fence: takes the shard's lease away from whoever holds it, for a day or until `unfence`. Epochs
// only grow.
//
// keys    lease
// args    owner, nonce
constexpr const char* kFence = R"lua(
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
redis.call('HINCRBY', KEYS[1], 'epoch', 1)
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'nonce', ARGV[2], 'released', '0',
           'renewed', now, 'until', now + 86400000)
redis.call('HDEL', KEYS[1], 'alive', 'before_clean', 'before_alive')
return 'OK'
)lua";

// living: who holds the lease now; empty: nobody.
//
// keys    lease
// args    the owner that does not count
constexpr const char* kLiving = R"lua(
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local lease = redis.call('HMGET', KEYS[1], 'owner', 'until', 'released')
if lease[1] and lease[1] ~= ARGV[1] and lease[3] ~= '1' and tonumber(lease[2] or '0') > now then
    return lease[1]
end
return ''
)lua";

std::string day_of(std::int64_t ms) {
    return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(static_cast<std::time_t>(ms / 1000)));
}

// Shards that any of these keys belongs to.
std::set<unsigned> shards_of(const std::vector<std::string>& keys) {
    std::set<unsigned> found;
    for (const auto& key : keys) {
        constexpr std::string_view prefix = "circle:{s";
        const auto end = key.find('}');
        if (!key.starts_with(prefix) || end == std::string::npos) continue;
        const auto shard = to_shard_number(key.substr(prefix.size(), end - prefix.size()));
        if (shard) found.insert(*shard);
    }
    return found;
}

class Restore {
  public:
    Restore(redis::Client& client, const RestoreOptions& options, const BackupSummary& backup)
        : client_(client), options_(options), backup_(backup) {}

    asio::awaitable<int> run() {
        const std::vector<std::string> keys = co_await all_keys(client_);
        co_await may_begin(keys);
        try {
            co_await begin(keys);
            co_await write_portions();
            for (unsigned shard = 0; shard < backup_.shards; ++shard) {
                co_await begin_history(shard);
            }
            co_await finish(keys);
        } catch (const std::exception& error) {
            throw std::runtime_error(std::string(error.what()) +
                                     ". What is there now is not whole, and nothing starts on it: "
                                     "run the same command again");
        }
        co_return 0;
    }

  private:
    asio::awaitable<redis::Reply> call(const char* script, std::string key,
                                       std::vector<std::string> args) {
        std::vector<std::string> words;
        for (const char* word : {"EVAL", script, "1"}) words.push_back(word);
        words.push_back(std::move(key));
        for (auto& arg : args) words.push_back(std::move(arg));
        redis::Reply reply = co_await ask(client_, std::move(words));
        co_return reply;
    }

    asio::awaitable<void> may_begin(const std::vector<std::string>& keys);
    asio::awaitable<void> say_what_is_lost(const std::vector<std::string>& keys);
    asio::awaitable<void> begin(const std::vector<std::string>& keys);
    asio::awaitable<void> write_portions();
    asio::awaitable<void> put(const Portion& portion);
    asio::awaitable<void> begin_history(unsigned shard);
    asio::awaitable<void> finish(const std::vector<std::string>& keys);

    redis::Client& client_;
    const RestoreOptions& options_;
    const BackupSummary& backup_;
    const std::string incarnation_ = ids::make_secret("").substr(1);
    std::map<std::string, Fields> leases_;  // of the backup, by key
};

asio::awaitable<void> Restore::may_begin(const std::vector<std::string>& keys) {
    const std::set<std::string> there(keys.begin(), keys.end());
    for (const unsigned shard : shards_of(keys)) {
        std::string key = keyspace::shard_key(shard, "lease");
        if (!there.contains(key)) continue;
        std::vector<std::string> args;
        args.push_back(kOurs);
        const redis::Reply owner = co_await call(kLiving, std::move(key), std::move(args));
        if (owner.string() == nullptr || owner.string()->empty()) continue;
        throw std::runtime_error(
            fmt::format("a dispatcher ({}) works on it. Stop dispatchers and gateways first; one "
                        "that was killed counts as gone after a few seconds",
                        *owner.string()));
    }
    const bool unfinished = there.contains(std::string(keyspace::kRestoringKey));
    if (keys.empty() || (unfinished && !there.contains(std::string(keyspace::kMetaKey)))) {
        if (unfinished) std::cerr << "A restore that was not finished is begun anew.\n";
        co_return;
    }
    const bool installation = there.contains(std::string(keyspace::kMetaKey));
    if (!options_.force) {
        throw std::runtime_error(fmt::format(
            "there {} already, and it was left as it is. Restore into a new --data directory or "
            "an empty Redis, or replace it: --force",
            installation ? "is an installation"
                         : fmt::format("are {} keys under circle:", keys.size())));
    }
    co_await say_what_is_lost(keys);
    if (options_.yes) co_return;
    if (::isatty(STDIN_FILENO) == 0) {
        throw std::runtime_error("nothing was replaced: nobody is there to ask. Say --yes");
    }
    std::cout << "Replace all of it? [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    if (answer != "y" && answer != "Y" && answer != "yes") {
        throw std::runtime_error("nothing was replaced");
    }
}

asio::awaitable<void> Restore::say_what_is_lost(const std::vector<std::string>& keys) {
    std::map<std::string, std::array<std::size_t, 3>> counts;  // households, requests, open ones
    std::int64_t newest = 0;
    std::function<void(const v1::Entity&)> see = [&](const v1::Entity& entity) {
        auto& [households, requests, open] = counts[entity.estate()];
        households += entity.has_household() ? 1 : 0;
        requests += entity.has_request() ? 1 : 0;
        open += entity.has_request() && !core::is_terminal(entity.request().state()) ? 1 : 0;
        if (entity.has_fact()) newest = std::max(newest, entity.fact().now());
    };
    for (const unsigned shard : shards_of(keys)) {
        std::function<void(const v1::Entity&)> copy = see;
        std::string all = "*";
        co_await scan_entities(client_, shard, std::move(all), std::move(copy));
    }
    std::cout << fmt::format("This would be lost ({} keys under circle:):\n", keys.size());
    for (const auto& [code, count] : counts) {
        std::cout << fmt::format("  {}: {} households, {} requests, {} of them open\n", code,
                                 count[0], count[1], count[2]);
    }
    if (newest > 0) std::cout << fmt::format("  the newest is of {}\n", day_of(newest));
    std::cout << fmt::format("The backup is of {}.\n", day_of(backup_.header.taken_at))
              << std::flush;
}

asio::awaitable<void> Restore::begin(const std::vector<std::string>& keys) {
    // The mark first: from here on nothing starts on it.
    std::vector<std::string> mark;
    mark.push_back("HSET");
    mark.push_back(std::string(keyspace::kRestoringKey));
    mark.push_back("incarnation");
    mark.push_back("unfinished");
    co_await ask(client_, std::move(mark));
    std::set<unsigned> shards = shards_of(keys);
    for (unsigned shard = 0; shard < backup_.shards; ++shard) shards.insert(shard);
    std::set<std::string> kept{std::string(keyspace::kRestoringKey)};
    for (const unsigned shard : shards) {
        std::string key = keyspace::shard_key(shard, "lease");
        kept.insert(key);
        std::vector<std::string> args;
        args.push_back(kOurs);
        args.push_back("restoring." + incarnation_);
        co_await call(kFence, std::move(key), std::move(args));
    }
    for (const auto& key : keys) {
        if (kept.contains(key)) continue;
        std::vector<std::string> unlink;
        unlink.push_back("UNLINK");
        unlink.push_back(key);
        co_await ask(client_, std::move(unlink));
    }
}

asio::awaitable<void> Restore::write_portions() {
    BackupReader reader(options_.file);
    Portion portion;
    std::uint64_t done = 0;
    while (reader.next(portion)) {
        if (portion.key.ends_with(":lease")) {
            leases_[portion.key] = fields_of(portion);
        } else if (portion.key != keyspace::kMetaKey) {
            co_await put(portion);
        }
        show_progress(fmt::format("{} of {} portions", ++done, backup_.portions));
    }
    end_progress();
}

asio::awaitable<void> Restore::put(const Portion& portion) {
    std::vector<std::string> words;
    if (portion.kind == Portion::Kind::hash) {
        words.push_back("HSET");
        words.push_back(portion.key);
        words.insert(words.end(), portion.words.begin(), portion.words.end());
        co_await ask(client_, std::move(words));
        co_return;
    }
    words.push_back(std::string(1, static_cast<char>(portion.kind)));
    words.insert(words.end(), portion.words.begin(), portion.words.end());
    std::string key = portion.key;
    co_await call(kPutStream, std::move(key), std::move(words));
}

// Another history begins: tokens of the old one lead to a snapshot, an owner of the old one is
// fenced, and what ran out since the backup counts against nobody.
asio::awaitable<void> Restore::begin_history(unsigned shard) {
    const std::string state_key = keyspace::shard_key(shard, "state");
    std::string copy = state_key;
    const Fields held = co_await read_hash(client_, std::move(copy));
    const auto blob = held.find("state");
    if (blob != held.end()) {
        v1::ShardState state;
        if (!state.ParseFromString(blob->second)) {
            throw std::runtime_error(state_key + " does not parse");
        }
        state.set_incarnation(incarnation_);
        std::vector<std::string> set;
        for (const char* word : {"HSET", "", "state", ""}) set.push_back(word);
        set[1] = state_key;
        set[3] = state.SerializeAsString();
        co_await ask(client_, std::move(set));
    }
    // The epoch stays what it is: beyond all that were given here.
    const std::string lease_key = keyspace::shard_key(shard, "lease");
    std::vector<std::string> release;
    for (const char* word : {"HSET", "", "released", "1", "nonce", "", "until", "0"}) {
        release.push_back(word);
    }
    release[1] = lease_key;
    release[5] = "restored." + incarnation_;
    const Fields& lease = leases_[lease_key];
    for (const char* field : {"alive", "renewed", "before_clean", "before_alive"}) {
        const auto found = lease.find(field);
        if (found == lease.end()) continue;
        release.push_back(field);
        release.push_back(found->second);
    }
    co_await ask(client_, std::move(release));
}

asio::awaitable<void> Restore::finish(const std::vector<std::string>& keys) {
    for (const unsigned shard : shards_of(keys)) {
        if (shard < backup_.shards) continue;
        std::vector<std::string> unlink;
        unlink.push_back("UNLINK");
        unlink.push_back(keyspace::shard_key(shard, "lease"));
        co_await ask(client_, std::move(unlink));
    }
    std::vector<std::string> set;
    set.push_back("HSET");
    set.push_back(std::string(keyspace::kRestoringKey));
    for (const auto& [field, value] : backup_.meta) {
        set.push_back(field);
        set.push_back(field == "incarnation" ? incarnation_ : value);
    }
    co_await ask(client_, std::move(set));
    // Whole from here on.
    std::vector<std::string> rename;
    rename.push_back("RENAME");
    rename.push_back(std::string(keyspace::kRestoringKey));
    rename.push_back(std::string(keyspace::kMetaKey));
    co_await ask(client_, std::move(rename));
}

asio::awaitable<int> fill(redis::Client& client, const RestoreOptions& options,
                          const BackupSummary& backup, const StoppedInstallation* installation) {
    co_await wait_until_it_answers(client, installation);
    Restore restore(client, options, backup);
    co_return co_await restore.run();
}

}  // namespace

int run_restore(const RestoreOptions& options) {
    const BackupSummary backup = look_through(options.file);
    umask(077);
    std::unique_ptr<StoppedInstallation> installation;
    Where where = options.where;
    if (where.redis.empty()) {
        installation = std::make_unique<StoppedInstallation>(where.data);
        where.redis = installation->url();
    }
    const int code = with_redis(where, [&](redis::Client& client) -> asio::awaitable<int> {
        return fill(client, options, backup, installation.get());
    });
    std::string codes;
    for (const auto& estate : backup.estates) codes += (codes.empty() ? "" : ", ") + estate;
    std::cout << fmt::format(
                     "The backup of {} is restored ({}). Cards, links and tokens are good as "
                     "they were then; {}",
                     day_of(backup.header.taken_at), codes.empty() ? "no estates" : codes,
                     options.where.redis.empty()
                         ? "start it: circlectl up --data " + options.where.data
                         : "start dispatchers and gateways")
              << std::endl;
    return code;
}

}  // namespace circle::deploy
