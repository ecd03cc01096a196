// Names of entities as they stand in the shard's hash: "<kind>/<estate>/<id>" (docs/redis-keys.md).
#pragma once

#include <circle/v1/entities.pb.h>

#include <optional>
#include <string>
#include <string_view>

namespace circle::gateway {

struct EntityId {
    std::string kind;  // estate, household, volunteer, credential, request, fact, …
    std::string estate;
    std::string id;  // of a fact: "<request id>/<number, 12 digits>"

    bool operator==(const EntityId&) const = default;
};

// nullopt: not of that form.
std::optional<EntityId> parse_entity_key(std::string_view key);

// What `entity` is called; an empty kind when it holds nothing that is known here.
EntityId id_of(const v1::Entity& entity);

std::string to_string(const EntityId& id);

}  // namespace circle::gateway
