#include "deploy/estate/skill_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>

#include "common/config/near_word.hpp"
#include "deploy/estate/words.hpp"

namespace circle::deploy {
namespace {

// One person may have slipped; two hardly slip alike.
constexpr std::size_t kFew = 1;

using See = std::function<void(const std::string& path, const toml::table& table)>;

// Each [[key]] of `table`, with its path: "categories[2].".
void walk_sections(const toml::table& table, const std::string& key, const std::string& path,
                   const See& see) {
    const toml::array* sections = table[key].as_array();
    if (!sections) return;
    for (std::size_t i = 0; i < sections->size(); ++i) {
        const toml::table* section = (*sections)[i].as_table();
        if (section) see(fmt::format("{}{}[{}].", path, key, i), *section);
    }
}

}  // namespace

SkillCheck::SkillCheck(const TomlDocument& toml, const v1::EstateConfig& config) : toml_(toml) {
    for (const auto& category : config.categories()) {
        asked_.insert({category.skill(), category.licence()});
        for (const auto& question : category.questions()) {
            for (const auto& option : question.options()) {
                asked_.insert({option.skill(), option.licence()});
            }
        }
    }
    asked_.erase("");
}

void SkillCheck::add(const std::string& file, std::size_t line, const std::string& cell,
                     const std::string& skill) {
    held_[skill].push_back({file, line, cell});
}

bool SkillCheck::asked_for(const std::string& skill) const {
    return asked_.empty() || asked_.contains(skill) || toml_.has_unknown(skill);
}

void SkillCheck::settle() const {
    for (const auto& [skill, places] : held_) {
        if (asked_for(skill)) continue;
        const std::string misspelt = misspelt_in_toml(skill, places.size());
        if (misspelt.empty()) {
            complain_of_people(skill, places);
        } else {
            complain_of_toml(misspelt, skill);
        }
    }
}

std::string SkillCheck::misspelt_in_toml(const std::string& skill, std::size_t people) const {
    if (people <= kFew) return {};
    std::vector<std::string> nobodys;
    for (const std::string& asked : asked_) {
        if (!held_.contains(asked)) nobodys.push_back(asked);
    }
    return config::near_word(skill, nobodys).value_or("");
}

void SkillCheck::complain_of_toml(const std::string& asked, const std::string& held) const {
    const See see = [&](const std::string& path, const toml::table& section) {
        for (const char* key : {"skill", "licence"}) {
            const toml::node* node = section.get(key);
            if (!node || node->value_exact<std::string>() != asked) continue;
            toml_.problems().add(
                toml_.file(), node->source().begin.line, path + key,
                fmt::format("is \"{}\", which nobody has; did you mean \"{}\"? accepted: a skill "
                            "as people have it",
                            asked, held));
        }
    };
    walk_sections(toml_.root(), "categories", "", [&](const auto& path, const auto& category) {
        see(path, category);
        walk_sections(category, "questions", path, [&](const auto& within, const auto& question) {
            walk_sections(question, "options", within, see);
        });
    });
}

void SkillCheck::complain_of_people(const std::string& skill,
                                    const std::vector<Place>& places) const {
    const std::vector<std::string> asked(asked_.begin(), asked_.end());
    for (const Place& place : places) {
        toml_.problems().add(
            place.file, place.line, "skills",
            fmt::format("\"{}\"; no category asks for \"{}\"{}; accepted: {}, "
                        "separated by ;",
                        place.cell, skill, config::did_you_mean(skill, asked), some_of(asked)));
    }
}

}  // namespace circle::deploy
