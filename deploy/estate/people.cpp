#include "deploy/estate/people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <string>

#include "common/config/near_word.hpp"
#include "deploy/estate/groups.hpp"
#include "deploy/estate/rules.hpp"
#include "deploy/estate/skill_check.hpp"
#include "deploy/estate/words.hpp"

namespace circle::deploy {
namespace {

constexpr int kLowestFloor = -5;
constexpr int kHighestFloor = 200;

std::optional<double> number(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc() && end == text.data() + text.size();
    return whole && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

// What people may refer to.
struct Known {
    explicit Known(const TomlDocument& document, const v1::EstateConfig& config)
        : toml(document), around(config) {
        for (const auto& building : config.buildings()) buildings.insert(building.id());
        for (const auto& group : config.groups()) groups.insert(group.id());
        buildings.erase("");
    }

    const TomlDocument& toml;
    Neighbourhood around;
    std::set<std::string> buildings;
    std::set<std::string> groups;
};

// The checked cells of one row. A column that the header misses is not complained of again.
class Cells {
  public:
    Cells(const std::filesystem::path& file, const CsvRow& row, const Known& known)
        : file_(file), row_(row), known_(known) {}

    void complain(const std::string& column, const std::string& what) const {
        if (!row_.has(column)) return;
        known_.toml.problems().add(file_.string(), row_.line, column,
                                   "\"" + row_[column] + "\"; " + what);
    }

    const std::string& text_or_empty(const std::string& column) const {
        const std::string wrong = check_text(row_[column], kMaxName);
        if (!wrong.empty()) complain(column, wrong);
        return row_[column];
    }

    const std::string& text(const std::string& column) const {
        if (row_[column].empty()) complain(column, "is empty; accepted: text");
        return text_or_empty(column);
    }

    void once(const std::string& column, Seen& seen) const {
        if (row_[column].empty()) return;
        const auto before =
            seen.add(row_[column], fmt::format("{}:{}", file_.filename().string(), row_.line));
        if (before) complain(column, fmt::format("is in {} already; accepted: each once", *before));
    }

    const std::string& id(Seen& seen) const {
        if (is_id(row_["id"])) {
            once("id", seen);
        } else {
            complain("id", kIdRule);
        }
        return row_["id"];
    }

    const std::string& building(const std::string& column) const {
        const std::string& id = row_[column];
        const auto& all = known_.buildings;
        const bool told = all.empty() || known_.toml.has_unknown(id);
        if (!all.contains(id) && !told) {
            complain(column, fmt::format("no such building; accepted: the id of a building in "
                                         "estate.toml: {}",
                                         some_of(list(all))));
        }
        return id;
    }

    double number_between(const std::string& column, double low, double high) const {
        const auto value = number(row_[column]);
        if (value && *value >= low && *value <= high) return *value;
        complain(column, fmt::format("accepted: a number from {} to {}", low, high));
        return 0;
    }

    int floor() const {
        const auto value = number(row_["floor"]);
        const bool fine = value && *value == std::floor(*value) && *value >= kLowestFloor &&
                          *value <= kHighestFloor;
        if (fine) return static_cast<int>(*value);
        complain("floor", fmt::format("accepted: a whole number from {} to {}", kLowestFloor,
                                      kHighestFloor));
        return 0;
    }

    void skills(v1::VolunteerConfig& volunteer, SkillCheck& check) const {
        for (const std::string& skill : parts_of(row_["skills"])) {
            const auto& held = volunteer.skills();
            if (std::find(held.begin(), held.end(), skill) != held.end()) {
                complain("skills", "\"" + skill + "\" is there twice; accepted: each once");
            } else {
                check.add(file_.string(), row_.line, row_["skills"], skill);
            }
            volunteer.add_skills(skill);
        }
    }

    // Absent column: none.
    void groups(v1::HouseholdConfig& household) const {
        for (const std::string& group : parts_of(row_["groups"])) {
            const auto& held = household.groups();
            const bool told = !known_.toml.readable() || known_.toml.has_unknown(group);
            if (!known_.groups.contains(group) && !told) {
                complain("groups",
                         fmt::format("no such group \"{}\"{}; accepted: ids of [[groups]] in "
                                     "estate.toml, separated by ;",
                                     group, config::did_you_mean(group, list(known_.groups))));
            } else if (std::find(held.begin(), held.end(), group) != held.end()) {
                complain("groups", "\"" + group + "\" is there twice; accepted: each once");
            }
            household.add_groups(group);
        }
    }

    // The place of a household that is not at its building's door.
    std::optional<v1::Point> point() const {
        if (row_["lat"].empty() && row_["lon"].empty()) return std::nullopt;
        v1::Point point;
        point.set_lat(number_between("lat", -90, 90));
        point.set_lon(number_between("lon", -180, 180));
        const std::string wrong = known_.around.check(point);
        if (!wrong.empty()) complain("lat", wrong);
        return point;
    }

    // "yes", or empty: no.
    bool yes(const std::string& column) const {
        const std::string& text = row_[column];
        if (text != "yes" && text != "no" && !text.empty()) {
            complain(column, "accepted: yes, no or empty");
        }
        return text == "yes";
    }

    v1::Sex sex() const {
        const std::string& text = row_["sex"];
        if (text == "female") return v1::SEX_FEMALE;
        if (text == "male") return v1::SEX_MALE;
        if (!text.empty()) complain("sex", "accepted: female, male or empty");
        return v1::SEX_UNSPECIFIED;
    }

    v1::Sealed personal(const sealed::Sealer& sealer) const {
        v1::Personal personal;
        personal.set_name(text_or_empty("name"));
        personal.set_phone(row_["phone"]);
        const std::string wrong = check_phone(personal.phone());
        if (!wrong.empty()) complain("phone", wrong);
        personal.set_door(text("door"));
        return sealer.seal(personal);
    }

  private:
    static std::vector<std::string> list(const std::set<std::string>& words) {
        return {words.begin(), words.end()};
    }

    const std::filesystem::path& file_;
    const CsvRow& row_;
    const Known& known_;
};

void read_households(const std::filesystem::path& file, const Known& known,
                     const sealed::Sealer& sealer, v1::EstateConfig& config) {
    const std::size_t problems = known.toml.problems().count();
    Seen ids, doors;
    for (const CsvRow& row : read_csv(file, kHouseholdColumns, known.toml.problems())) {
        const Cells cells(file, row, known);
        v1::HouseholdConfig& household = *config.add_households();
        household.set_id(cells.id(ids));
        household.set_building(cells.building("building"));
        household.set_unit(cells.text_or_empty("unit"));
        household.set_floor(cells.floor());
        *household.mutable_personal() = cells.personal(sealer);
        cells.once("door", doors);
        household.set_lives_alone(cells.yes("lives_alone"));
        if (const auto point = cells.point()) *household.mutable_point() = *point;
        cells.groups(household);
    }
    if (config.households().empty() && known.toml.problems().count() == problems) {
        known.toml.problems().add(file.string(), 1, "file",
                                  "has no households; accepted: a line for each, at least one");
    }
}

// Over both files.
struct AllHelpers {
    Seen ids;
    SkillCheck skills;
};

void read_helpers(const std::filesystem::path& file, bool staff, const Known& known,
                  const sealed::Sealer& sealer, AllHelpers& helpers, v1::EstateConfig& config) {
    for (const CsvRow& row : read_csv(file, kHelperColumns, known.toml.problems())) {
        const Cells cells(file, row, known);
        v1::VolunteerConfig& volunteer = *config.add_volunteers();
        volunteer.set_id(cells.id(helpers.ids));
        volunteer.set_staff(staff);
        volunteer.set_name(row["name"]);
        if (row["name"].empty()) cells.complain("name", "is empty; accepted: text");
        volunteer.set_group(cells.building("group"));
        cells.skills(volunteer, helpers.skills);
        if (!row["pace_mps"].empty()) {
            volunteer.set_pace_mps(cells.number_between("pace_mps", 0.2, 3));
        }
        volunteer.set_sex(cells.sex());
        *volunteer.mutable_personal() = cells.personal(sealer);
    }
}

}  // namespace

void read_people(const std::filesystem::path& folder, const TomlDocument& toml,
                 const sealed::Sealer& sealer, v1::EstateConfig& config) {
    const Known known(toml, config);
    read_households(folder / "households.csv", known, sealer, config);
    AllHelpers helpers{{}, SkillCheck(toml, config)};
    read_helpers(folder / "volunteers.csv", false, known, sealer, helpers, config);
    if (std::filesystem::exists(folder / "staff.csv")) {
        read_helpers(folder / "staff.csv", true, known, sealer, helpers, config);
    }
    helpers.skills.settle();
}

}  // namespace circle::deploy
