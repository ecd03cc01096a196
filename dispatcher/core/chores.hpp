// What belongs to an estate as a whole and not to one request: roster, book, cover. They follow
// from the facts of a turn and from time.
#pragma once

#include <optional>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// After the deeds of a turn and before its matching, so that nobody is asked whose shift is over:
// the book takes up the facts, and the roster is looked at if they concern it or its time has come
// (`timers`: this is a tick).
void before_matching(Turn& turn, bool timers);

// At the end of a turn: what residents are told.
void after_matching(Turn& turn, bool timers);

// When a tick has to look at the estate as a whole; nullopt: never.
std::optional<Time> chores_due(const Estate& estate);

}  // namespace circle::core
