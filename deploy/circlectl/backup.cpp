// circlectl backup: all that an installation holds, in one file, while it runs.
#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/backup_file.hpp"
#include "deploy/circlectl/installation.hpp"
#include "deploy/circlectl/progress.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kPatience{120};

// All keys of a shard at one moment: between two commits, never within one.
constexpr const char* kDumpAll =
    "local out = {} for i, key in ipairs(KEYS) do out[i] = redis.call('DUMP', key) end return out";

asio::awaitable<void> dump(redis::Client& client, std::vector<std::string> keys,
                           BackupFile& backup) {
    redis::Command call;
    call.push_back("EVAL_RO");
    call.push_back(kDumpAll);
    call.push_back(std::to_string(keys.size()));
    for (const auto& key : keys) call.push_back(key);
    const redis::Result result = co_await client.send(std::move(call), kPatience);
    const auto* dumps = result.ok() ? result.reply.array() : nullptr;
    if (dumps == nullptr) throw std::runtime_error("Redis does not answer: " + result.error);
    // What is absent comes as nil.
    for (std::size_t i = 0; i < dumps->size() && i < keys.size(); ++i) {
        const auto* bytes = (*dumps)[i].string();
        if (bytes != nullptr) backup.keys.push_back({keys[i], *bytes});
    }
}

asio::awaitable<BackupFile> take(redis::Client& client) {
    const keyspace::Meta meta = co_await read_installation(client);
    BackupFile backup;
    backup.taken_at = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
    backup.incarnation = meta.incarnation;
    for (unsigned shard = 0; shard < meta.shards; ++shard) {
        std::vector<std::string> keys = keyspace::all_shard_keys(shard);
        co_await dump(client, std::move(keys), backup);
        show_progress(fmt::format("{} of {} shards are read", shard + 1, meta.shards));
    }
    end_progress();
    // Last: an estate that was added meanwhile is at worst an empty one, never one without an
    // entry.
    std::vector<std::string> rest;
    rest.push_back(std::string(keyspace::kMetaKey));
    rest.push_back(std::string(keyspace::kEstatesKey));
    for (auto& key : rest) {
        std::vector<std::string> one;
        one.push_back(key);
        co_await dump(client, std::move(one), backup);
    }
    co_return backup;
}

}  // namespace

int run_backup(const BackupOptions& options) {
    return with_redis(options.where, [&](redis::Client& client) -> asio::awaitable<int> {
        const BackupFile backup = co_await take(client);
        const std::string bytes = to_bytes(backup);
        write_durably(options.file, bytes);
        std::cout << fmt::format("{}: {} keys, {} bytes. It holds personal data.", options.file,
                                 backup.keys.size(), bytes.size())
                  << std::endl;
        co_return 0;
    });
}

}  // namespace circle::deploy
