// The skills that people have, beside those that categories ask for.
#pragma once

#include <circle/v1/estate.pb.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "deploy/estate/toml_document.hpp"

namespace circle::deploy {

// All people first, then settle(): one misspelt category is told where it is, not at each person
// who spells it right.
class SkillCheck {
  public:
    // `toml` must outlive it.
    SkillCheck(const TomlDocument& toml, const v1::EstateConfig& config);

    // Somebody has `skill`. `cell`: the whole text in which it is.
    void add(const std::string& file, std::size_t line, const std::string& cell,
             const std::string& skill);
    void settle() const;

  private:
    struct Place {
        std::string file;
        std::size_t line;
        std::string cell;
    };

    bool asked_for(const std::string& skill) const;
    // The skill in estate.toml that is a slip of the finger away, where that is where the slip is.
    std::string misspelt_in_toml(const std::string& skill, std::size_t people) const;
    void complain_of_toml(const std::string& asked, const std::string& held) const;
    void complain_of_people(const std::string& skill, const std::vector<Place>& places) const;

    const TomlDocument& toml_;
    std::set<std::string> asked_;
    std::map<std::string, std::vector<Place>> held_;
};

}  // namespace circle::deploy
