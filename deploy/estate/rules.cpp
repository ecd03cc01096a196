#include "deploy/estate/rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <vector>

#include "dispatcher/core/walk.hpp"

namespace circle::deploy {
namespace {

constexpr double kMaxMetres = 5000;  // from the estate's middle

core::Place place_of(const v1::Point& p) {
    core::Place place;
    place.lat = p.lat();
    place.lon = p.lon();
    return place;
}

bool has_place(const v1::Point& p) {
    return p.lat() != 0 && p.lon() != 0 && std::abs(p.lat()) <= 90 && std::abs(p.lon()) <= 180;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

}  // namespace

bool is_id(const std::string& id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_';
    });
}

std::optional<std::string> Seen::add(const std::string& id, const std::string& place) {
    const auto [it, added] = places_.emplace(id, place);
    return added ? std::nullopt : std::optional(it->second);
}

std::string unique_id(TomlSection& section, Seen& seen) {
    std::string id = section.text("id");
    if (id.empty()) return id;
    const auto before = seen.add(id, "line " + std::to_string(section.line_of("id")));
    if (!is_id(id)) {
        section.complain("id", fmt::format("is \"{}\"; {}", id, kIdRule));
    } else if (before) {
        section.complain(
            "id", fmt::format("\"{}\" is on {} already; accepted: each id once", id, *before));
    }
    return id;
}

std::string label(TomlSection& section, const std::string& key) {
    return section.text(key, kMaxLabel);
}

std::string skill(TomlSection& section) {
    std::string name = section.text_or("skill", "");
    if (!name.empty() && !is_id(name)) {
        section.complain("skill", fmt::format("is \"{}\"; {}", name, kIdRule));
    }
    return name;
}

v1::Point point(TomlSection& section) {
    v1::Point point;
    point.set_lat(section.number("lat", -90, 90));
    point.set_lon(section.number("lon", -180, 180));
    return point;
}

Neighbourhood::Neighbourhood(const v1::EstateConfig& config) {
    std::vector<double> lats, lons;
    for (const auto& building : config.buildings()) {
        if (!has_place(building.point())) continue;
        lats.push_back(building.point().lat());
        lons.push_back(building.point().lon());
    }
    if (lats.empty()) return;
    centre_.emplace();
    centre_->set_lat(median(lats));
    centre_->set_lon(median(lons));
}

std::string Neighbourhood::check(const v1::Point& point) const {
    if (!centre_ || !has_place(point)) return {};
    const double metres = core::great_circle_m(place_of(*centre_), place_of(point));
    if (metres <= kMaxMetres) return {};
    v1::Point swapped;
    swapped.set_lat(point.lon());
    swapped.set_lon(point.lat());
    const bool exchanged =
        has_place(swapped) &&
        core::great_circle_m(place_of(*centre_), place_of(swapped)) <= kMaxMetres;
    return fmt::format("{}, {} is {:.0f} km away from the estate{}; accepted: at most {:.0f} km",
                       point.lat(), point.lon(), metres / 1000,
                       exchanged ? ": latitude and longitude are swapped" : "", kMaxMetres / 1000);
}

}  // namespace circle::deploy
