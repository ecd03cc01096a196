// What ids, labels and places look like, in every file of an estate.
#pragma once

#include <circle/v1/estate.pb.h>

#include <map>
#include <optional>
#include <string>

#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {

inline constexpr char kIdRule[] = "accepted: 1 to 64 letters, digits, - or _";
inline constexpr std::size_t kMaxLabel = 14;  // characters on a button

bool is_id(const std::string& id);

// Ids (or doors) of one kind, each with the place where it was given.
class Seen {
  public:
    // Where `id` was given before, or nothing: now it is known as given at `place`.
    std::optional<std::string> add(const std::string& id, const std::string& place);
    bool empty() const { return places_.empty(); }

  private:
    std::map<std::string, std::string> places_;
};

std::string unique_id(TomlSection& section, Seen& seen);
std::string label(TomlSection& section, const std::string& key);
// A word that categories ask for and helpers have; empty: none.
std::string skill(TomlSection& section);
// The fields lat and lon.
v1::Point point(TomlSection& section);

// An estate's places are close together: a point kilometres away has a digit wrong, or latitude and
// longitude swapped.
class Neighbourhood {
  public:
    // Around the buildings of `config`, as far as they have a place.
    explicit Neighbourhood(const v1::EstateConfig& config);

    // What is wrong with the point; empty: nothing.
    std::string check(const v1::Point& point) const;

  private:
    std::optional<v1::Point> centre_;
};

}  // namespace circle::deploy
