#include "deploy/estate/plan.hpp"

#include <fmt/format.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "deploy/estate/geojson_lines.hpp"
#include "deploy/estate/rules.hpp"
#include "dispatcher/core/entrances.hpp"
#include "dispatcher/core/walk_network.hpp"

namespace circle::deploy {
namespace {

using google::protobuf::ListValue;
using google::protobuf::Struct;
using google::protobuf::Value;

constexpr char kFeatureKinds[] =
    "accepted: \"building\" (Polygon, with the id of a building in estate.toml), \"gate\" "
    "(Point), \"path\" (LineString), \"green\" or \"water\" (Polygon), \"entrance\" (Point, with a "
    "building and its unit)";
constexpr std::size_t kMaxPoints = 2000;  // of one shape

const Value* find(const Struct& in, const std::string& key) {
    const auto it = in.fields().find(key);
    return it == in.fields().end() ? nullptr : &it->second;
}

std::string text(const Struct& in, const std::string& key) {
    const Value* value = find(in, key);
    return value ? value->string_value() : std::string();
}

struct Kind {
    const char* name;
    v1::FeatureKind kind;  // UNSPECIFIED: part of a building, not a feature
    const char* geometry;
    std::size_t least;
};
constexpr Kind kShapes[] = {
    {"building", v1::FEATURE_KIND_UNSPECIFIED, "Polygon", 3},
    {"gate", v1::FEATURE_KIND_GATE, "Point", 1},
    {"path", v1::FEATURE_KIND_PATH, "LineString", 2},
    {"green", v1::FEATURE_KIND_GREEN, "Polygon", 3},
    {"water", v1::FEATURE_KIND_WATER, "Polygon", 3},
    {"entrance", v1::FEATURE_KIND_UNSPECIFIED, "Point", 1},
};

// The text of the file, without a byte order mark.
std::optional<std::string> read_all(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    if (!input) return std::nullopt;
    std::string json{std::istreambuf_iterator<char>(input), {}};
    if (json.starts_with("\xEF\xBB\xBF")) json.erase(0, 3);
    return json;
}

class PlanReader {
  public:
    PlanReader(const std::filesystem::path& file, const std::string& json, const TomlDocument& toml,
               v1::EstateConfig& config)
        : file_(file.string()), lines_(json), toml_(toml), config_(config), around_(config) {}

    void read(const Struct& document) {
        const Value* features = find(document, "features");
        if (!features || !features->has_list_value() ||
            text(document, "type") != "FeatureCollection") {
            add(1, "GeoJSON", "accepted: a FeatureCollection with a list of features");
            return;
        }
        for (const Value& feature : features->list_value().values()) {
            read_feature(feature.struct_value());
            ++at_;
        }
        check_walks();
        check_units();
    }

  private:
    void add(std::size_t line, const std::string& field, const std::string& what) const {
        toml_.problems().add(file_, line, field, what);
    }

    void complain(const std::string& key, const std::string& path, const std::string& what) const {
        add(lines_.of_key(at_, key), fmt::format("features[{}]: {}", at_, path), what);
    }

    void read_feature(const Struct& feature) {
        const Value* geometry = find(feature, "geometry");
        const Value* properties = find(feature, "properties");
        if (!geometry || !properties) {
            add(lines_.of_feature(at_), fmt::format("features[{}]", at_),
                std::string(geometry ? "properties" : "geometry") +
                    " is missing; accepted: a Feature with properties and geometry");
            return;
        }
        const Struct& about = properties->struct_value();
        const std::string name = text(about, "kind");
        const auto* kind = std::find_if(std::begin(kShapes), std::end(kShapes),
                                        [&](const Kind& k) { return name == k.name; });
        if (kind == std::end(kShapes)) {
            complain("kind", "properties.kind", "\"" + name + "\"; " + kFeatureKinds);
            return;
        }
        const std::string wrong = check_text(text(about, "name"), kMaxName);
        if (!wrong.empty()) complain("name", "properties.name", wrong);
        // A unit without a place of its own is entered where the building is.
        const bool nowhere = name == "entrance" && geometry->has_null_value();
        const auto points =
            nowhere ? std::vector<v1::Point>() : shape(geometry->struct_value(), *kind);
        if (name == "entrance") return add_entrance(about, points);
        if (name == "building") return add_footprint(text(about, "id"), points);
        v1::Feature& drawn = *config_.add_features();
        drawn.set_kind(kind->kind);
        drawn.set_name(text(about, "name"));
        drawn.set_stairs(yes_or_no(about, "stairs"));
        drawn.set_closed(yes_or_no(about, "closed"));
        drawn.set_pass_s(whole_seconds(about, "pass_s"));
        drawn.mutable_points()->Assign(points.begin(), points.end());
        drawn_at_.push_back(at_);
    }

