#include "deploy/estate/plan.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <optional>

namespace circle::deploy {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr char kKinds[] =
    "accepted: \"building\" (Polygon, with the id of a building in estate.toml), \"gate\" "
    "(Point), \"path\" (LineString), \"green\" or \"water\" (Polygon)";
constexpr std::size_t kMaxPoints = 2000;  // of one shape

const Value* find(const Struct& in, const std::string& key) {
    const auto it = in.fields().find(key);
    return it == in.fields().end() ? nullptr : &it->second;
}

std::string text(const Struct& in, const std::string& key) {
    const Value* value = find(in, key);
    return value ? value->string_value() : std::string();
}

// [longitude, latitude] (RFC 7946, 3.1.1)
std::optional<v1::Point> position(const Value& value) {
    const auto& pair = value.list_value().values();
    if (pair.size() < 2 || !pair[0].has_number_value() || !pair[1].has_number_value()) return {};
    v1::Point point;
    point.set_lon(pair[0].number_value());
    point.set_lat(pair[1].number_value());
    const bool on_earth = std::abs(point.lat()) <= 90 && std::abs(point.lon()) <= 180;
    return on_earth ? std::optional(point) : std::nullopt;
}

// The points of a Point, a LineString or a Polygon's outline; empty: it is none of them.
std::vector<v1::Point> points_of(const Struct& geometry) {
    const std::string type = text(geometry, "type");
    const Value* coordinates = find(geometry, "coordinates");
    ListValue list;
    if (!coordinates) return {};
    if (type == "Point") *list.add_values() = *coordinates;
    if (type == "LineString") list = coordinates->list_value();
    if (type == "Polygon" && coordinates->list_value().values_size() > 0) {
        list = coordinates->list_value().values(0).list_value();
    }
    std::vector<v1::Point> points;
    for (const Value& value : list.values()) {
        const auto point = position(value);
        if (!point) return {};
        points.push_back(*point);
    }
    if (type == "Polygon" && !points.empty()) points.pop_back();  // a ring repeats its first point
    return points.size() <= kMaxPoints ? points : std::vector<v1::Point>();
}

struct Kind {
    const char* name;
    v1::FeatureKind kind;
    const char* geometry;
    std::size_t least;
};
constexpr Kind kFeatures[] = {
    {"gate", v1::FEATURE_KIND_GATE, "Point", 1},
    {"path", v1::FEATURE_KIND_PATH, "LineString", 2},
    {"green", v1::FEATURE_KIND_GREEN, "Polygon", 3},
    {"water", v1::FEATURE_KIND_WATER, "Polygon", 3},
};

// What is wrong with the feature, or nothing.
std::string read_feature(const Struct& feature, v1::EstateConfig& config) {
    const Value* geometry = find(feature, "geometry");
    const Value* properties = find(feature, "properties");
    if (!geometry || !properties) return "needs geometry and properties";
    const std::string kind = text(properties->struct_value(), "kind");
    const std::string type = text(geometry->struct_value(), "type");
    const auto points = points_of(geometry->struct_value());
    if (kind == "building") {
        const std::string id = text(properties->struct_value(), "id");
        auto& buildings = *config.mutable_buildings();
        const auto it = std::find_if(buildings.begin(), buildings.end(),
                                     [&](const v1::Building& b) { return b.id() == id; });
        if (it == buildings.end()) {
            return "properties.id: \"" + id + "\"; accepted: the id of a building in estate.toml";
        }
        if (type != "Polygon" || points.size() < 3) {
            return "geometry: accepted: a Polygon of longitude, latitude pairs";
        }
        it->mutable_footprint()->Assign(points.begin(), points.end());
        return {};
    }
    for (const Kind& known : kFeatures) {
        if (kind != known.name) continue;
        if (type != known.geometry || points.size() < known.least) {
            return std::string("geometry: accepted: a ") + known.geometry +
                   " of longitude, latitude pairs";
        }
        v1::Feature& shape = *config.add_features();
        shape.set_kind(known.kind);
        shape.set_name(text(properties->struct_value(), "name"));
        shape.mutable_points()->Assign(points.begin(), points.end());
        return {};
    }
    return "properties.kind: \"" + kind + "\"; " + kKinds;
}

// Line of the n-th Feature: JSON parsers do not keep lines, but every feature names its type.
std::size_t line_of_feature(const std::string& json, int n) {
    const std::string word = "\"Feature\"";
    std::size_t at = json.find(word);
    for (; n > 0 && at != std::string::npos; --n) at = json.find(word, at + 1);
    const auto end = at == std::string::npos ? json.end() : json.begin() + static_cast<long>(at);
    return 1 + static_cast<std::size_t>(std::count(json.begin(), end, '\n'));
}

}  // namespace

void read_plan(const std::filesystem::path& file, v1::EstateConfig& config, Problems& problems) {
    std::ifstream input(file, std::ios::binary);
    if (!input) return;
    const std::string json{std::istreambuf_iterator<char>(input), {}};
    Struct document;
    const auto parsed = google::protobuf::util::JsonStringToMessage(json, &document);
    const Value* features = find(document, "features");
    if (!parsed.ok() || !features || text(document, "type") != "FeatureCollection") {
        problems.add(file.string(), 1, "GeoJSON",
                     parsed.ok() ? "accepted: a FeatureCollection" : parsed.ToString());
        return;
    }
    for (int i = 0; i < features->list_value().values_size(); ++i) {
        const auto what = read_feature(features->list_value().values(i).struct_value(), config);
        if (what.empty()) continue;
        problems.add(file.string(), line_of_feature(json, i), "features[" + std::to_string(i) + "]",
                     what);
    }
}

}  // namespace circle::deploy
