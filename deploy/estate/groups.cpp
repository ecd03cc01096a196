#include "deploy/estate/groups.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/tokenizer.hpp>

#include "common/config/near_word.hpp"
#include "deploy/estate/rules.hpp"

namespace circle::deploy {
namespace {

constexpr std::size_t kMaxGroupName = 40;

// In the order of the contract, from 1.
const std::vector<std::string> kGroupKinds = {"riser", "heating_loop", "distribution_box"};

void read_categories_of(TomlSection& section, const v1::EstateConfig& config,
                        v1::DoorGroup& group) {
    std::vector<std::string> known;
    for (const auto& category : config.categories()) known.push_back(category.id());
    const std::string text = section.text("categories");
    for (const std::string& id : parts_of(text)) {
        const bool there = std::find(known.begin(), known.end(), id) != known.end();
        if (!there && !section.document().has_unknown(id)) {
            section.complain(
                "categories",
                fmt::format("no such category \"{}\"{}; accepted: ids of categories, "
                            "separated by ;: {}",
                            id, config::did_you_mean(id, known), fmt::join(known, ", ")));
        }
        group.add_categories(id);
    }
}

}  // namespace

std::vector<std::string> parts_of(const std::string& text) {
    const boost::char_separator<char> separator("; ");
    const boost::tokenizer parts(text, separator);
    return {parts.begin(), parts.end()};
}

std::string kind_word(v1::DoorGroupKind kind) {
    const auto index = static_cast<std::size_t>(kind);
    return index >= 1 && index <= kGroupKinds.size() ? kGroupKinds[index - 1] : std::string();
}

void read_groups(TomlSection& root, v1::EstateConfig& config) {
    Seen seen;
    for (TomlSection& section : root.sections("groups")) {
        v1::DoorGroup& group = *config.add_groups();
        group.set_id(unique_id(section, seen));
        group.set_name(section.text("name", kMaxGroupName));
        group.set_name_en(section.text_or("name_en", "", kMaxGroupName));
        group.set_kind(
            static_cast<v1::DoorGroupKind>(section.choice_or_first("kind", kGroupKinds) + 1));
        read_categories_of(section, config, group);
        section.finish();
    }
}

}  // namespace circle::deploy
