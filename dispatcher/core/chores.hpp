// What belongs to an estate as a whole and not to one request: roster, book, cover. They follow
// from the facts of a turn and from time.
#pragma once

#include <optional>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

// Before a tick's timers, and before a command: what residents are told, if changes of earlier turns
// or the roster may have made it another. Not after them: a reloaded machine, which looks once more,
// would see them sooner.
void before_timers(Turn& turn);

// After the deeds of a turn and before its matching, so that nobody is asked whose shift is over:
// the book takes up the facts, and the roster is looked at if they concern it or its time has come
// (`timers`: this is a tick).
void before_matching(Turn& turn, bool timers);

// At the end of a turn: whether what residents are told has to be looked at; at once if the estate
// was configured.
void after_matching(Turn& turn);

// When a tick has to look at the estate as a whole; nullopt: never.
std::optional<Time> chores_due(const Estate& estate);

}  // namespace circle::core