    bool yes_or_no(const Struct& about, const std::string& key) const {
        const Value* value = find(about, key);
        if (value && value->kind_case() != Value::kBoolValue) {
            complain(key, "properties." + key, "accepted: true or false, without quotes");
        }
        return value && value->bool_value();
    }

    std::uint32_t whole_seconds(const Struct& about, const std::string& key) const {
        const Value* value = find(about, key);
        if (!value) return 0;
        const double seconds = value->number_value();
        if (value->has_number_value() && seconds >= 0 && seconds <= 1e6 &&
            seconds == std::floor(seconds)) {
            return static_cast<std::uint32_t>(seconds);
        }
        complain(key, "properties." + key, "accepted: a whole number of seconds, without quotes");
        return 0;
    }

    // Nullptr: there is none, and that has been said.
    v1::Building* building_named(const std::string& key, const std::string& id) {
        auto& buildings = *config_.mutable_buildings();
        const auto it = std::find_if(buildings.begin(), buildings.end(),
                                     [&](const v1::Building& b) { return b.id() == id; });
        if (it != buildings.end()) return &*it;
        if (buildings.empty() || toml_.has_unknown(id)) return nullptr;
        complain(key, "properties." + key,
                 "\"" + id + "\"; accepted: the id of a building in estate.toml");
        return nullptr;
    }

    void add_entrance(const Struct& about, const std::vector<v1::Point>& points) {
        v1::Building* building = building_named("building", text(about, "building"));
        const bool lift = yes_or_no(about, "lift");
        const std::string id = text(about, "unit");
        const std::string wrong =
            id.empty() ? "is missing; accepted: the unit as in households.csv, in quotes"
                       : check_text(id, core::kMaxUnitName);
        if (!wrong.empty()) return complain("unit", "properties.unit", wrong);
        if (!building) return;
        const auto before = entrances_.add(building->id() + "/" + id,
                                           "line " + std::to_string(lines_.of_feature(at_)));
        if (before) {
            complain("unit", "properties.unit",
                     fmt::format("unit \"{}\" of building \"{}\" has an entrance on {} already; "
                                 "accepted: one",
                                 id, building->id(), *before));
            return;
        }
        v1::Unit& unit = *building->add_units();
        unit.set_id(id);
        unit.set_lift(lift);
        if (!points.empty()) *unit.mutable_point() = points[0];
        first_entrance_.emplace(building->id(), at_);
    }

    // Gates far from any path, and paths in such numbers that nobody can have drawn them.
    void check_walks() {
        for (const auto& problem : core::check_paths(config_.features())) {
            const std::string what = "accepted: " + problem.accepted;
            if (problem.feature < 0) {
                add(1, "features", what);
                continue;
            }
            at_ = drawn_at_[static_cast<std::size_t>(problem.feature)];
            complain(problem.field.empty() ? "coordinates" : problem.field,
                     problem.field.empty() ? "geometry.coordinates" : "properties." + problem.field,
                     what);
        }
    }

