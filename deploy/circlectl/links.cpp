#include "deploy/circlectl/links.hpp"

#include <circle/v1/storage.pb.h>
#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "common/ids/secret.hpp"
#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "deploy/command_client.hpp"
#include "dispatcher/core/machine.hpp"

namespace circle::deploy {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kLinkPatience{15'000};
constexpr milliseconds kLinkDeadline{3'000};

struct RoleWord {
    v1::Role role;
    const char* word;
    char path;
    v1::CredentialKind link;
};
constexpr RoleWord kRoles[] = {
    {v1::ROLE_RESIDENT, "resident", 'c', v1::CREDENTIAL_KIND_CARD},
    {v1::ROLE_VOLUNTEER, "volunteer", 'v', v1::CREDENTIAL_KIND_INVITATION},
    {v1::ROLE_STAFF, "staff", 'v', v1::CREDENTIAL_KIND_INVITATION},
    {v1::ROLE_COORDINATOR, "coordinator", 's', v1::CREDENTIAL_KIND_SIGN_IN},
};

const RoleWord* find(v1::Role role) {
    for (const auto& known : kRoles) {
        if (known.role == role) return &known;
    }
    return nullptr;
}

// The store's clock, which the dispatcher decides by; 0: it did not answer.
asio::awaitable<std::int64_t> store_time(redis::Client& client) {
    redis::Command time;
    time.push_back("TIME");
    const redis::Result result = co_await client.send(std::move(time), kLinkDeadline);
    const auto* parts = result.ok() ? result.reply.array() : nullptr;
    if (parts == nullptr || parts->empty() || (*parts)[0].string() == nullptr) co_return 0;
    const std::string& seconds = *(*parts)[0].string();
    std::int64_t value = 0;
    std::from_chars(seconds.data(), seconds.data() + seconds.size(), value);
    co_return value * 1000;
}

std::string refusal(const std::string& estate, const Person& person, const v1::Outcome& outcome) {
    if (outcome.code() == v1::CODE_NOT_FOUND) {
        return fmt::format("--id: {} has no {} \"{}\"", estate, word_of(person.role), person.id);
    }
    return "the dispatcher refused: " + to_string(outcome);
}

}  // namespace

std::optional<v1::Role> role_of(const std::string& word) {
    for (const auto& known : kRoles) {
        if (word == known.word) return known.role;
    }
    return std::nullopt;
}

std::string word_of(v1::Role role) {
    const RoleWord* known = find(role);
    return known ? known->word : v1::Role_Name(role);
}

std::string link_path(v1::Role role, const std::string& secret) {
    const RoleWord* known = find(role);
    return fmt::format("/{}/{}", known ? known->path : '?', secret);
}

asio::awaitable<SecretResult> open_secret(redis::Client& client, std::string estate, Person person,
                                          SecretKind kind, std::chrono::seconds ttl) {
    SecretResult opened;
    const RoleWord* role = find(person.role);
    const std::string secret = ids::make_secret(estate);
    v1::Command command;
    v1::Credential& credential = *command.mutable_open_credential()->mutable_credential();
    credential.set_id(ids::sha256_hex(secret));
    credential.set_kind(kind == SecretKind::link && role ? role->link : v1::CREDENTIAL_KIND_BEARER);
    credential.mutable_principal()->set_estate(estate);
    credential.mutable_principal()->set_role(person.role);
    credential.mutable_principal()->set_id(person.id);
    if (ttl.count() > 0) {
        const std::int64_t now = co_await store_time(client);
        credential.set_expires_at(now + milliseconds(ttl).count());
        if (now == 0) opened.error = "Redis does not answer";
        if (now == 0) co_return opened;
    }
    std::string code = estate;
    const Answer answer =
        co_await send_command(client, std::move(code), std::move(command), kLinkPatience);
    if (answer.has_error()) {
        opened.error = answer.error();
    } else if (answer->code() != v1::CODE_OK) {
        opened.error = refusal(estate, person, *answer);
    } else {
        opened.secret = secret;
    }
    co_return opened;
}

asio::awaitable<bool> is_open(redis::Client& client, std::string secret) {
    const auto parsed = ids::parse_secret(secret);
    if (!parsed) co_return false;
    std::string estate = parsed->estate;
    const auto shard = co_await keyspace::find_estate(client, std::move(estate));
    if (shard.has_error() || !shard->has_value()) co_return false;
    v1::Entity entity;
    entity.set_estate(parsed->estate);
    entity.mutable_credential()->set_id(parsed->credential_id);
    redis::Command get;
    get.push_back("HGET");
    get.push_back(keyspace::shard_key(**shard, "entities"));
    get.push_back(core::entity_key(entity));
    const redis::Result result = co_await client.send(std::move(get), kLinkDeadline);
    const std::string* bytes = result.ok() ? result.reply.string() : nullptr;
    if (bytes == nullptr || !entity.ParseFromString(*bytes)) co_return false;
    const v1::Credential& held = entity.credential();
    if (held.revoked_at() != 0) co_return false;
    if (held.expires_at() == 0) co_return true;
    const std::int64_t now = co_await store_time(client);
    co_return now < held.expires_at();
}

}  // namespace circle::deploy
