#include "deploy/estate/geojson_lines.hpp"

#include <algorithm>

namespace circle::deploy {
namespace {

// The closing quote of the string that opens at `at`.
std::size_t end_of_string(const std::string& json, std::size_t at) {
    for (++at; at < json.size() && json[at] != '"'; ++at) {
        if (json[at] == '\\') ++at;
    }
    return at;
}

}  // namespace

GeoJsonLines::GeoJsonLines(const std::string& json) : json_(json) {
    std::string key;  // the newest word of the outermost object
    int depth = 0;
    bool in_features = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
        const char c = json[i];
        if (c == '"') {
            const std::size_t end = end_of_string(json, i);
            if (depth == 1) key = json.substr(i + 1, end - i - 1);
            i = end;
        } else if (c == '{' || c == '[') {
            if (depth == 1) in_features = key == "features";
            if (depth == 2 && in_features) features_.push_back(i);
            ++depth;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
}

std::size_t GeoJsonLines::line_at(std::size_t offset) const {
    const auto end = json_.begin() + static_cast<std::ptrdiff_t>(std::min(offset, json_.size()));
    return 1 + static_cast<std::size_t>(std::count(json_.begin(), end, '\n'));
}

std::size_t GeoJsonLines::of_feature(std::size_t feature) const {
    return feature < features_.size() ? line_at(features_[feature]) : 1;
}

std::size_t GeoJsonLines::find_key(std::size_t feature, const std::string& key) const {
    if (feature >= features_.size()) return 0;
    const std::size_t end = feature + 1 < features_.size() ? features_[feature + 1] : json_.size();
    const std::size_t at = json_.find('"' + key + '"', features_[feature]);
    return at < end ? at : features_[feature];
}

std::size_t GeoJsonLines::of_key(std::size_t feature, const std::string& key) const {
    return line_at(find_key(feature, key));
}

std::size_t GeoJsonLines::of_position(std::size_t feature, std::size_t position) const {
    const std::size_t key = find_key(feature, "coordinates");
    for (std::size_t at = json_.find('[', key); at != std::string::npos;
         at = json_.find('[', at + 1)) {
        const std::size_t next = json_.find_first_not_of(" \t\r\n", at + 1);
        if (next == std::string::npos || json_[next] == '[') continue;
        if (position-- == 0) return line_at(at);
    }
    return line_at(key);
}

}  // namespace circle::deploy