    // Where a building has entrances, people live behind one of them.
    void check_units() {
        for (const v1::Building& building : config_.buildings()) {
            if (building.units().empty()) continue;
            std::set<std::string> missing;
            for (const v1::HouseholdConfig& h : config_.households()) {
                if (h.building() == building.id() && !core::find_unit(building, h.unit())) {
                    missing.insert(h.unit());
                }
            }
            at_ = first_entrance_.at(building.id());
            for (const std::string& unit : missing) {
                complain("unit", "properties.unit",
                         fmt::format("building \"{}\" has households in unit \"{}\" and no "
                                     "entrance of it; accepted: an entrance for each of its units, "
                                     "or for none",
                                     building.id(), unit));
            }
        }
    }

    void add_footprint(const std::string& id, const std::vector<v1::Point>& points) {
        v1::Building* it = building_named("id", id);
        if (!it) return;
        const auto before = outlines_.add(id, "line " + std::to_string(lines_.of_feature(at_)));
        if (before) {
            complain("id", "properties.id",
                     fmt::format("building \"{}\" has an outline on {} already; accepted: one", id,
                                 *before));
        }
        it->mutable_footprint()->Assign(points.begin(), points.end());
    }

    // The points of the geometry, a polygon's outline without its repeated end; what is wrong is
    // said once.
    std::vector<v1::Point> shape(const Struct& geometry, const Kind& kind) const {
        const std::string type = text(geometry, "type");
        const std::string accepted =
            fmt::format("accepted: a {} of [longitude, latitude] pairs", kind.geometry);
        const Value* coordinates = find(geometry, "coordinates");
        if (type != kind.geometry || !coordinates) {
            complain("geometry", "geometry",
                     fmt::format("is {}; {}", type.empty() ? "nothing" : "a " + type, accepted));
            return {};
        }
        ListValue list;
        if (type == "Point") *list.add_values() = *coordinates;
        if (type == "LineString") list = coordinates->list_value();
        if (type == "Polygon" && coordinates->list_value().values_size() > 0) {
            list = coordinates->list_value().values(0).list_value();
        }
        std::vector<v1::Point> points;
        for (const Value& value : list.values()) {
            const auto point = position(value, points.size());
            if (!point) return {};
            points.push_back(*point);
        }
        if (type == "Polygon" && !points.empty()) {
            const bool closed = points.front().lat() == points.back().lat() &&
                                points.front().lon() == points.back().lon();
            if (!closed) {
                complain("coordinates", "geometry.coordinates",
                         "the outline is not closed; accepted: the first position once more as the "
                         "last one");
                return {};
            }
            points.pop_back();
        }
        if (points.size() >= kind.least && points.size() <= kMaxPoints) return points;
        complain("coordinates", "geometry.coordinates",
                 fmt::format("has {} different positions; {}, {} to {} of them", points.size(),
                             accepted, kind.least, kind.least == 1 ? 1 : kMaxPoints));
        return {};
    }

    // [longitude, latitude] (RFC 7946, 3.1.1)
    std::optional<v1::Point> position(const Value& value, std::size_t index) const {
        const auto& pair = value.list_value().values();
        const auto refuse = [&](const std::string& what) {
            add(lines_.of_position(at_, index),
                fmt::format("features[{}]: geometry.coordinates, position {}", at_, index + 1),
                what);
            return std::nullopt;
        };
        if (pair.size() < 2 || !pair[0].has_number_value() || !pair[1].has_number_value()) {
            return refuse("accepted: [longitude, latitude], two numbers");
        }
        v1::Point point;
        point.set_lon(pair[0].number_value());
        point.set_lat(pair[1].number_value());
        if (!(std::abs(point.lat()) <= 90 && std::abs(point.lon()) <= 180)) {
            return refuse(
                fmt::format("[{}, {}]; accepted: [longitude, latitude] in this order, "
                            "-180 to 180 and -90 to 90",
                            point.lon(), point.lat()));
        }
        const std::string wrong = around_.check(point);
        return wrong.empty() ? std::optional(point) : refuse(wrong);
    }

