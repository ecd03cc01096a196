// How much a found thing is like a lost one, 0 to 100 (docs/lost-and-found.md has the formula).
#pragma once

#include <circle/v1/entities.pb.h>

#include <string>
#include <vector>

namespace circle::core {

struct Likeness {
    unsigned score = 0;                // 0 to 100; 0: it cannot be the one
    std::vector<std::string> reasons;  // kind, colour, place, time, words: what speaks for it
};

// From this score on a found thing is worth a coordinator's look.
inline constexpr unsigned kSuggestFrom = 50;

// Both have passed check_thing().
Likeness likeness(const v1::Thing& lost, const v1::Thing& found);

// Sørensen–Dice coefficient of the two texts' character bigrams, 0 to 1: twice what they share over
// what both have (Dice 1945; Sørensen 1948). Case, spaces and punctuation do not count; a
// word of one character is compared whole. It needs no dictionary, so Chinese works like English.
double dice(const std::string& a, const std::string& b);

}  // namespace circle::core
