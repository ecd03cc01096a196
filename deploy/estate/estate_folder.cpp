#include "deploy/estate/estate_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/tokenizer.hpp>
#include <cctype>
#include <charconv>
#include <optional>
#include <set>
#include <string>

#include "deploy/estate/categories.hpp"
#include "deploy/estate/csv.hpp"
#include "deploy/estate/plan.hpp"
#include "deploy/estate/rules.hpp"
#include "deploy/estate/toml_section.hpp"

namespace circle::deploy {
namespace {

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole ? std::optional(value) : std::nullopt;
}

void read_buildings(TomlSection& root, v1::EstateConfig& config) {
    std::set<std::string> seen;
    for (TomlSection& section : root.sections("buildings")) {
        v1::Building& building = *config.add_buildings();
        building.set_id(unique_id(section, seen));
        building.set_name(section.text("name"));
        building.mutable_point()->set_lat(section.number("lat", -90, 90));
        building.mutable_point()->set_lon(section.number("lon", -180, 180));
        section.refuse_others();
    }
    if (seen.empty()) root.complain("buildings", "at least one [[buildings]] section is needed");
}

void read_contacts(TomlSection& root, v1::EstateConfig& config) {
    std::set<std::string> seen;
    for (TomlSection& section : root.sections("contacts")) {
        v1::Contact& contact = *config.add_contacts();
        contact.set_id(unique_id(section, seen));
        contact.set_name(section.text("name"));
        contact.set_phone(section.text_or("phone", ""));
        section.refuse_others();
    }
}

// "08:30" → minutes after midnight.
std::optional<unsigned> clock_time(const std::string& text) {
    const bool form = text.size() == 5 && text[2] == ':' &&
                      std::all_of(text.begin(), text.end(),
                                  [](unsigned char c) { return std::isdigit(c) || c == ':'; });
    if (!form) return std::nullopt;
    const unsigned hours = static_cast<unsigned>(text[0] - '0') * 10 + (text[1] - '0');
    const unsigned minutes = static_cast<unsigned>(text[3] - '0') * 10 + (text[4] - '0');
    return minutes < 60 && hours * 60 + minutes <= 24 * 60 ? std::optional(hours * 60 + minutes)
                                                           : std::nullopt;
}

void read_hours(TomlSection& root, v1::EstateConfig& config) {
    for (TomlSection& section : root.sections("hours")) {
        const int first = section.integer_or("first_weekday", 1, 7, 1);
        const int last = section.integer_or("last_weekday", 1, 7, 7);
        const auto from = clock_time(section.text("from"));
        const auto to = clock_time(section.text("to"));
        if (!from) section.complain("from", "accepted: a time such as \"08:30\"");
        if (!to || (from && *from >= *to)) {
            section.complain("to", "accepted: a time such as \"17:30\", later than from");
        }
        if (first > last) section.complain("last_weekday", "accepted: not before first_weekday");
        for (int day = first; day <= last; ++day) {
            v1::Hours& hours = *config.add_hours();
            hours.set_weekday(static_cast<std::uint32_t>(day));
            hours.set_from_min(from.value_or(0));
            hours.set_to_min(to.value_or(0));
        }
        section.refuse_others();
    }
}

void read_station(TomlSection& root, v1::EstateConfig& config) {
    for (TomlSection& section : root.section("station")) {
        config.mutable_station()->set_name(section.text("name"));
        config.mutable_station()->mutable_point()->set_lat(section.number("lat", -90, 90));
        config.mutable_station()->mutable_point()->set_lon(section.number("lon", -180, 180));
        section.refuse_others();
    }
}

// The fields are Policy's own, so a new one is read without a change here.
void read_policy(TomlSection& root, v1::Policy& policy) {
    const auto* descriptor = v1::Policy::descriptor();
    const auto* reflection = v1::Policy::GetReflection();
    for (TomlSection& section : root.section("policy")) {
        for (int i = 0; i < descriptor->field_count(); ++i) {
            const auto* field = descriptor->field(i);
            if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_DOUBLE) {
                reflection->SetDouble(&policy, field, section.number_or(field->name(), 0, 1e6, 0));
            } else {
                reflection->SetUInt32(&policy, field, section.whole_or(field->name(), 0));
            }
        }
        section.refuse_others();
    }
}

