#include "deploy/estate/estate_toml.hpp"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "deploy/estate/categories.hpp"
#include "deploy/estate/clock_time.hpp"
#include "deploy/estate/groups.hpp"
#include "deploy/estate/policy_section.hpp"
#include "deploy/estate/roster.hpp"
#include "deploy/estate/rules.hpp"
#include "deploy/estate/safety.hpp"
#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {
namespace {

void read_buildings(TomlSection& root, v1::EstateConfig& config) {
    Seen seen;
    const auto sections = root.sections("buildings");
    for (TomlSection section : sections) {
        v1::Building& building = *config.add_buildings();
        building.set_id(unique_id(section, seen));
        building.set_name(section.text("name"));
        *building.mutable_point() = point(section);
        section.finish();
    }
    const Neighbourhood around(config);
    for (int i = 0; i < config.buildings_size(); ++i) {
        const std::string wrong = around.check(config.buildings(i).point());
        if (!wrong.empty()) sections[static_cast<std::size_t>(i)].complain("lat", wrong);
    }
    if (config.buildings().empty()) {
        root.complain_missing("buildings",
                              "is missing; accepted: at least one [[buildings]] section");
    }
}

void read_contacts(TomlSection& root, v1::EstateConfig& config) {
    Seen seen;
    for (TomlSection& section : root.sections("contacts")) {
        v1::Contact& contact = *config.add_contacts();
        contact.set_id(unique_id(section, seen));
        contact.set_name(section.text("name"));
        contact.set_phone(section.phone_or("phone", ""));
        section.finish();
    }
}

std::optional<std::uint32_t> read_time(TomlSection& section, const std::string& key,
                                       const std::string& example) {
    const std::string text = section.text(key);
    const auto time = parse_clock(text);
    if (!time && !text.empty()) {
        section.refuse(key, "a time such as \"" + example + "\", 00:00 to 24:00");
    }
    return time;
}

void read_hours(TomlSection& root, v1::EstateConfig& config) {
    for (TomlSection& section : root.sections("hours")) {
        const int first = section.integer_or("first_weekday", 1, 7, 1);
        const int last = section.integer_or("last_weekday", 1, 7, 7);
        const auto from = read_time(section, "from", "08:30");
        const auto to = read_time(section, "to", "17:30");
        if (from && to && *from >= *to) section.refuse("to", "a time later than from");
        if (first > last) {
            section.complain("last_weekday",
                             "is before first_weekday; accepted: the same day or a "
                             "later one, Monday is 1 and Sunday 7");
        }
        for (int day = first; day <= last; ++day) {
            v1::Hours& hours = *config.add_hours();
            hours.set_weekday(static_cast<std::uint32_t>(day));
            hours.set_from_min(from.value_or(0));
            hours.set_to_min(to.value_or(0));
        }
        section.finish();
    }
}

void read_station(TomlSection& root, v1::EstateConfig& config) {
    const Neighbourhood around(config);
    for (TomlSection& section : root.section("station")) {
        config.mutable_station()->set_name(section.text("name"));
        *config.mutable_station()->mutable_point() = point(section);
        const std::string wrong = around.check(config.station().point());
        if (!wrong.empty()) section.complain("lat", wrong);
        section.finish();
    }
}

bool is_code(const std::string& code) {
    return code.size() >= 2 && code.size() <= 32 &&
           code.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

}  // namespace

void read_estate_toml(TomlDocument& document, v1::EstateConfig& config) {
    if (!document.readable()) return;
    TomlSection root(document);
    config.set_code(root.text("code"));
    if (!config.code().empty() && !is_code(config.code())) {
        root.refuse("code", "2 to 32 of a to z, 0 to 9 and -");
    }
    config.set_name(root.text("name"));
    config.set_name_en(root.text_or("name_en", ""));
    config.set_phone(root.text("phone"));
    if (!check_phone(config.phone()).empty()) root.refuse("phone", check_phone(config.phone()));
    config.set_utc_offset_min(root.integer_or("utc_offset_min", -840, 840, 480));
    read_buildings(root, config);
    read_station(root, config);
    read_hours(root, config);
    read_categories(root, config);
    read_script(root, config);
    read_contacts(root, config);
    read_policy(root, *config.mutable_policy());
    read_groups(root, config);
    read_cover(root, config);
    root.finish();
}

}  // namespace circle::deploy
