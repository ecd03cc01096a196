// What may be said of a lost or found thing.
#include <cmath>

#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/lost_found.hpp"

namespace circle::core {
namespace {

bool is_near(const Estate& estate, const v1::Point& p) {
    return std::abs(p.lat()) <= 90 && std::abs(p.lon()) <= 180 && estate.is_near(p);
}

const char* wrong_field(const Estate& estate, const v1::Thing& t, Time at) {
    if (!v1::ThingKind_IsValid(t.kind()) || t.kind() == v1::THING_KIND_UNSPECIFIED) return "kind";
    if (!v1::Colour_IsValid(t.colour())) return "colour";
    if (code_points(t.place()) > kMaxThingPlace) return "place";
    if (t.has_point() && !is_near(estate, t.point())) return "point";
    if (t.from() < at - kLongestAgo || t.from() > at + kClockErr) return "from";
    if (t.to() < t.from() || t.to() > at + kClockErr) return "to";
    if (code_points(t.words()) > kMaxThingWords) return "words";
    // "Something else" says nothing without words.
    if (t.kind() == v1::THING_KIND_OTHER && t.words().empty()) return "words";
    return nullptr;
}

}  // namespace

std::optional<std::string> check_thing(const Estate& estate, const v1::Thing& thing, Time at,
                                       const std::string& path) {
    const char* field = wrong_field(estate, thing, at);
    return field ? std::optional(path + "thing." + field) : std::nullopt;
}

}  // namespace circle::core
