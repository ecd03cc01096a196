// circlectl backup: all that an installation holds, in one file, while it runs or not.
//
// Each shard is read in portions while its owner goes on, and is consistent all the same: what
// changed while its hashes were read is taken from the event stream, whose events carry the
// after-image of whatever they changed, up to one commit. The streams only grow: their beginning up
// to that commit is read in portions, too. Nothing holds Redis up.
#include <circle/v1/storage.pb.h>
#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <charconv>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <utility>

#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/backup_file.hpp"
#include "deploy/circlectl/installation.hpp"
#include "deploy/circlectl/progress.hpp"
#include "deploy/circlectl/reading.hpp"
#include "deploy/circlectl/stopped_installation.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "dispatcher/core/machine.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kPortionBytes = 1 << 20;

using Fields = std::map<std::string, std::string>;

// Gathers words into portions of about a mebibyte.
class Portions {
  public:
    Portions(BackupWriter& writer, Portion::Kind kind, std::string key) : writer_(writer) {
        portion_.kind = kind;
        portion_.key = std::move(key);
    }
    void add(std::vector<std::string> words) {
        for (auto& word : words) {
            bytes_ += word.size();
            portion_.words.push_back(std::move(word));
        }
        if (bytes_ >= kPortionBytes || portion_.words.size() >= 10'000) flush();
    }
    void flush() {
        if (portion_.words.empty()) return;
        writer_.add(portion_);
        portion_.words.clear();
        bytes_ = 0;
    }

  private:
    BackupWriter& writer_;
    Portion portion_;
    std::size_t bytes_ = 0;
};

void write_hash(BackupWriter& writer, std::string key, const Fields& fields) {
    Portions portions(writer, Portion::Kind::hash, std::move(key));
    for (const auto& [field, value] : fields) portions.add({field, value});
    portions.flush();
}

v1::ShardState state_of(const Fields& state, const std::string& key) {
    v1::ShardState parsed;
    const auto held = state.find("state");
    if (held != state.end() && !parsed.ParseFromString(held->second)) {
        throw std::runtime_error(key + " does not parse: circlectl verify says more");
    }
    return parsed;
}

// Makes of hashes that were read while they changed what they were right after commit `until`.
void roll_forward(const v1::CommitRecord& record, Fields& entities, Fields& outcomes) {
    core::Effects effects;
    effects.events.assign(record.events().begin(), record.events().end());
    for (auto& [key, bytes] : core::writes(effects).put) entities[key] = std::move(bytes);
    for (const auto& key : core::writes(effects).erase) entities.erase(key);
    for (const auto& outcome : record.outcomes()) {
        outcomes[core::outcome_key(outcome.principal(), outcome.outcome().client_key())] =
            outcome.SerializeAsString();
    }
}

template <class Message>
std::uint64_t version_of(const StreamEntry& entry, const std::string& key, Message& message) {
    if (entry.fields.size() != 2 || !message.ParseFromString(entry.fields[1])) {
        throw std::runtime_error(
            fmt::format("{} {} cannot be read: circlectl verify says more", key, entry.id));
    }
    return message.version();
}

void write_entry(Portions& portions, const StreamEntry& entry) {
    std::vector<std::string> words{entry.id, std::to_string(entry.fields.size())};
    for (const auto& field : entry.fields) words.push_back(field);
    portions.add(std::move(words));
}

class ShardBackup {
  public:
    ShardBackup(redis::Client& client, unsigned shard, BackupWriter& writer)
        : client_(client), shard_(shard), writer_(writer) {}

    asio::awaitable<void> run() {
        const std::string state_key = key("state");
        std::string at_first = state_key;
        Fields before = co_await read_hash(client_, std::move(at_first));
        const std::uint64_t from = state_of(before, state_key).version();
        std::string of_entities = key("entities");
        Fields entities = co_await read_hash(client_, std::move(of_entities));
        std::string of_outcomes = key("outcomes");
        Fields outcomes = co_await read_hash(client_, std::move(of_outcomes));
        // Now: whatever was read is of this commit or an earlier one.
        std::string at_last = state_key;
        Fields state = co_await read_hash(client_, std::move(at_last));
        state.erase("mark");  // of what is being tried now
        const std::uint64_t until = state_of(state, state_key).version();
        std::string of_lease = key("lease");
        Fields lease = co_await read_hash(client_, std::move(of_lease));
        write_hash(writer_, key("lease"), lease);
        write_hash(writer_, key("state"), state);
        co_await write_events(from, until, entities, outcomes);
        co_await write_journal(until);
        write_hash(writer_, key("entities"), entities);
        write_hash(writer_, key("outcomes"), outcomes);
        co_await write_commands();
    }

