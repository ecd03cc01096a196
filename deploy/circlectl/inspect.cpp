// circlectl inspect: what is stored, as tables for people and as lines of JSON for scripts.
#include <circle/v1/storage.pb.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "deploy/circlectl/entities.hpp"
#include "deploy/circlectl/installation.hpp"
#include "deploy/circlectl/readable.hpp"
#include "deploy/circlectl/reading.hpp"
#include "deploy/circlectl/stopped_installation.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "dispatcher/core/machine.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr const char* kCountedKinds[] = {
    "estate", "household", "volunteer",    "credential", "request", "failure", "incident",
    "lost",   "item",      "shift_change", "cover_gap",  "cover",   "ledger"};

bool as_json(const InspectOptions& options) {
    return options.json || (!options.table && ::isatty(STDOUT_FILENO) == 0);
}

// Estate → shard.
using Shards = std::map<std::string, unsigned>;

asio::awaitable<Shards> shards_of(redis::Client& client, std::string estate) {
    std::string key(keyspace::kEstatesKey);
    const auto directory = co_await read_hash(client, std::move(key));
    Shards shards;
    for (const auto& [code, text] : directory) {
        if (!estate.empty() && code != estate) continue;
        std::string copy = code;
        const auto shard = co_await keyspace::find_estate(client, std::move(copy));
        if (shard.has_error()) throw std::runtime_error(shard.error());
        if (shard->has_value()) shards[code] = **shard;
    }
    if (!estate.empty() && shards.empty()) throw std::runtime_error("there is no estate " + estate);
    co_return shards;
}

// Requests by number, which is how people ask for them; the rest by key.
std::string sort_key(const v1::Entity& entity) {
    if (!entity.has_request()) return core::entity_key(entity);
    return fmt::format("request/{}/{:012}/{}", entity.estate(), entity.request().number(),
                       entity.request().id());
}

using Entities = std::map<std::string, v1::Entity>;

asio::awaitable<Entities> read_entities(redis::Client& client, Shards shards, std::string kind,
                                        std::string id) {
    Entities entities;
    for (const auto& [code, shard] : shards) {
        std::string pattern = fmt::format("{}/{}/{}", kind, code, id);
        std::function<void(const v1::Entity&)> see = [&](const v1::Entity& entity) {
            entities[sort_key(entity)] = entity;
        };
        co_await scan_entities(client, shard, std::move(pattern), std::move(see));
    }
    co_return entities;
}

// A request may be named by the number that people speak of, too.
asio::awaitable<std::string> request_named(redis::Client& client, Shards shards, std::string name) {
    const std::string number = name.starts_with('#') ? name.substr(1) : name;
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos) {
        co_return name;
    }
    std::string kind = "request";
    std::string all = "*";
    const Entities requests =
        co_await read_entities(client, std::move(shards), std::move(kind), std::move(all));
    for (const auto& [key, entity] : requests) {
        if (std::to_string(entity.request().number()) == number) co_return entity.request().id();
    }
    co_return name;
}

void print_entities(const Entities& entities, const InspectOptions& options) {
    if (as_json(options)) {
        for (const auto& [key, entity] : entities) {
            std::cout << to_json(entity, options.personal) << '\n';
        }
        return;
    }
    if (options.kind == "fact") {
        for (const auto& [key, entity] : entities) {
            std::cout << fact_line(entity.estate(), entity.fact()) << '\n';
        }
        return;
    }
    std::vector<std::vector<std::string>> rows{table_head(options.kind)};
    for (const auto& [key, entity] : entities) {
        rows.push_back(table_row(entity, options.personal));
    }
    std::cout << to_table(rows);
}

// How many there are of each kind.
void print_overview(const Shards& shards, const Entities& entities) {
    std::vector<std::vector<std::string>> rows{{"ESTATE", "SHARD"}};
    for (const char* kind : kCountedKinds) rows[0].push_back(kind);
    rows[0].push_back("fact");
    const v1::Entity::KindCase cases[] = {
        v1::Entity::kConfig,      v1::Entity::kHousehold, v1::Entity::kVolunteer,
        v1::Entity::kCredential,  v1::Entity::kRequest,   v1::Entity::kFailure,
        v1::Entity::kIncident,    v1::Entity::kLost,      v1::Entity::kItem,
        v1::Entity::kShiftChange, v1::Entity::kCoverGap,  v1::Entity::kCover,
        v1::Entity::kLedger,      v1::Entity::kFact};
    for (const auto& [code, shard] : shards) {
        std::vector<std::string> row{code, std::to_string(shard)};
        for (const auto kind : cases) {
            row.push_back(std::to_string(
                std::count_if(entities.begin(), entities.end(), [&, &estate = code](const auto& e) {
                    return e.second.estate() == estate && e.second.kind_case() == kind;
                })));
        }
        rows.push_back(std::move(row));
    }
    std::cout << to_table(rows) << "One kind: circlectl inspect request; a timeline: circlectl "
              << "inspect fact REQUEST; leases: circlectl inspect shard\n";
}

// What is known of one shard and its owner.
struct ShardNow {
    unsigned shard = 0;
    std::map<std::string, std::string> lease;
    v1::ShardState state;
    std::string estates;
    std::int64_t waiting = 0;  // commands
    std::int64_t now = 0;      // by Redis' clock, ms

    std::string field(const char* name) const {
        const auto found = lease.find(name);
        return found == lease.end() ? std::string() : found->second;
    }
    std::int64_t number(const char* name) const {
        const std::string text = field(name);
        return text.empty() ? 0 : std::strtoll(text.c_str(), nullptr, 10);
    }
    const char* status() const {
        if (lease.empty()) return "never owned";
        if (field("released") == "1") return "released";
        return number("until") > now ? "held" : "expired";
    }
};

