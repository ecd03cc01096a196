// circlectl revoke: a lost card, phone or token.
#include <circle/v1/storage.pb.h>
#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "common/ids/secret.hpp"
#include "common/keyspace/directory.hpp"
#include "deploy/circlectl/entities.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "deploy/command_client.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kRevokePatience{15'000};

// Ids of the valid credentials that `person` holds and that were not bound by another of them.
// Throws std::runtime_error when Redis does not answer.
asio::awaitable<std::vector<std::string>> credentials_of(redis::Client& client, unsigned shard,
                                                         std::string estate, Person person) {
    std::vector<std::string> ids;
    std::function<void(const v1::Entity&)> see = [&](const v1::Entity& entity) {
        const v1::Credential& held = entity.credential();
        if (held.revoked_at() == 0 && held.opened_with().empty() &&
            held.principal().role() == person.role && held.principal().id() == person.id) {
            ids.push_back(held.id());
        }
    };
    std::string pattern = "credential/" + estate + "/*";
    co_await scan_entities(client, shard, std::move(pattern), std::move(see));
    co_return ids;
}

asio::awaitable<std::vector<std::string>> find_credentials(redis::Client& client,
                                                           RevokeOptions options) {
    Person person;
    person.role = *role_of(options.role);
    person.id = options.id;
    std::string estate = options.estate;
    const auto shard = co_await keyspace::find_estate(client, std::move(estate));
    if (shard.has_error()) throw std::runtime_error(shard.error());
    if (!shard->has_value()) throw std::runtime_error("there is no estate " + options.estate);
    estate = options.estate;
    auto ids = co_await credentials_of(client, **shard, std::move(estate), person);
    if (ids.empty()) {
        throw std::runtime_error(fmt::format("{} {} of {} holds nothing that is valid",
                                             options.role, options.id, options.estate));
    }
    co_return ids;
}

asio::awaitable<int> revoke(redis::Client& client, RevokeOptions options) {
    std::vector<std::string> ids;
    if (!options.secret.empty()) {
        const std::string text = options.secret.substr(options.secret.find_last_of('/') + 1);
        const auto secret = ids::parse_secret(text);
        if (!secret) {
            throw std::runtime_error("SECRET: accepted: a token, or a link as it was printed");
        }
        options.estate = secret->estate;
        ids.push_back(secret->credential_id);
    } else {
        RevokeOptions copy = options;
        ids = co_await find_credentials(client, std::move(copy));
    }
    for (const std::string& id : ids) {
        v1::Command command;
        command.mutable_revoke_credential()->set_id(id);
        std::string estate = options.estate;
        const Answer answer =
            co_await send_command(client, std::move(estate), std::move(command), kRevokePatience);
        if (answer.has_error()) throw std::runtime_error(answer.error());
        if (answer->code() != v1::CODE_OK) {
            throw std::runtime_error(answer->code() == v1::CODE_NOT_FOUND
                                         ? "no such card, link or token is known"
                                         : "the dispatcher refused: " + to_string(*answer));
        }
    }
    std::cout << fmt::format("revoked: {}", ids.size()) << std::endl;
    co_return 0;
}

}  // namespace

int run_revoke(const RevokeOptions& options) {
    return with_redis(options.where,
                      [&](redis::Client& client) { return revoke(client, options); });
}

}  // namespace circle::deploy
