#include "dispatcher/core/subjects.hpp"

#include <stdexcept>

#include "dispatcher/core/lost_found.hpp"

namespace circle::core {
namespace {

// The id in "<kind>/<estate>/<id>", if it is of this kind.
std::optional<std::string> id_in(const std::string& key, const std::string& kind,
                                 const Estate& estate) {
    const std::string prefix = kind + "/" + estate.code + "/";
    if (!key.starts_with(prefix)) return std::nullopt;
    return key.substr(prefix.size());
}

}  // namespace

void reindex_subject(Estate& estate, const v1::Entity& image) {
    switch (image.kind_case()) {
        case v1::Entity::kLost:
            return estate.subject_due.set(entity_key(image), next_due(image.lost()));
        case v1::Entity::kItem:
            return estate.subject_due.set(entity_key(image), next_due(image.item()));
        default:
            return;
    }
}

void reindex_subjects(Estate& estate) {
    v1::Entity image;
    image.set_estate(estate.code);
    for (const auto& [id, kept] : estate.lost) {
        *image.mutable_lost() = kept.value;
        reindex_subject(estate, image);
    }
    for (const auto& [id, kept] : estate.items) {
        *image.mutable_item() = kept.value;
        reindex_subject(estate, image);
    }
}

void fire_subject(Turn& turn, const std::string& key) {
    if (const auto lost = id_in(key, "lost", turn.estate())) return fire_lost(turn, *lost);
    if (const auto item = id_in(key, "item", turn.estate())) return fire_item(turn, *item);
    throw std::logic_error("a timer of " + key + ": nothing is known to happen then");
}

}  // namespace circle::core
