#include "deploy/command_client.hpp"

#include <circle/v1/storage.pb.h>
#include <fmt/format.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "common/ids/secret.hpp"
#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "common/keyspace/redis_command_log.hpp"
#include "dispatcher/core/machine.hpp"

namespace circle::deploy {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

namespace {

constexpr milliseconds kOutcomePoll{20};
constexpr milliseconds kCommandDeadline{3000};

asio::awaitable<void> pause_for(milliseconds time) {
    auto ex = co_await asio::this_coro::executor;
    asio::steady_timer timer(ex, time);
    co_await timer.async_wait(asio::use_awaitable);
}

// Starts an append; a type of its own because of the coroutine rule.
struct StartAppend {
    template <class Handler>
    void operator()(Handler handler, keyspace::CommandLog* log, unsigned shard,
                    std::string bytes) const {
        auto held = std::make_shared<Handler>(std::move(handler));
        log->append(shard, std::move(bytes),
                    [held](keyspace::AppendReply reply) { (*held)(std::move(reply)); });
    }
};

asio::awaitable<keyspace::AppendReply> append(keyspace::CommandLog& log, unsigned shard,
                                              std::string bytes) {
    return asio::async_initiate<const asio::use_awaitable_t<>, void(keyspace::AppendReply)>(
        StartAppend(), asio::use_awaitable, &log, shard, std::move(bytes));
}

// Appends until it is durable; empty, or why it is not.
asio::awaitable<std::string> append_durably(redis::Client& client, unsigned shard,
                                            std::string bytes, Clock::time_point until) {
    keyspace::RedisCommandLog log(client, kCommandDeadline);
    for (;;) {
        std::string copy = bytes;
        const keyspace::AppendReply reply = co_await append(log, shard, std::move(copy));
        if (reply.status == keyspace::AppendStatus::durable) co_return std::string();
        const bool refused = reply.status == keyspace::AppendStatus::refused;
        if (refused || Clock::now() > until) {
            std::string why = (refused ? "Redis refused the command: " : "Redis did not answer: ");
            why += reply.error;
            co_return why;
        }
        co_await pause_for(kOutcomePoll * 5);
    }
}

// nullopt inside: there is none yet.
asio::awaitable<boost::system::result<std::optional<v1::Outcome>, std::string>> find_outcome(
    redis::Client& client, unsigned shard, std::string key) {
    redis::Command get;
    get.push_back("HGET");
    get.push_back(keyspace::shard_key(shard, "outcomes"));
    get.push_back(std::move(key));
    const redis::Result result = co_await client.send(std::move(get), kCommandDeadline);
    std::optional<v1::Outcome> found;
    if (result.certainty == redis::Certainty::done && result.reply.is_error()) {
        co_return "Redis: " + result.error;
    }
    const std::string* bytes = result.ok() ? result.reply.string() : nullptr;
    if (bytes == nullptr) co_return found;
    v1::OutcomeRecord record;
    if (!record.ParseFromString(*bytes)) co_return std::string("an outcome cannot be read");
    found = record.outcome();
    co_return found;
}

asio::awaitable<std::string> estates_text(redis::Client& client) {
    redis::Command keys;
    keys.push_back("HKEYS");
    keys.push_back(std::string(keyspace::kEstatesKey));
    const redis::Result result = co_await client.send(std::move(keys), kCommandDeadline);
    std::string text;
    if (result.ok() && result.reply.array() != nullptr) {
        for (const redis::Reply& code : *result.reply.array()) {
            if (code.string() != nullptr) text += (text.empty() ? "" : ", ") + *code.string();
        }
    }
    co_return text.empty() ? std::string("none yet") : text;
}

}  // namespace

asio::awaitable<Answer> send_command(redis::Client& client, std::string estate, v1::Command command,
                                     milliseconds patience) {
    const auto until = Clock::now() + patience;
    std::string code = estate;
    const auto shard = co_await keyspace::find_estate(client, std::move(code));
    if (shard.has_error()) co_return shard.error();
    if (!shard->has_value()) {
        const std::string known = co_await estates_text(client);
        co_return fmt::format("there is no estate \"{}\"; estates: {}", estate, known);
    }
    v1::Principal& who = *command.mutable_principal();
    who.set_estate(estate);
    who.set_role(v1::ROLE_OPERATOR);
    who.set_id("circlectl");
    command.set_client_key(ids::random_base64url(16));

    const unsigned number = **shard;
    std::string bytes = command.SerializeAsString();
    const std::string why = co_await append_durably(client, number, std::move(bytes), until);
    if (!why.empty()) co_return why;
    const std::string key = core::outcome_key(command.principal(), command.client_key());
    for (;;) {
        std::string copy = key;
        const auto outcome = co_await find_outcome(client, number, std::move(copy));
        if (outcome.has_error()) co_return outcome.error();
        if (outcome->has_value()) co_return **outcome;
        if (Clock::now() > until) {
            co_return std::string(
                "the command is recorded, but no dispatcher has applied it: is one running?");
        }
        co_await pause_for(kOutcomePoll);
    }
}

std::string to_string(const v1::Outcome& outcome) {
    std::string text = v1::Code_Name(outcome.code());
    if (!outcome.field().empty()) text += " " + outcome.field();
    if (!outcome.message().empty()) text += " (" + outcome.message() + ")";
    return text;
}

}  // namespace circle::deploy