    const std::string file_;
    const GeoJsonLines lines_;
    const TomlDocument& toml_;
    v1::EstateConfig& config_;
    const Neighbourhood around_;
    Seen outlines_;
    Seen entrances_;                                     // by building and unit
    std::map<std::string, std::size_t> first_entrance_;  // of each building: which feature
    std::vector<std::size_t> drawn_at_;  // of each feature of the configuration: which in the file
    std::size_t at_ = 0;                 // index of the feature being read
};

// Line and reason of what is no JSON.
void complain_of_json(const std::string& file, const std::string& json, Problems& problems) {
    boost::json::stream_parser parser;
    boost::json::error_code error;
    const std::size_t read = parser.write_some(json, error);
    if (!error) parser.finish(error);
    const auto end = json.begin() + static_cast<std::ptrdiff_t>(std::min(read, json.size()));
    problems.add(file, 1 + static_cast<std::size_t>(std::count(json.begin(), end, '\n')), "GeoJSON",
                 (error ? error.message() : "cannot be read") + "; accepted: JSON in UTF-8");
}

std::string json_text(const std::string& text) {
    return boost::json::serialize(boost::json::string(text));
}

std::string position_of(const v1::Point& point) {
    return fmt::format("[{}, {}]", point.lon(), point.lat());
}

template <class Points>
std::string geometry_of(const std::string& type, const Points& points) {
    std::string list;
    for (const v1::Point& point : points) list += (list.empty() ? "" : ", ") + position_of(point);
    if (type == "Polygon") list = "[[" + list + ", " + position_of(points[0]) + "]]";
    if (type == "LineString") list = "[" + list + "]";
    return fmt::format(R"({{"type": "{}", "coordinates": {}}})", type, list);
}

}  // namespace

void read_plan(const std::filesystem::path& file, const TomlDocument& toml,
               v1::EstateConfig& config) {
    const auto json = read_all(file);
    if (!json) return;
    Struct document;
    if (!google::protobuf::util::JsonStringToMessage(*json, &document).ok()) {
        complain_of_json(file.string(), *json, toml.problems());
        return;
    }
    PlanReader(file, *json, toml, config).read(document);
}

std::string write_plan(const v1::EstateConfig& config) {
    std::string lines;
    const auto add = [&](const std::string& properties, const std::string& geometry) {
        lines += lines.empty() ? "" : ",\n";
        lines += fmt::format(R"({{"type": "Feature", "properties": {{{}}}, "geometry": {}}})",
                             properties, geometry);
    };
    for (const auto& building : config.buildings()) {
        if (building.footprint().empty()) continue;
        add(fmt::format(R"("kind": "building", "id": {})", json_text(building.id())),
            geometry_of("Polygon", building.footprint()));
    }
    for (const auto& feature : config.features()) {
        for (const Kind& kind : kShapes) {
            if (kind.kind != feature.kind()) continue;
            std::string properties = fmt::format(R"("kind": "{}")", kind.name);
            if (!feature.name().empty()) properties += ", \"name\": " + json_text(feature.name());
            if (feature.stairs()) properties += ", \"stairs\": true";
            if (feature.pass_s() > 0)
                properties += fmt::format(", \"pass_s\": {}", feature.pass_s());
            if (feature.closed()) properties += ", \"closed\": true";
            add(properties, geometry_of(kind.geometry, feature.points()));
        }
    }
    for (const auto& building : config.buildings()) {
        for (const auto& unit : building.units()) {
            add(fmt::format(R"("kind": "entrance", "building": {}, "unit": {}, "lift": {})",
                            json_text(building.id()), json_text(unit.id()), unit.lift()),
                unit.has_point() ? geometry_of("Point", std::array{unit.point()}) : "null");
        }
    }
    if (lines.empty()) return {};
    return "{\n\"type\": \"FeatureCollection\",\n\"features\": [\n" + lines + "\n]\n}\n";
}

}  // namespace circle::deploy
