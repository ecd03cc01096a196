#include "dispatcher/core/machine.hpp"

namespace circle::core {
namespace {

std::string twelve_digits(std::uint64_t number) {
    std::string digits = std::to_string(number);
    return digits.size() < 12 ? std::string(12 - digits.size(), '0') + digits : digits;
}

}  // namespace

std::string entity_key(const v1::Entity& entity) {
    const auto key = [&](const char* kind, const std::string& id) {
        return std::string(kind) + "/" + entity.estate() + "/" + id;
    };
    switch (entity.kind_case()) {
        case v1::Entity::kConfig:
            return key("estate", entity.estate());
        case v1::Entity::kHousehold:
            return key("household", entity.household().id());
        case v1::Entity::kVolunteer:
            return key("volunteer", entity.volunteer().id());
        case v1::Entity::kCredential:
            return key("credential", entity.credential().id());
        case v1::Entity::kRequest:
            return key("request", entity.request().id());
        case v1::Entity::kFact:
            return key("fact",
                       entity.fact().request_id() + "/" + twelve_digits(entity.fact().number()));
        case v1::Entity::kFailure:
            return key("failure", entity.failure().id());
        case v1::Entity::kIncident:
            return key("incident", entity.incident().id());
        case v1::Entity::kLost:
            return key("lost", entity.lost().id());
        case v1::Entity::kItem:
            return key("item", entity.item().id());
        case v1::Entity::kShiftChange:
            return key("shift_change", entity.shift_change().id());
        case v1::Entity::kCoverGap:
            return key("cover_gap", entity.cover_gap().id());
        case v1::Entity::kCover:
            return key("cover", entity.estate());
        case v1::Entity::kLedger:
            return key("ledger", entity.ledger().month());
        case v1::Entity::KIND_NOT_SET:
            break;
    }
    return {};
}

std::string outcome_key(const v1::Principal& principal, const std::string& client_key) {
    return principal.estate() + "/" + std::to_string(principal.role()) + "/" + principal.id() +
           "/" + client_key;
}

}  // namespace circle::core
