#include "gateway/view/entity_id.hpp"

namespace circle::gateway {
namespace {

std::string fact_id(const v1::Fact& fact) {
    std::string digits = std::to_string(fact.number());
    if (digits.size() < 12) digits.insert(0, 12 - digits.size(), '0');
    return fact.request_id() + "/" + digits;
}

}  // namespace

std::optional<EntityId> parse_entity_key(std::string_view key) {
    const auto first = key.find('/');
    if (first == std::string_view::npos || first == 0) return std::nullopt;
    const auto second = key.find('/', first + 1);
    if (second == std::string_view::npos || second == first + 1) return std::nullopt;
    if (second + 1 == key.size()) return std::nullopt;
    return EntityId{std::string(key.substr(0, first)),
                    std::string(key.substr(first + 1, second - first - 1)),
                    std::string(key.substr(second + 1))};
}

EntityId id_of(const v1::Entity& entity) {
    switch (entity.kind_case()) {
        case v1::Entity::kConfig:
            return {"estate", entity.estate(), entity.estate()};
        case v1::Entity::kHousehold:
            return {"household", entity.estate(), entity.household().id()};
        case v1::Entity::kVolunteer:
            return {"volunteer", entity.estate(), entity.volunteer().id()};
        case v1::Entity::kCredential:
            return {"credential", entity.estate(), entity.credential().id()};
        case v1::Entity::kRequest:
            return {"request", entity.estate(), entity.request().id()};
        case v1::Entity::kFact:
            return {"fact", entity.estate(), fact_id(entity.fact())};
        case v1::Entity::kFailure:
            return {"failure", entity.estate(), entity.failure().id()};
        case v1::Entity::kIncident:
            return {"incident", entity.estate(), entity.incident().id()};
        case v1::Entity::kLost:
            return {"lost", entity.estate(), entity.lost().id()};
        case v1::Entity::kItem:
            return {"item", entity.estate(), entity.item().id()};
        case v1::Entity::kShiftChange:
            return {"shift_change", entity.estate(), entity.shift_change().id()};
        case v1::Entity::kCoverGap:
            return {"cover_gap", entity.estate(), entity.cover_gap().id()};
        case v1::Entity::kCover:
            return {"cover", entity.estate(), entity.estate()};
        case v1::Entity::kLedger:
            return {"ledger", entity.estate(), entity.ledger().month()};
        case v1::Entity::KIND_NOT_SET:
            break;
    }
    return {};
}

std::string to_string(const EntityId& id) {
    return id.kind + "/" + id.estate + "/" + id.id;
}

}  // namespace circle::gateway
