// Where things stand in a GeoJSON file: JSON parsers do not keep it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace circle::deploy {

class GeoJsonLines {
  public:
    // `json` is well formed and must outlive it.
    explicit GeoJsonLines(const std::string& json);

    // Lines from 1; of what is not found: of what it would be in.
    std::size_t of_feature(std::size_t feature) const;
    std::size_t of_key(std::size_t feature, const std::string& key) const;
    std::size_t of_position(std::size_t feature, std::size_t position) const;

  private:
    std::size_t line_at(std::size_t offset) const;
    // Offset of the key, or of the feature.
    std::size_t find_key(std::size_t feature, const std::string& key) const;

    const std::string& json_;
    std::vector<std::size_t> features_;  // offsets of their opening braces
};

}  // namespace circle::deploy
