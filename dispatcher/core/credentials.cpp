#include <algorithm>
#include <cctype>

#include "dispatcher/core/handlers.hpp"

namespace circle::core {
namespace {

bool is_sha256_hex(const std::string& id) {
    return id.size() == 64 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
               return std::isdigit(c) || (c >= 'a' && c <= 'f');
           });
}

bool same(const v1::Principal& a, const v1::Principal& b) {
    return a.estate() == b.estate() && a.role() == b.role() && a.id() == b.id();
}

bool usable(const Estate& estate, const std::string& id, Time now) {
    const auto it = estate.credentials.find(id);
    if (it == estate.credentials.end()) return false;
    const v1::Credential& c = it->second.value;
    return c.revoked_at() == 0 && (c.expires_at() == 0 || c.expires_at() > now);
}

}  // namespace

bool exists(const Estate& estate, const v1::Principal& who) {
    if (who.estate() != estate.code) return false;
    switch (who.role()) {
        case v1::ROLE_RESIDENT:
            return estate.households.contains(who.id());
        case v1::ROLE_VOLUNTEER:
        case v1::ROLE_STAFF: {
            const auto it = estate.volunteers.find(who.id());
            return it != estate.volunteers.end() &&
                   it->second.value.staff() == (who.role() == v1::ROLE_STAFF);
        }
        case v1::ROLE_COORDINATOR: {
            const auto& contacts = estate.config.value.config().contacts();
            return std::any_of(contacts.begin(), contacts.end(),
                               [&](const auto& c) { return c.id() == who.id(); });
        }
        default:
            return false;
    }
}

v1::Outcome handle(Turn& turn, const v1::OpenCredential& command) {
    Estate& estate = turn.estate();
    const v1::Credential& asked = command.credential();
    if (!is_sha256_hex(asked.id())) {
        return refused(v1::CODE_INVALID, "open_credential.credential.id");
    }
    if (asked.kind() == v1::CREDENTIAL_KIND_UNSPECIFIED) {
        return refused(v1::CODE_INVALID, "open_credential.credential.kind");
    }
    if (!exists(estate, asked.principal())) {
        return refused(v1::CODE_NOT_FOUND, "open_credential.credential.principal");
    }
    // A card that is revoked while a device is being bound with it binds nothing.
    if (!asked.opened_with().empty() && !usable(estate, asked.opened_with(), turn.now())) {
        return refused(v1::CODE_UNAUTHENTICATED, "open_credential.credential.opened_with");
    }
    if (const auto it = estate.credentials.find(asked.id()); it != estate.credentials.end()) {
        v1::Outcome outcome = same(it->second.value.principal(), asked.principal())
                                  ? accepted()
                                  : refused(v1::CODE_INVALID, "open_credential.credential.id");
        outcome.set_repeat(outcome.code() == v1::CODE_OK);
        return outcome;
    }
    auto& held = estate.credentials[asked.id()];
    held.value = asked;
    held.value.set_created_at(turn.now());
    held.value.set_revoked_at(0);
    turn.record(v1::FACT_KIND_CREDENTIAL_OPENED);
    turn.touch(held);
    return accepted();
}

void revoke(Turn& turn, Kept<v1::Credential>& credential) {
    if (credential.value.revoked_at() > 0) return;
    turn.record(v1::FACT_KIND_CREDENTIAL_REVOKED);
    credential.value.set_revoked_at(turn.now());
    turn.touch(credential);
    for (auto& [id, other] : turn.estate().credentials) {
        if (other.value.opened_with() != credential.value.id()) continue;
        if (other.value.revoked_at() > 0) continue;
        other.value.set_revoked_at(turn.now());
        turn.touch(other);
    }
}

v1::Outcome handle(Turn& turn, const v1::RevokeCredential& command) {
    const auto it = turn.estate().credentials.find(command.id());
    if (it == turn.estate().credentials.end()) {
        return refused(v1::CODE_NOT_FOUND, "revoke_credential.id");
    }
    revoke(turn, it->second);
    return accepted();
}

}  // namespace circle::core
