// Things beside requests that time changes. A new kind adds a due time and what happens then.
#pragma once

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// When time alone changes it; nullopt: never.
std::optional<Time> next_due(const v1::LostReport& report);
std::optional<Time> next_due(const v1::FoundItem& item);

// Puts the subject of this image where Estate::subject_due has to have it; other kinds: nothing.
void reindex_subject(Estate& estate, const v1::Entity& image);
// The same for all that the estate holds, after loading and with another configuration.
void reindex_subjects(Estate& estate);

// Serves the timer of the entity of this key, which is due. One step: what it leads to later has a
// due time of its own.
void fire_subject(Turn& turn, const std::string& key);

}  // namespace circle::core
