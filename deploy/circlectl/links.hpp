// Secrets that an operator hands out: cards, invitations, sign-in links and script tokens.
#pragma once

#include <circle/v1/types.pb.h>

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "common/redis/client.hpp"

namespace circle::deploy {

// One person of an estate, as --role and --id name them.
struct Person {
    v1::Role role = v1::ROLE_UNSPECIFIED;
    std::string id;
};

// "resident", "volunteer", "coordinator"; nullopt: another word.
std::optional<v1::Role> role_of(const std::string& word);
std::string word_of(v1::Role role);

enum class SecretKind {
    link,   // card, invitation or sign-in link, by role
    token,  // bearer token
};

// "/c/<secret>", "/v/<secret>", "/s/<secret>".
std::string link_path(v1::Role role, const std::string& secret);

struct SecretResult {
    std::string secret;
    std::string error;  // empty: there is a secret
};

// Opens a credential for `person` and returns its secret, which is stored nowhere. `ttl` 0: for
// ever. The error text says which of estate, role or id was wrong, or what else to do.
boost::asio::awaitable<SecretResult> open_secret(redis::Client& client, std::string estate,
                                                 Person person, SecretKind kind,
                                                 std::chrono::seconds ttl);

// Whether a credential with this secret is valid now.
boost::asio::awaitable<bool> is_open(redis::Client& client, std::string secret);

}  // namespace circle::deploy
