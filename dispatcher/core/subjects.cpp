#include "dispatcher/core/subjects.hpp"

#include <stdexcept>

#include "dispatcher/core/lost_found.hpp"
#include "dispatcher/core/matching.hpp"

namespace circle::core {
namespace {

// The id in "<kind>/<estate>/<id>", if it is of this kind.
std::optional<std::string> id_in(const std::string& key, const std::string& kind,
                                 const Estate& estate) {
    const std::string prefix = kind + "/" + estate.code + "/";
    if (!key.starts_with(prefix)) return std::nullopt;
    return key.substr(prefix.size());
}

// A shared position is kept as long as it counts.
Time expires_at(const Estate& estate, const v1::Volunteer& volunteer) {
    return volunteer.position_at() + estate.policy.position_ttl + 1;
}

void expire_position(Turn& turn, const std::string& id) {
    VolunteerRecord& record = turn.estate().volunteers.at(id);
    record.value.clear_position();
    record.value.clear_position_at();
    v1::Fact& fact = turn.record(v1::FACT_KIND_POSITION_CHANGED);
    fact.add_volunteer_ids(id);
    fact.set_reason("expired");
    turn.touch(record);
    if (is_free(record)) turn.free_capacity();  // they count as elsewhere now
}

}  // namespace

void reindex_subject(Estate& estate, const v1::Entity& image) {
    switch (image.kind_case()) {
        case v1::Entity::kLost:
            return estate.subject_due.set(entity_key(image), next_due(image.lost()));
        case v1::Entity::kItem:
            return estate.subject_due.set(entity_key(image), next_due(image.item()));
        case v1::Entity::kVolunteer:
            if (image.volunteer().position_at() == 0) return;  // most: no key is made for them
            return estate.subject_due.set(entity_key(image), expires_at(estate, image.volunteer()));
        default:
            return;
    }
}

void reindex_subjects(Estate& estate) {
    estate.subject_due = {};
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
    for (const auto& [id, record] : estate.volunteers) {
        *image.mutable_volunteer() = record.value;
        reindex_subject(estate, image);
    }
}

void fire_subject(Turn& turn, const std::string& key) {
    if (const auto lost = id_in(key, "lost", turn.estate())) return fire_lost(turn, *lost);
    if (const auto item = id_in(key, "item", turn.estate())) return fire_item(turn, *item);
    if (const auto who = id_in(key, "volunteer", turn.estate())) {
        turn.estate().subject_due.set(key, std::nullopt);
        return expire_position(turn, *who);
    }
    throw std::logic_error("a timer of " + key + ": nothing is known to happen then");
}

}  // namespace circle::core