  private:
    std::string key(const char* part) const { return keyspace::shard_key(shard_, part); }

    asio::awaitable<void> write_events(std::uint64_t from, std::uint64_t until, Fields& entities,
                                       Fields& outcomes) {
        const std::string name = key("events");
        Portions portions(writer_, Portion::Kind::stream, name);
        v1::CommitRecord record;
        SeeEntry see = [&](const StreamEntry& entry) {
            const std::uint64_t version = version_of(entry, name, record);
            if (version > until) return;
            write_entry(portions, entry);
            if (version > from) roll_forward(record, entities, outcomes);
        };
        std::string copy = name;
        co_await walk_stream(client_, std::move(copy), std::move(see));
        portions.flush();
    }

    asio::awaitable<void> write_journal(std::uint64_t until) {
        const std::string name = key("journal");
        Portions portions(writer_, Portion::Kind::stream, name);
        v1::JournalEntry line;
        SeeEntry see = [&](const StreamEntry& entry) {
            if (version_of(entry, name, line) <= until) write_entry(portions, entry);
        };
        std::string copy = name;
        co_await walk_stream(client_, std::move(copy), std::move(see));
        portions.flush();
    }

    // With those that nobody has decided yet: they were acknowledged.
    asio::awaitable<void> write_commands() {
        const std::string name = key("commands");
        std::string copy = name;
        const StreamPosition position = co_await stream_position(client_, std::move(copy));
        if (position.last.empty()) co_return;
        Portions portions(writer_, Portion::Kind::stream, name);
        SeeEntry see = [&](const StreamEntry& entry) { write_entry(portions, entry); };
        std::string again = name;
        std::string last = position.last;
        co_await walk_stream(client_, std::move(again), std::move(see), std::move(last));
        portions.flush();
        Portion end;
        end.kind = Portion::Kind::position;
        end.key = name;
        end.words = {position.last, position.added, position.deleted};
        writer_.add(end);
    }

    redis::Client& client_;
    unsigned shard_;
    BackupWriter& writer_;
};

asio::awaitable<int> take(redis::Client& client, std::string file) {
    const keyspace::Meta meta = co_await read_installation(client);
    BackupHeader header;
    header.taken_at = std::chrono::duration_cast<std::chrono::milliseconds>(
                          std::chrono::system_clock::now().time_since_epoch())
                          .count();
    header.incarnation = meta.incarnation;
    BackupWriter writer(file, header);
    for (unsigned shard = 0; shard < meta.shards; ++shard) {
        ShardBackup one(client, shard, writer);
        co_await one.run();
        show_progress(
            fmt::format("{} of {} shards, {} MB", shard + 1, meta.shards, writer.bytes() >> 20));
    }
    end_progress();
    // Last: an estate that was added meanwhile is at worst an empty one, never one without an
    // entry.
    for (const std::string_view name : {keyspace::kMetaKey, keyspace::kEstatesKey}) {
        std::string key(name);
        const Fields fields = co_await read_hash(client, std::move(key));
        write_hash(writer, std::string(name), fields);
    }
    writer.finish();
    std::cout << fmt::format("{}: {} shards, {} bytes. It holds personal data.", file, meta.shards,
                             writer.bytes())
              << std::endl;
    co_return 0;
}

asio::awaitable<int> take_of(redis::Client& client, std::string file,
                             const StoppedInstallation* stopped) {
    if (stopped != nullptr) co_await wait_until_it_answers(client, stopped);
    co_return co_await take(client, std::move(file));
}

}  // namespace

int run_backup(const BackupOptions& options) {
    const auto stopped = open_if_stopped(options.where);
    Where where = options.where;
    if (stopped) where.redis = stopped->url();
    return with_redis(where, [&](redis::Client& client) -> asio::awaitable<int> {
        return take_of(client, options.file, stopped.get());
    });
}

}  // namespace circle::deploy