void read_toml(const std::filesystem::path& file, v1::EstateConfig& config, Problems& problems) {
    try {
        const toml::table table = toml::parse_file(file.string());
        TomlSection root(file.string(), table, "", problems);
        config.set_code(root.text("code"));
        config.set_name(root.text("name"));
        config.set_name_en(root.text_or("name_en", ""));
        config.set_phone(root.text("phone"));
        config.set_utc_offset_min(root.integer_or("utc_offset_min", -840, 840, 480));
        read_station(root, config);
        read_hours(root, config);
        read_buildings(root, config);
        read_categories(root, config);
        read_contacts(root, config);
        read_policy(root, *config.mutable_policy());
        root.refuse_others();
    } catch (const toml::parse_error& error) {
        problems.add(file.string(), error.source().begin.line, "TOML",
                     std::string(error.description()));
    }
}

// What both CSV files have in common: checked cells of one row.
class Cells {
  public:
    Cells(const std::filesystem::path& file, const CsvRow& row, Problems& problems)
        : file_(file.string()), row_(row), problems_(problems) {}

    void complain(const std::string& column, const std::string& what) const {
        problems_.add(file_, row_.line, column, "\"" + row_[column] + "\"; " + what);
    }

    std::string text(const std::string& column) const {
        if (row_[column].empty()) complain(column, "must not be empty");
        return row_[column];
    }

    std::string id(std::set<std::string>& seen) const {
        const std::string& id = row_["id"];
        if (!is_id(id) || !seen.insert(id).second) complain("id", kIdRule);
        return id;
    }

    std::string building(const std::string& column, const v1::EstateConfig& config) const {
        const std::string& id = row_[column];
        const bool known = std::any_of(config.buildings().begin(), config.buildings().end(),
                                       [&](const v1::Building& b) { return b.id() == id; });
        if (!known) complain(column, "accepted: the id of a building in estate.toml");
        return id;
    }

    double number_between(const std::string& column, double low, double high) const {
        const auto value = number(row_[column]);
        if (value && *value >= low && *value <= high) return *value;
        complain(column, fmt::format("accepted: a number from {} to {}", low, high));
        return 0;
    }

    v1::Sealed personal(const sealed::Sealer& sealer) const {
        v1::Personal personal;
        personal.set_name(row_["name"]);
        personal.set_phone(row_["phone"]);
        personal.set_door(text("door"));
        return sealer.seal(personal);
    }

  private:
    std::string file_;
    const CsvRow& row_;
    Problems& problems_;
};

void read_households(const std::filesystem::path& file, const sealed::Sealer& sealer,
                     v1::EstateConfig& config, Problems& problems) {
    std::set<std::string> seen;
    for (const CsvRow& row :
         read_csv(file, {"id", "building", "unit", "floor", "door", "name", "phone"}, problems)) {
        const Cells cells(file, row, problems);
        v1::HouseholdConfig& household = *config.add_households();
        household.set_id(cells.id(seen));
        household.set_building(cells.building("building", config));
        household.set_unit(row["unit"]);
        household.set_floor(static_cast<int>(cells.number_between("floor", -5, 200)));
        *household.mutable_personal() = cells.personal(sealer);
    }
}

// volunteers.csv and staff.csv: the same columns, ids unique over both.
void read_helpers(const std::filesystem::path& file, bool staff, const sealed::Sealer& sealer,
                  std::set<std::string>& seen, v1::EstateConfig& config, Problems& problems) {
    for (const CsvRow& row :
         read_csv(file, {"id", "name", "group", "skills", "pace_mps", "door", "phone"}, problems)) {
        const Cells cells(file, row, problems);
        v1::VolunteerConfig& volunteer = *config.add_volunteers();
        volunteer.set_id(cells.id(seen));
        volunteer.set_staff(staff);
        volunteer.set_name(cells.text("name"));
        volunteer.set_group(cells.building("group", config));
        const boost::char_separator<char> separator("; ");
        for (const auto& skill : boost::tokenizer(row["skills"], separator)) {
            volunteer.add_skills(skill);
        }
        if (!row["pace_mps"].empty()) {
            volunteer.set_pace_mps(cells.number_between("pace_mps", 0.2, 3));
        }
        *volunteer.mutable_personal() = cells.personal(sealer);
    }
}

}  // namespace

v1::EstateConfig read_estate(const std::filesystem::path& folder, const sealed::Sealer& sealer,
                             Problems& problems) {
    v1::EstateConfig config;
    read_toml(folder / "estate.toml", config, problems);
    read_households(folder / "households.csv", sealer, config, problems);
    std::set<std::string> helpers;
    read_helpers(folder / "volunteers.csv", false, sealer, helpers, config, problems);
    if (std::filesystem::exists(folder / "staff.csv")) {
        read_helpers(folder / "staff.csv", true, sealer, helpers, config, problems);
    }
    read_plan(folder / "plan.geojson", config, problems);
    return config;
}

}  // namespace circle::deploy
