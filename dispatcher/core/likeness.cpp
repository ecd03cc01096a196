#include "dispatcher/core/likeness.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "dispatcher/core/machine.hpp"
#include "dispatcher/core/walk.hpp"

namespace circle::core {
namespace {

// What each part can give; together 100.
constexpr double kKind = 25, kColour = 20, kPlace = 20, kTime = 15, kWords = 20;
constexpr double kKindAkin = 10;      // a card out of a lost wallet
constexpr double kColourNear = 12;    // grey and silver
constexpr double kColourUnknown = 8;  // it speaks neither for nor against
constexpr double kColourWrong = -20;  // people do not take black for red
constexpr double kPlaceUnknown = 6;
constexpr double kSamePlaceM = 30;              // metres: as near as a finger hits the plan
constexpr double kOtherPlaceM = 300;            // from here on the place gives nothing
constexpr Time kMemoryErr = 3'600'000;          // people miss the hour of a loss by so much
constexpr double kHalfLife = 7.0 * 86'400'000;  // of the chance that it turns up only now

// From here on a part is named as a reason.
constexpr double kPlaceNamed = 8, kTimeNamed = 7.5, kWordsNamed = 4;

using Pair = std::pair<int, int>;

template <std::size_t N>
bool has_pair(const std::array<Pair, N>& pairs, int a, int b) {
    return std::any_of(pairs.begin(), pairs.end(), [&](const Pair& p) {
        return p == Pair{a, b} || p == Pair{b, a};
    });
}

constexpr std::array<Pair, 3> kAkin{{
    {v1::THING_KIND_WALLET, v1::THING_KIND_CARD},
    {v1::THING_KIND_WALLET, v1::THING_KIND_BAG},
    {v1::THING_KIND_KEYS, v1::THING_KIND_CARD},
}};

constexpr std::array<Pair, 15> kNear{{
    {v1::COLOUR_GREY, v1::COLOUR_SILVER},
    {v1::COLOUR_GREY, v1::COLOUR_BLACK},
    {v1::COLOUR_GREY, v1::COLOUR_WHITE},
    {v1::COLOUR_WHITE, v1::COLOUR_SILVER},
    {v1::COLOUR_GOLD, v1::COLOUR_YELLOW},
    {v1::COLOUR_GOLD, v1::COLOUR_BROWN},
    {v1::COLOUR_BROWN, v1::COLOUR_ORANGE},
    {v1::COLOUR_BROWN, v1::COLOUR_BLACK},
    {v1::COLOUR_BROWN, v1::COLOUR_RED},
    {v1::COLOUR_ORANGE, v1::COLOUR_RED},
    {v1::COLOUR_ORANGE, v1::COLOUR_YELLOW},
    {v1::COLOUR_RED, v1::COLOUR_PURPLE},
    {v1::COLOUR_BLUE, v1::COLOUR_PURPLE},
    {v1::COLOUR_BLUE, v1::COLOUR_GREEN},
    {v1::COLOUR_BLUE, v1::COLOUR_BLACK},
}};

// 0: they are different things.
double kind_points(v1::ThingKind a, v1::ThingKind b) {
    // "Something else" twice need not be the same thing.
    const bool other = a == v1::THING_KIND_OTHER || b == v1::THING_KIND_OTHER;
    if (a == b) return other ? kKindAkin : kKind;
    if (a == v1::THING_KIND_PET || b == v1::THING_KIND_PET) return 0;
    if (other) return kKindAkin;
    return has_pair(kAkin, a, b) ? kKindAkin : 0;
}

double colour_points(v1::Colour a, v1::Colour b) {
    const auto known = [](v1::Colour c) {
        return c != v1::COLOUR_UNSPECIFIED && c != v1::COLOUR_OTHER;
    };
    if (!known(a) || !known(b)) return kColourUnknown;
    if (a == b) return kColour;
    return has_pair(kNear, a, b) ? kColourNear : kColourWrong;
}

using Run = std::u32string;

// Letters, digits and other signs in runs, in lower case; spaces and punctuation end a run.
std::vector<Run> runs(const std::string& utf8) {
    std::vector<Run> all(1);
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t c = lead < 0x80 ? lead : lead & (0xFFu >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k) {
            c = (c << 6) | (static_cast<unsigned char>(utf8[i + k]) & 0x3Fu);
        }
        i += length;
        if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
        const bool ascii_sign = c < 0x80 && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9');
        const bool wide_sign = (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) ||
                               (c >= 0xFF00 && c <= 0xFF0F) || (c >= 0xFF1A && c <= 0xFF20);
        if (!ascii_sign && !wide_sign) {
            all.back().push_back(c);
        } else if (!all.back().empty()) {
            all.emplace_back();
        }
    }
    if (all.back().empty()) all.pop_back();
    return all;
}

std::map<Run, int> bigrams(const std::string& text) {
    std::map<Run, int> counts;
    for (const Run& run : runs(text)) {
        if (run.size() == 1) ++counts[run];
        for (std::size_t i = 0; i + 1 < run.size(); ++i) ++counts[run.substr(i, 2)];
    }
    return counts;
}

std::set<std::string> numbers(const std::string& text) {
    std::set<std::string> all;
    std::string number;
    for (const char c : text + " ") {
        if (c >= '0' && c <= '9') {
            number += c;
        } else if (!number.empty()) {
            all.insert(std::exchange(number, {}));
        }
    }
    return all;
}

// Numbers tell buildings apart: "3号楼门口" and "5号楼门口" are two places.
bool numbers_differ(const std::string& a, const std::string& b) {
    const auto of_a = numbers(a), of_b = numbers(b);
    if (of_a.empty() || of_b.empty()) return false;
    return std::none_of(of_a.begin(), of_a.end(), [&](const auto& n) { return of_b.contains(n); });
}

double place_points(const v1::Thing& lost, const v1::Thing& found) {
    if (lost.has_point() && found.has_point()) {
        const double m = great_circle_m({lost.point().lat(), lost.point().lon()},
                                        {found.point().lat(), found.point().lon()});
        const double share = (kOtherPlaceM - m) / (kOtherPlaceM - kSamePlaceM);
        return kPlace * std::clamp(share, 0.0, 1.0);
    }
    if (lost.place().empty() || found.place().empty()) return kPlaceUnknown;
    if (numbers_differ(lost.place(), found.place())) return 0;
    return kPlace * dice(lost.place(), found.place());
}

bool found_too_early(const v1::Thing& lost, const v1::Thing& found) {
    return found.to() + kMemoryErr < lost.from();
}

double time_points(const v1::Thing& lost, const v1::Thing& found) {
    const Time gap = std::max<Time>(0, found.from() - lost.to());
    return kTime * std::exp2(-static_cast<double>(gap) / kHalfLife);
}

}  // namespace

