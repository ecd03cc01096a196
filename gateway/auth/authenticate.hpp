// Who holds this credential? Answered from the read model alone.
#pragma once

#include <circle/v1/entities.pb.h>

#include <cstdint>
#include <initializer_list>
#include <string>

#include "gateway/view/estate_model.hpp"

namespace circle::gateway {

enum class Standing {
    valid,
    unknown,  // no such credential, one of another kind, or its holder is gone
    expired,
    revoked,  // it, or the credential that it was bound with
};

struct Identity {
    Standing standing = Standing::unknown;
    std::string credential;   // Credential.id
    std::string opened_with;  // Credential.id of what it was bound with; may be empty
    v1::CredentialKind kind = v1::CREDENTIAL_KIND_UNSPECIFIED;
    v1::Principal principal;      // when valid
    std::int64_t expires_at = 0;  // 0: never
};

// `credential`: the id that the secret hashes to (ids::parse_secret). `kinds`: which credentials
// are good for the purpose. `now` in ms since the epoch.
Identity identify(const EstateModel& model, const std::string& credential,
                  std::initializer_list<v1::CredentialKind> kinds, std::int64_t now);

// Standing of a credential that was valid before.
Standing standing_of(const EstateModel& model, const std::string& credential, std::int64_t now);

}  // namespace circle::gateway
