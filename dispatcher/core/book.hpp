// The volunteers' book: one Ledger a month, kept from the facts of each turn. Nothing in it is
// anybody's own word. docs/roster.md says what counts.
#pragma once

#include <string>

#include "dispatcher/core/turn.hpp"

namespace circle::core {

inline constexpr std::size_t kMonthsKept = 24;

// Takes into the book what the facts recorded so far in this turn say of visits and requests.
// Once a turn, before duties and cover record facts of their own.
void keep_book(Turn& turn);

// Time on duty that has ended, split where local months end.
void book_duty(Turn& turn, const std::string& volunteer, Time from, Time to);

// A household's thanks to one helper.
void book_thanks(Turn& turn, const std::string& volunteer);

}  // namespace circle::core