double dice(const std::string& a, const std::string& b) {
    const auto of_a = bigrams(a), of_b = bigrams(b);
    int shared = 0, all = 0;
    for (const auto& [bigram, n] : of_a) {
        all += n;
        if (const auto it = of_b.find(bigram); it != of_b.end()) shared += std::min(n, it->second);
    }
    for (const auto& [bigram, n] : of_b) all += n;
    return all == 0 ? 0 : 2.0 * shared / all;
}

Likeness likeness(const v1::Thing& lost, const v1::Thing& found) {
    const double kind = kind_points(lost.kind(), found.kind());
    if (kind == 0 || found_too_early(lost, found)) return {};
    const double colour = colour_points(lost.colour(), found.colour());
    const double place = place_points(lost, found);
    const double time = time_points(lost, found);
    const double words = kWords * dice(lost.words(), found.words());

    Likeness result;
    const double sum = kind + colour + place + time + words;
    result.score = static_cast<unsigned>(std::lround(std::clamp(sum, 0.0, 100.0)));
    const auto name = [&](bool speaks_for_it, const char* reason) {
        if (speaks_for_it) result.reasons.emplace_back(reason);
    };
    name(kind == kKind, "kind");
    name(colour >= kColourNear, "colour");
    name(place >= kPlaceNamed, "place");
    name(time >= kTimeNamed, "time");
    name(words >= kWordsNamed, "words");
    return result;
}

}  // namespace circle::core
