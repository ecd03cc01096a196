#include "gateway/auth/authenticate.hpp"

#include <algorithm>

namespace circle::gateway {
namespace {

bool holder_exists(const EstateModel& model, const v1::Principal& who) {
    if (who.estate() != model.code()) return false;
    switch (who.role()) {
        case v1::ROLE_RESIDENT:
            return model.household(who.id()) != nullptr;
        case v1::ROLE_VOLUNTEER:
        case v1::ROLE_STAFF:
            return model.volunteer(who.id()) != nullptr;
        case v1::ROLE_COORDINATOR: {
            const auto& contacts = model.config().contacts();
            return std::any_of(contacts.begin(), contacts.end(),
                               [&](const auto& c) { return c.id() == who.id(); });
        }
        default:
            return false;  // an operator is never a client of the gateway
    }
}

}  // namespace

Standing standing_of(const EstateModel& model, const std::string& credential, std::int64_t now) {
    const v1::Credential* held = model.credential(credential);
    if (!held || !holder_exists(model, held->principal())) return Standing::unknown;
    if (held->revoked_at() > 0) return Standing::revoked;
    if (held->expires_at() > 0 && held->expires_at() <= now) return Standing::expired;
    if (!held->opened_with().empty()) {
        const v1::Credential* parent = model.credential(held->opened_with());
        if (parent && parent->revoked_at() > 0) return Standing::revoked;
    }
    return Standing::valid;
}

Identity identify(const EstateModel& model, const std::string& credential,
                  std::initializer_list<v1::CredentialKind> kinds, std::int64_t now) {
    Identity identity;
    const v1::Credential* held = model.credential(credential);
    if (!held || std::find(kinds.begin(), kinds.end(), held->kind()) == kinds.end()) {
        return identity;
    }
    identity.standing = standing_of(model, credential, now);
    if (identity.standing != Standing::valid) return identity;
    identity.credential = credential;
    identity.opened_with = held->opened_with();
    identity.kind = held->kind();
    identity.principal = held->principal();
    identity.expires_at = held->expires_at();
    return identity;
}

}  // namespace circle::gateway
