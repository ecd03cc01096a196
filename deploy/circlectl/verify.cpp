// circlectl verify: is what is stored what the promises say? While the service runs, or not.
#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <iostream>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/installation.hpp"
#include "deploy/circlectl/progress.hpp"
#include "deploy/circlectl/reading.hpp"
#include "deploy/circlectl/stopped_installation.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "deploy/verify/checks.hpp"
#include "deploy/verify/history.hpp"
#include "deploy/verify/installation.hpp"
#include "deploy/verify/journal.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kVerifyPatience{120};

// One moment of a shard: between two commits.
constexpr const char* kContents =
    "return {redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]), "
    "redis.call('HMGET', KEYS[3], 'state', 'version')}";

using Pairs = std::vector<std::pair<std::string, std::string>>;

Pairs pairs_of(const redis::Reply& reply) {
    Pairs pairs;
    const auto* all = reply.array();
    for (std::size_t i = 0; all != nullptr && i + 1 < all->size(); i += 2) {
        const auto* field = (*all)[i].string();
        const auto* value = (*all)[i + 1].string();
        if (field != nullptr && value != nullptr) pairs.emplace_back(*field, *value);
    }
    return pairs;
}

asio::awaitable<verify::Contents> contents_of(redis::Client& client, unsigned shard) {
    redis::Command call;
    for (const char* word : {"EVAL_RO", kContents, "3"}) call.push_back(word);
    for (const char* part : {"entities", "outcomes", "state"}) {
        call.push_back(keyspace::shard_key(shard, part));
    }
    const redis::Result result = co_await client.send(std::move(call), kVerifyPatience);
    const auto* parts = result.ok() ? result.reply.array() : nullptr;
    if (parts == nullptr || parts->size() != 3) {
        throw std::runtime_error("Redis does not answer: " + result.error);
    }
    verify::Contents contents;
    contents.entities = pairs_of((*parts)[0]);
    contents.outcomes = pairs_of((*parts)[1]);
    const auto* state = (*parts)[2].array();
    if (state != nullptr && state->size() == 2) {
        if ((*state)[0].string() != nullptr) contents.state = *(*state)[0].string();
        if ((*state)[1].string() != nullptr) contents.version = *(*state)[1].string();
    }
    co_return contents;
}

struct Totals {
    std::size_t entities = 0;
    std::size_t outcomes = 0;
    std::size_t records = 0;
    std::size_t findings = 0;
    std::map<unsigned, std::set<std::string>> estates;  // by shard
    std::set<unsigned> busy;                            // shards with commands that wait
};

void report(const verify::Findings& findings, const std::string& where, Totals& totals) {
    totals.findings += findings.size();
    if (!findings.empty()) end_progress();
    for (const auto& finding : findings) {
        std::cout << fmt::format("{:7} {}{}: {}", finding.check, where, finding.key, finding.text)
                  << std::endl;
    }
}

std::uint64_t version_of(const verify::Contents& contents) {
    v1::ShardState state;
    state.ParseFromString(contents.state);  // check_shard() says so if it does not
    return state.version();
}

// The streams only grow: what they held when the contents were read is their beginning, read in
// portions while they go on.
asio::awaitable<void> check_streams(redis::Client& client, unsigned shard,
                                    const verify::Contents& contents, Totals& totals,
                                    verify::Findings& findings) {
    verify::JournalCheck journal(contents);
    verify::StreamCheck stream(version_of(contents));
    verify::HistoryCheck history;
    // What has other fields than one parses as nothing of ours.
    const auto value_of = [](const StreamEntry& entry) {
        return entry.fields.size() == 2 ? entry.fields[1] : std::string("\xff");
    };
    SeeEntry line = [&](const StreamEntry& entry) {
        journal.add(entry.id, value_of(entry), findings);
    };
    SeeEntry record = [&](const StreamEntry& entry) {
        ++totals.records;
        const v1::CommitRecord* found = stream.add(entry.id, value_of(entry), findings);
        if (found == nullptr) return;
        history.add(entry.id, *found, findings);
        journal.see_record(entry.id, *found, findings);
    };
    std::string newest;
    SeeEntry command = [&](const StreamEntry& entry) {
        journal.see_command(entry.id, findings);
        newest = entry.id;
    };
    std::string lines = keyspace::shard_key(shard, "journal");
    co_await walk_stream(client, std::move(lines), std::move(line));
    std::string events = keyspace::shard_key(shard, "events");
    co_await walk_stream(client, std::move(events), std::move(record));
    std::string commands = keyspace::shard_key(shard, "commands");
    co_await walk_stream(client, std::move(commands), std::move(command));
    stream.finish(contents.state, findings);
    history.finish(contents, findings);
    journal.finish(findings);
    if (journal.waits(newest)) totals.busy.insert(shard);
}

asio::awaitable<verify::Directory> directory_of(redis::Client& client) {
    std::string key(keyspace::kEstatesKey);
    verify::Directory directory = co_await read_hash(client, std::move(key));
    co_return directory;
}

asio::awaitable<Totals> verify_all(redis::Client& client) {
    const keyspace::Meta meta = co_await read_installation(client);
    // Before the shards: an estate is entered here before its shard has anything of it.
    const auto directory = co_await directory_of(client);
    Totals totals;
    for (unsigned shard = 0; shard < meta.shards; ++shard) {
        show_progress(fmt::format("shard {} of {}", shard + 1, meta.shards));
        const verify::Contents contents = co_await contents_of(client, shard);
        verify::Findings findings = verify::check_shard(contents);
        co_await check_streams(client, shard, contents, totals, findings);
        totals.entities += contents.entities.size();
        totals.outcomes += contents.outcomes.size();
        for (const auto& code : verify::estates_of(contents)) totals.estates[shard].insert(code);
        report(findings, fmt::format("shard {} ", shard), totals);
    }
    const auto after = co_await directory_of(client);
    verify::Findings rest =
        verify::check_directory(directory, after, totals.estates, totals.busy, meta.shards);
    const auto keys = co_await all_keys(client);
    for (auto& finding : verify::check_keys(keys, meta.shards)) rest.push_back(std::move(finding));
    report(rest, "", totals);
    end_progress();
    co_return totals;
}

asio::awaitable<int> report_all(redis::Client& client, const StoppedInstallation* stopped) {
    if (stopped != nullptr) co_await wait_until_it_answers(client, stopped);
    const Totals totals = co_await verify_all(client);
    std::cout << fmt::format("{} entities, {} outcomes, {} event records: ", totals.entities,
                             totals.outcomes, totals.records)
              << (totals.findings == 0 ? std::string("all is as promised")
                                       : fmt::format("{} findings", totals.findings))
              << std::endl;
    co_return totals.findings == 0 ? 0 : 1;
}

}  // namespace

int run_verify(const Where& where) {
    const auto stopped = open_if_stopped(where);
    Where there = where;
    if (stopped) there.redis = stopped->url();
    return with_redis(there, [&](redis::Client& client) -> asio::awaitable<int> {
        return report_all(client, stopped.get());
    });
}

}  // namespace circle::deploy
