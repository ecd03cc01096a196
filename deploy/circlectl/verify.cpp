// circlectl verify: is what is stored what the promises say? While the service runs.
#include "deploy/verify/checks.hpp"

#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/installation.hpp"
#include "deploy/circlectl/progress.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kPatience{120};
constexpr const char* kRecords = "256";

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
    const redis::Result result = co_await client.send(std::move(call), kPatience);
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

// Returns how many records there are. Events only follow each other: no need of one moment.
asio::awaitable<std::size_t> check_events(redis::Client& client, unsigned shard, std::string state,
                                          verify::Findings& findings) {
    verify::StreamCheck check;
    std::string from = "-";
    std::size_t seen = 0;
    for (;;) {
        redis::Command range;
        range.push_back("XRANGE");
        range.push_back(keyspace::shard_key(shard, "events"));
        range.push_back(from);
        for (const char* word : {"+", "COUNT", kRecords}) range.push_back(word);
        const redis::Result result = co_await client.send(std::move(range), kPatience);
        const auto* entries = result.ok() ? result.reply.array() : nullptr;
        if (entries == nullptr) throw std::runtime_error("Redis does not answer: " + result.error);
        if (entries->empty()) {
            check.finish(state, findings);
            co_return seen;
        }
        for (const auto& entry : *entries) {
            const auto* parts = entry.array();
            const auto* fields =
                parts != nullptr && parts->size() == 2 ? (*parts)[1].array() : nullptr;
            if (fields == nullptr || fields->size() != 2 || (*parts)[0].string() == nullptr ||
                (*fields)[1].string() == nullptr) {
                throw std::runtime_error("the event stream holds something else than records");
            }
            from = "(" + *(*parts)[0].string();
            check.add(*(*parts)[0].string(), *(*fields)[1].string(), findings);
            ++seen;
        }
    }
}

struct Totals {
    std::size_t entities = 0;
    std::size_t outcomes = 0;
    std::size_t records = 0;
    std::size_t findings = 0;
};

asio::awaitable<Totals> verify_all(redis::Client& client) {
    const keyspace::Meta meta = co_await read_installation(client);
    Totals totals;
    for (unsigned shard = 0; shard < meta.shards; ++shard) {
        show_progress(fmt::format("shard {} of {}", shard + 1, meta.shards));
        const verify::Contents contents = co_await contents_of(client, shard);
        verify::Findings findings = verify::check_shard(contents);
        std::string state = contents.state;
        const std::size_t records =
            co_await check_events(client, shard, std::move(state), findings);
        totals.records += records;
        totals.entities += contents.entities.size();
        totals.outcomes += contents.outcomes.size();
        totals.findings += findings.size();
        if (!findings.empty()) end_progress();
        for (const auto& finding : findings) {
            std::cout << fmt::format("{:7} shard {} {}: {}", finding.check, shard, finding.key,
                                     finding.text)
                      << std::endl;
        }
    }
    end_progress();
    co_return totals;
}

}  // namespace

int run_verify(const Where& where) {
    return with_redis(where, [](redis::Client& client) -> asio::awaitable<int> {
        const Totals totals = co_await verify_all(client);
        std::cout << fmt::format("{} entities, {} outcomes, {} event records: ", totals.entities,
                                 totals.outcomes, totals.records)
                  << (totals.findings == 0 ? std::string("all is as promised")
                                           : fmt::format("{} findings", totals.findings))
                  << std::endl;
        co_return totals.findings == 0 ? 0 : 1;
    });
}

}  // namespace circle::deploy
