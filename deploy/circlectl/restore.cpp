// circlectl restore: a backup becomes an installation again, with a history of its own.
#include <circle/v1/storage.pb.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "common/ids/secret.hpp"
#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/backup_file.hpp"
#include "deploy/circlectl/child_process.hpp"
#include "deploy/circlectl/data_dir.hpp"
#include "deploy/circlectl/progress.hpp"
#include "deploy/circlectl/redis_child.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kPatience{120};
constexpr std::chrono::milliseconds kPoll{50};
const std::string kUnfinished = "circle:meta.restoring";

// Redis of a data directory on which no service runs, for as long as this object lives.
class StoppedInstallation {
  public:
    explicit StoppedInstallation(const std::string& data) : data_(data), socket_(data_) {
        pid_ = start_child(redis_spec(data_, socket_.path()));
    }
    ~StoppedInstallation() {
        ::kill(pid_, SIGTERM);
        ::waitpid(pid_, nullptr, 0);
    }
    StoppedInstallation(const StoppedInstallation&) = delete;
    StoppedInstallation& operator=(const StoppedInstallation&) = delete;

    std::string url() const { return socket_.url(); }
    bool alive() const { return ::waitpid(pid_, nullptr, WNOHANG) == 0; }
    std::string diagnosis() const { return diagnose_redis(data_); }

  private:
    DataDir data_;
    RedisSocket socket_;
    pid_t pid_ = -1;
};

asio::awaitable<redis::Result> ask(redis::Client& client, std::vector<std::string> words) {
    redis::Command command = std::move(words);
    const redis::Result result = co_await client.send(std::move(command), kPatience);
    if (!result.ok()) throw std::runtime_error("Redis: " + result.error);
    co_return result;
}

asio::awaitable<void> wait_until_it_answers(redis::Client& client,
                                            const StoppedInstallation* installation) {
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor);
    for (;;) {
        redis::Command ping;
        ping.push_back("PING");
        const redis::Result result = co_await client.send(std::move(ping), std::chrono::seconds(1));
        if (result.ok()) co_return;
        if (installation == nullptr) throw std::runtime_error("Redis: " + result.error);
        if (!installation->alive()) throw std::runtime_error(installation->diagnosis());
        timer.expires_after(kPoll);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> refuse_what_is_there(redis::Client& client) {
    std::vector<std::string> words;
    words.push_back("EXISTS");
    words.push_back(std::string(keyspace::kMetaKey));
    const redis::Result found = co_await ask(client, std::move(words));
    if (found.reply.integer() != nullptr && *found.reply.integer() == 0) co_return;
    throw std::runtime_error(
        "there is an installation already, and it was left as it is. Restore into a new --data "
        "directory, or an empty --redis");
}

// Another history begins: tokens of the old one lead to a snapshot, an owner of the old one is
// fenced, and what ran out since the backup counts against nobody.
asio::awaitable<void> begin_history(redis::Client& client, std::string shard_prefix,
                                    std::string incarnation) {
    std::vector<std::string> get;
    get.push_back("HGET");
    get.push_back(shard_prefix + "state");
    get.push_back("state");
    const redis::Result held = co_await ask(client, std::move(get));
    if (held.reply.string() != nullptr) {
        v1::ShardState state;
        if (!state.ParseFromString(*held.reply.string())) {
            throw std::runtime_error(shard_prefix + "state does not parse");
        }
        state.set_incarnation(incarnation);
        std::vector<std::string> set;
        set.push_back("HSET");
        set.push_back(shard_prefix + "state");
        set.push_back("state");
        set.push_back(state.SerializeAsString());
        co_await ask(client, std::move(set));
    }
    std::vector<std::string> exists;
    exists.push_back("EXISTS");
    exists.push_back(shard_prefix + "lease");
    const redis::Result lease = co_await ask(client, std::move(exists));
    if (lease.reply.integer() == nullptr || *lease.reply.integer() == 0) co_return;
    std::vector<std::string> release;
    release.push_back("HSET");
    release.push_back(shard_prefix + "lease");
    for (const char* word : {"released", "1", "nonce", "restored", "until", "0"}) {
        release.push_back(word);
    }
    co_await ask(client, std::move(release));
}

asio::awaitable<void> write_keys(redis::Client& client, const BackupFile& backup) {
    const std::string incarnation = ids::make_secret("").substr(1);
    std::size_t done = 0;
    // Meta comes last: without it nobody takes a half-restored store for an installation.
    for (const bool meta : {false, true}) {
        for (const auto& key : backup.keys) {
            if ((key.name == keyspace::kMetaKey) != meta) continue;
            std::vector<std::string> words;
            words.push_back("RESTORE");
            words.push_back(meta ? kUnfinished : key.name);
            words.push_back("0");
            words.push_back(key.dump);
            words.push_back("REPLACE");  // of an attempt that did not come to its end
            co_await ask(client, std::move(words));
            const std::string tail = ":state";
            if (key.name.ends_with(tail)) {
                std::string prefix = key.name.substr(0, key.name.size() - tail.size() + 1);
                std::string copy = incarnation;
                co_await begin_history(client, std::move(prefix), std::move(copy));
            }
            show_progress(fmt::format("{} of {} keys", ++done, backup.keys.size()));
        }
    }
    end_progress();
    std::vector<std::string> words;
    words.push_back("HSET");
    words.push_back(kUnfinished);
    words.push_back("incarnation");
    words.push_back(incarnation);
    co_await ask(client, std::move(words));
    std::vector<std::string> rename;
    rename.push_back("RENAME");
    rename.push_back(kUnfinished);
    rename.push_back(std::string(keyspace::kMetaKey));
    co_await ask(client, std::move(rename));
}

asio::awaitable<int> fill(redis::Client& client, const BackupFile& backup,
                          const StoppedInstallation* installation) {
    co_await wait_until_it_answers(client, installation);
    co_await refuse_what_is_there(client);
    try {
        co_await write_keys(client, backup);
    } catch (const std::exception& error) {
        throw std::runtime_error(std::string(error.what()) +
                                 ". What is there now is not whole: run the same command again");
    }
    co_return 0;
}

}  // namespace

int run_restore(const RestoreOptions& options) {
    const auto backup = parse_backup(read_whole(options.file));
    if (backup.has_error()) throw std::runtime_error(options.file + ": " + backup.error());
    umask(077);
    std::unique_ptr<StoppedInstallation> installation;
    Where where = options.where;
    if (where.redis.empty()) {
        installation = std::make_unique<StoppedInstallation>(where.data);
        where.redis = installation->url();
    }
    const int code = with_redis(where, [&](redis::Client& client) -> asio::awaitable<int> {
        return fill(client, *backup, installation.get());
    });
    std::cout << fmt::format("{} keys are restored. Cards, links and tokens are good as before; {}",
                             backup->keys.size(),
                             options.where.redis.empty()
                                 ? "start it: circlectl up --data " + options.where.data
                                 : "start dispatchers and gateways")
              << std::endl;
    return code;
}

}  // namespace circle::deploy
