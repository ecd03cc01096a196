// circlectl inspect and tail: what is stored, and what happens, as lines of JSON.
#include <circle/v1/storage.pb.h>
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "common/keyspace/stream_id.hpp"
#include "deploy/circlectl/entities.hpp"
#include "deploy/circlectl/estate_now.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {

namespace asio = boost::asio;
namespace pb = google::protobuf;

namespace {

constexpr std::chrono::milliseconds kBlock{1'000};
constexpr std::chrono::seconds kPatience{10};

// Empties every Sealed message, however deep.
void leave_out_personal(pb::Message& message) {
    const auto* reflection = message.GetReflection();
    std::vector<const pb::FieldDescriptor*> fields;
    reflection->ListFields(message, &fields);
    for (const auto* field : fields) {
        if (field->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
        if (field->message_type() == v1::Sealed::descriptor()) {
            reflection->ClearField(&message, field);
            continue;
        }
        const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
        for (int i = 0; i < count; ++i) {
            leave_out_personal(field->is_repeated()
                                   ? *reflection->MutableRepeatedMessage(&message, field, i)
                                   : *reflection->MutableMessage(&message, field));
        }
    }
}

void print(const pb::Message& message) {
    std::string line;
    if (!pb::util::MessageToJsonString(message, &line).ok()) {
        throw std::runtime_error("cannot be printed as JSON");
    }
    std::cout << line << '\n';
}

asio::awaitable<std::map<std::string, unsigned>> shards_of(redis::Client& client,
                                                           std::string estate) {
    std::map<std::string, unsigned> shards;
    const std::set<std::string> codes = co_await estate_codes(client);
    for (const auto& code : codes) {
        if (!estate.empty() && code != estate) continue;
        std::string copy = code;
        const auto shard = co_await keyspace::find_estate(client, std::move(copy));
        if (shard.has_error()) throw std::runtime_error(shard.error());
        if (shard->has_value()) shards[code] = **shard;
    }
    if (!estate.empty() && shards.empty()) throw std::runtime_error("there is no estate " + estate);
    co_return shards;
}

asio::awaitable<int> inspect(redis::Client& client, InspectOptions options) {
    std::string estate = options.estate;
    const auto shards = co_await shards_of(client, std::move(estate));
    std::size_t found = 0;
    for (const auto& [code, shard] : shards) {
        std::string pattern = fmt::format("{}/{}/{}", options.kind.empty() ? "*" : options.kind,
                                          code, options.id.empty() ? "*" : options.id);
        std::function<void(const v1::Entity&)> see = [&](const v1::Entity& entity) {
            v1::Entity shown = entity;
            leave_out_personal(shown);
            print(shown);
            ++found;
        };
        co_await scan_entities(client, shard, std::move(pattern), std::move(see));
    }
    if (found == 0 && !options.id.empty()) {
        throw std::runtime_error(fmt::format("there is no {} {}", options.kind, options.id));
    }
    co_return 0;
}

// Prints the facts of one entry of the event stream.
void print_facts(const std::string& bytes, const std::string& estate) {
    v1::CommitRecord record;
    if (!record.ParseFromString(bytes)) throw std::runtime_error("an entry is no CommitRecord");
    for (const auto& event : record.events()) {
        if (!estate.empty() && event.estate() != estate) continue;
        v1::Event shown;
        shown.set_estate(event.estate());
        shown.set_number(event.number());
        *shown.mutable_fact() = event.fact();
        leave_out_personal(shown);
        print(shown);
    }
    std::cout << std::flush;
}

// The stream's key → where to go on.
using Positions = std::map<std::string, std::string>;

void print_entries(const redis::Reply& reply, const std::string& estate, Positions& positions) {
    const auto* streams = reply.array();
    for (std::size_t i = 0; streams != nullptr && i < streams->size(); ++i) {
        const auto* stream = (*streams)[i].array();
        const auto* entries =
            stream != nullptr && stream->size() == 2 ? (*stream)[1].array() : nullptr;
        if (entries == nullptr || (*stream)[0].string() == nullptr) continue;
        for (const auto& entry : *entries) {
            const auto* parts = entry.array();
            if (parts == nullptr || parts->size() != 2) continue;
            const auto* fields = (*parts)[1].array();
            if (fields == nullptr || fields->size() != 2) continue;
            positions[*(*stream)[0].string()] = *(*parts)[0].string();
            print_facts(*(*fields)[1].string(), estate);
        }
    }
}

asio::awaitable<int> tail(redis::Client& client, TailOptions options) {
    std::string estate = options.estate;
    const auto shards = co_await shards_of(client, std::move(estate));
    if (shards.empty()) throw std::runtime_error("there are no estates yet");
    Positions positions;
    for (const auto& [code, shard] : shards) {
        positions[keyspace::shard_key(shard, "events")] = options.from_start ? "0" : "$";
    }
    // "$" means "from now on" once only: where each stream ends is asked first.
    for (auto& [key, position] : positions) {
        if (options.from_start) break;
        redis::Command newest;
        for (const char* word : {"XREVRANGE", key.c_str(), "+", "-", "COUNT", "1"}) {
            newest.push_back(word);
        }
        const redis::Result result = co_await client.send(std::move(newest), kPatience);
        const auto* entries = result.ok() ? result.reply.array() : nullptr;
        if (entries == nullptr) throw std::runtime_error("Redis does not answer: " + result.error);
        const auto* entry = entries->empty() ? nullptr : (*entries)[0].array();
        position = entry != nullptr && !entry->empty() ? *(*entry)[0].string() : "0";
    }
    for (;;) {
        redis::Command read;
        for (const char* word : {"XREAD", "COUNT", "64", "BLOCK"}) read.push_back(word);
        read.push_back(std::to_string(kBlock.count()));
        read.push_back("STREAMS");
        for (const auto& [key, position] : positions) read.push_back(key);
        for (const auto& [key, position] : positions) read.push_back(position);
        const redis::Result result = co_await client.send(std::move(read), kPatience);
        if (!result.ok()) throw std::runtime_error("Redis does not answer: " + result.error);
        print_entries(result.reply, options.estate, positions);
    }
}

}  // namespace

int run_inspect(const InspectOptions& options) {
    return with_redis(options.where,
                      [&](redis::Client& client) { return inspect(client, options); });
}

int run_tail(const TailOptions& options) {
    return with_redis(options.where, [&](redis::Client& client) { return tail(client, options); });
}

}  // namespace circle::deploy
