#include "tests/integration/engine/shard_zero.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "common/keyspace/keys.hpp"

namespace circle::test {

using std::chrono::milliseconds;

namespace {

std::string key(const char* part) {
    return keyspace::shard_key(0, part);
}

// (id, value) of each entry; streams here have one field.
std::vector<std::pair<std::string, std::string>> entries(const redis::Reply& reply) {
    std::vector<std::pair<std::string, std::string>> all;
    if (!reply.array()) return all;
    for (const auto& entry : *reply.array()) {
        const auto& pair = *entry.array();
        all.emplace_back(*pair[0].string(), *(*pair[1].array())[1].string());
    }
    return all;
}

}  // namespace

std::string ShardZero::send(const v1::Principal& who, v1::Command body) {
    auto client_key = fmt::format("k{}", ++sent_);
    *body.mutable_principal() = who;
    body.set_client_key(client_key);
    append(body.SerializeAsString());
    return client_key;
}

std::string ShardZero::append(const std::string& bytes) {
    const auto reply = server_.run({"XADD", key("commands"), "*", "c", bytes});
    if (reply.is_error()) throw std::runtime_error(reply.error()->text);
    return *reply.string();
}

std::string ShardZero::configure(const v1::EstateConfig& config) {
    v1::Command body;
    *body.mutable_configure_estate()->mutable_config() = config;
    return send(People::operator_(), std::move(body));
}

std::string ShardZero::set_duty(const std::string& volunteer, v1::Duty duty) {
    v1::Command body;
    body.mutable_set_duty()->set_duty(duty);
    return send(People::helper(volunteer), std::move(body));
}

std::string ShardZero::submit(const std::string& household, const std::string& category) {
    v1::Command body;
    body.mutable_submit_request()->set_category(category);
    return send(People::resident(household), std::move(body));
}

void ShardZero::follow(milliseconds block) {
    const auto reply =
        server_.run({"XREAD", "BLOCK", std::to_string(std::max<long>(1, block.count())), "STREAMS",
                     key("events"), seen_});
    if (!reply.array()) return;
    for (const auto& [id, blob] : entries((*(*reply.array())[0].array())[1])) {
        v1::CommitRecord record;
        if (!record.ParseFromString(blob)) throw std::runtime_error("a record does not parse");
        for (const auto& one : record.outcomes()) {
            outcomes_[one.outcome().client_key()] = one.outcome();
        }
        seen_ = id;
    }
}

v1::Outcome ShardZero::outcome(const std::string& client_key, milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!outcomes_.contains(client_key)) {
        const auto left = deadline - std::chrono::steady_clock::now();
        if (left.count() <= 0) throw std::runtime_error("no outcome of " + client_key);
        follow(std::chrono::duration_cast<milliseconds>(left));
    }
    return outcomes_.at(client_key);
}

std::vector<std::pair<std::string, std::string>> ShardZero::stream(const char* part) {
    return entries(server_.run({"XRANGE", key(part), "-", "+"}));
}

std::vector<v1::CommitRecord> ShardZero::history() {
    std::vector<v1::CommitRecord> all;
    std::uint64_t before = 0;
    for (const auto& [id, blob] : stream("events")) {
        auto& record = all.emplace_back();
        if (!record.ParseFromString(blob)) throw std::runtime_error("a record does not parse");
        if (record.previous() != before) throw std::runtime_error("the events have a gap");
        before = record.version();
    }
    return all;
}

std::vector<v1::JournalEntry> ShardZero::journal() {
    std::vector<v1::JournalEntry> all;
    for (const auto& [id, blob] : stream("journal")) {
        auto& entry = all.emplace_back();
        if (!entry.ParseFromString(blob)) throw std::runtime_error("a line does not parse");
        if (entry.version() != all.size()) throw std::runtime_error("the journal has a gap");
    }
    return all;
}

std::map<std::string, std::string> ShardZero::hash(const char* part) {
    std::map<std::string, std::string> all;
    const auto reply = server_.run({"HGETALL", key(part)});
    const auto& items = *reply.array();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        all[*items[i].string()] = *items[i + 1].string();
    }
    return all;
}

ShardSnapshot ShardZero::snapshot() {
    for (;;) {
        ShardSnapshot kept;
        const auto state = hash("state");
        if (!kept.state.ParseFromString(state.at("state"))) {
            throw std::runtime_error("the state does not parse");
        }
        kept.entities = hash("entities");
        kept.outcomes = hash("outcomes");
        kept.journal = journal();
        kept.commands = stream("commands");
        if (hash("state").at("version") == state.at("version")) return kept;
    }
}

std::string ShardZero::lease_owner() {
    const auto reply = server_.run({"HGET", key("lease"), "owner"});
    return reply.string() ? *reply.string() : std::string();
}

}  // namespace circle::test