asio::awaitable<std::int64_t> redis_now(redis::Client& client) {
    std::vector<std::string> words;
    words.push_back("TIME");
    const redis::Reply reply = co_await ask(client, std::move(words));
    const auto* parts = reply.array();
    if (parts == nullptr || parts->size() != 2 || (*parts)[0].string() == nullptr) co_return 0;
    co_return std::strtoll((*parts)[0].string()->c_str(), nullptr, 10) * 1000 +
        std::strtoll((*parts)[1].string()->c_str(), nullptr, 10) / 1000;
}

asio::awaitable<ShardNow> read_shard(redis::Client& client, unsigned shard) {
    ShardNow found;
    found.shard = shard;
    std::string lease = keyspace::shard_key(shard, "lease");
    found.lease = co_await read_hash(client, std::move(lease));
    std::string state = keyspace::shard_key(shard, "state");
    const auto held = co_await read_hash(client, std::move(state));
    const auto blob = held.find("state");
    if (blob != held.end()) found.state.ParseFromString(blob->second);
    std::string commands = keyspace::shard_key(shard, "commands");
    const StreamPosition position = co_await stream_position(client, std::move(commands));
    const auto added = std::strtoll(position.added.c_str(), nullptr, 10);
    found.waiting =
        std::max<std::int64_t>(0, added - static_cast<long long>(found.state.commands_applied()));
    found.now = co_await redis_now(client);
    co_return found;
}

std::string json_of(const ShardNow& s) {
    boost::json::object line;
    line["shard"] = s.shard;
    line["estates"] = s.estates;
    line["lease"] = s.status();
    line["owner"] = s.field("owner");
    line["epoch"] = s.number("epoch");
    line["nonce"] = s.field("nonce");
    line["renewedAt"] = s.number("renewed");
    line["until"] = s.number("until");
    line["ageMs"] = s.lease.empty() ? 0 : s.now - s.number("renewed");
    line["version"] = s.state.version();
    line["commandsApplied"] = s.state.commands_applied();
    line["commandsWaiting"] = s.waiting;
    line["minCore"] = s.state.min_core();
    line["incarnation"] = s.state.incarnation();
    return boost::json::serialize(line);
}

asio::awaitable<int> inspect_shards(redis::Client& client, InspectOptions options) {
    const keyspace::Meta meta = co_await read_installation(client);
    std::string estate = options.estate;
    const Shards shards = co_await shards_of(client, std::move(estate));
    std::vector<std::vector<std::string>> rows{
        {"SHARD", "ESTATES", "LEASE", "OWNER", "EPOCH", "NONCE", "AGE", "COMMIT", "WAITING"}};
    for (unsigned shard = 0; shard < meta.shards; ++shard) {
        if (!options.id.empty() && options.id != std::to_string(shard)) continue;
        std::string estates;
        for (const auto& [code, where] : shards) {
            if (where == shard) estates += (estates.empty() ? "" : " ") + code;
        }
        if (!options.estate.empty() && estates.empty()) continue;
        ShardNow now = co_await read_shard(client, shard);
        now.estates = estates;
        if (as_json(options)) {
            std::cout << json_of(now) << '\n';
            continue;
        }
        const double age = static_cast<double>(now.now - now.number("renewed")) / 1000;
        rows.push_back({std::to_string(shard), estates.empty() ? "-" : estates, now.status(),
                        now.field("owner"), now.field("epoch"), now.field("nonce"),
                        now.lease.empty() ? "-" : fmt::format("{:.1f} s", age),
                        std::to_string(now.state.version()), std::to_string(now.waiting)});
    }
    if (!as_json(options)) std::cout << to_table(rows);
    co_return 0;
}

asio::awaitable<int> inspect_entities(redis::Client& client, InspectOptions options) {
    std::string estate = options.estate;
    const Shards shards = co_await shards_of(client, std::move(estate));
    std::string id = options.id.empty() ? "*" : options.id;
    const bool timeline = options.kind == "fact" && !options.id.empty();
    if (timeline || (options.kind == "request" && !options.id.empty())) {
        Shards copy = shards;
        id = co_await request_named(client, std::move(copy), std::move(id));
    }
    if (timeline) id += "/*";
    std::string kind = options.kind.empty() ? "*" : options.kind;
    Shards copy = shards;
    const Entities entities =
        co_await read_entities(client, std::move(copy), std::move(kind), std::move(id));
    if (entities.empty() && !options.id.empty()) {
        throw std::runtime_error(timeline
                                     ? fmt::format("nothing is told of a request {}", options.id)
                                     : fmt::format("there is no {} {}", options.kind, options.id));
    }
    if (options.kind.empty() && !as_json(options)) {
        print_overview(shards, entities);
    } else {
        print_entities(entities, options);
    }
    std::cout << std::flush;
    co_return 0;
}

asio::awaitable<int> inspect(redis::Client& client, InspectOptions options,
                             const StoppedInstallation* stopped) {
    if (stopped != nullptr) co_await wait_until_it_answers(client, stopped);
    const bool shards = options.kind == "shard";
    if (shards) co_return co_await inspect_shards(client, std::move(options));
    co_return co_await inspect_entities(client, std::move(options));
}

}  // namespace

int run_inspect(const InspectOptions& options) {
    const auto stopped = open_if_stopped(options.where);
    Where where = options.where;
    if (stopped) where.redis = stopped->url();
    return with_redis(
        where, [&](redis::Client& client) { return inspect(client, options, stopped.get()); });
}

}  // namespace circle::deploy
