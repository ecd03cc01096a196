// Lost reports, found items, and which of these may be the one of which report.
//
// Suggestions are part of the report's entity and always what suggest() gives for what stands:
// every handler that changes a report or an item brings them up to date.
#pragma once

#include "dispatcher/core/local_time.hpp"
#include "dispatcher/core/turn.hpp"

namespace circle::core {

inline constexpr Time kSearchedFor = 90 * kDay;     // then a report ends by itself
inline constexpr Time kCalledOutAfter = 90 * kDay;  // then a standing item is called out
inline constexpr Time kEndedKept = 30 * kDay;       // reports and items after their end
inline constexpr Time kLongestAgo = 366 * kDay;     // since it was lost or found, when reported
inline constexpr Time kClockErr = 60'000;           // a page's clock may be ahead by so much
inline constexpr int kMaxOpenLost = 5;              // of one household
inline constexpr int kMaxKeptLost = 10;    // of one household, ended ones too: see the docs
inline constexpr int kMaxLost = 2000;      // open ones of one estate
inline constexpr int kMaxBrought = 10;     // reported by one finder, and not on the shelf yet
inline constexpr int kMaxItems = 500;      // standing ones of one estate
inline constexpr int kMaxSuggestions = 5;  // of one report, dismissed ones not counted
inline constexpr std::size_t kMaxThingPlace = 50;  // characters
inline constexpr std::size_t kMaxThingWords = 200;

bool is_open(const v1::LostReport& report);
// Somebody has it, or it is on the shelf.
bool is_standing(const v1::FoundItem& item);

// thing.cpp
// The first field of `thing` that is missing or not accepted, put behind `path` ("report_lost.");
// `at`: when it was asked.
std::optional<std::string> check_thing(const Estate& estate, const v1::Thing& thing, Time at,
                                       const std::string& path);

// suggestions.cpp
// Works out the suggestions of an open report over all items. True: they changed.
bool suggest(const Estate& estate, v1::LostReport& report);
// One item came, changed or left: brings all open reports up to date and touches those that
// changed.
void suggest_item(Turn& turn, const v1::FoundItem& item);

// lost_found.cpp
// The timers of the report, or item, of this id.
void fire_lost(Turn& turn, const std::string& id);
void fire_item(Turn& turn, const std::string& id);

}  // namespace circle::core
