#include "deploy/estate/roster.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "deploy/estate/clock_time.hpp"
#include "deploy/estate/rules.hpp"
#include "dispatcher/core/check_roster.hpp"
#include "dispatcher/core/roster.hpp"

namespace circle::deploy {
namespace {

constexpr char kFile[] = "shifts.csv";
constexpr unsigned kMostPeople = 50;

// One row being checked.
class Row {
  public:
    Row(const std::string& file, const CsvRow& row, Problems& problems)
        : file_(file), row_(row), problems_(problems) {}

    void complain(const std::string& column, const std::string& what) const {
        if (!row_.has(column)) return;
        problems_.add(file_, row_.line, column, "\"" + row_[column] + "\"; " + what);
    }

    std::optional<std::uint32_t> time(const std::string& column) const {
        const auto minutes = parse_clock(row_[column]);
        if (!minutes) complain(column, "accepted: a time such as 08:30, 00:00 to 24:00");
        return minutes;
    }

    std::optional<std::uint32_t> weekday() const {
        const std::string& day = row_["weekday"];
        if (day.size() == 1 && day[0] >= '1' && day[0] <= '7') return day[0] - '0';
        complain("weekday", "accepted: 1, Monday, to 7, Sunday");
        return std::nullopt;
    }

  private:
    const std::string& file_;
    const CsvRow& row_;
    Problems& problems_;
};

// What the core says of a week, in the words of the file.
void check_last(const Row& row, const core::ShiftList& week) {
    const auto wrong = core::check_week(week);
    if (!wrong) return;
    if (*wrong == "shifts") {
        row.complain("volunteer", fmt::format("has more than {} shifts a week; accepted: at most "
                                              "so many",
                                              core::kMaxShifts));
    } else {
        row.complain("from",
                     "overlaps another shift of that volunteer; accepted: shifts apart "
                     "from each other");
    }
}

}  // namespace

void read_shifts(const std::filesystem::path& folder, const TomlDocument& toml,
                 v1::EstateConfig& config) {
    const std::filesystem::path path = folder / kFile;
    if (!std::filesystem::exists(path)) return;
    const std::string file = path.string();
    std::set<std::string> volunteers;
    bool only_staff = true;  // then volunteers.csv could not be read, and that is told
    for (const auto& volunteer : config.volunteers()) {
        volunteers.insert(volunteer.id());
        only_staff = only_staff && volunteer.staff();
    }
    std::map<std::string, core::ShiftList> weeks;
    for (const CsvRow& cells : read_csv(path, kShiftColumns, toml.problems())) {
        const Row row(file, cells, toml.problems());
        if (!volunteers.contains(cells["volunteer"])) {
            if (only_staff) continue;
            row.complain("volunteer",
                         "nobody has this id; accepted: the id of somebody in "
                         "volunteers.csv or staff.csv");
            continue;
        }
        const auto weekday = row.weekday();
        const auto from = row.time("from");
        const auto to = row.time("to");
        if (!weekday || !from || !to) continue;
        if (*from >= *to) {
            row.complain("to", "accepted: a time later than from; a shift past midnight is two");
            continue;
        }
        v1::Shift& shift = *config.add_shifts();
        shift.set_volunteer(cells["volunteer"]);
        shift.set_weekday(*weekday);
        shift.set_from_min(*from);
        shift.set_to_min(*to);
        core::ShiftList& week = weeks[shift.volunteer()];
        *week.Add() = shift;
        check_last(row, week);
    }
    core::sort_shifts(*config.mutable_shifts());
}

std::string shifts_text(const v1::EstateConfig& config) {
    if (config.shifts().empty()) return {};
    core::ShiftList sorted = config.shifts();
    core::sort_shifts(sorted);
    std::string text = csv_line(kShiftColumns.needed);
    for (const v1::Shift& shift : sorted) {
        text += csv_line({shift.volunteer(), std::to_string(shift.weekday()),
                          clock_text(shift.from_min()), clock_text(shift.to_min())});
    }
    return text;
}

void read_cover(TomlSection& root, v1::EstateConfig& config) {
    for (TomlSection& section : root.sections("cover")) {
        v1::CoverRule& rule = *config.add_cover();
        rule.set_weekday(static_cast<std::uint32_t>(section.integer_or("weekday", 0, 7, 0)));
        const auto time = [&](const char* key) {
            const std::string text = section.text(key);
            const auto minutes = parse_clock(text);
            if (!minutes && !text.empty()) {
                section.refuse(key, "a time such as \"08:30\", 00:00 to 24:00");
            }
            return minutes;
        };
        const auto from = time("from");
        const auto to = time("to");
        if (from && to && *from >= *to) section.refuse("to", "a time later than from");
        rule.set_from_min(from.value_or(0));
        rule.set_to_min(to.value_or(0));
        rule.set_skill(skill(section));
        rule.set_least(static_cast<std::uint32_t>(
            section.integer_or("least", 1, static_cast<int>(kMostPeople), 1)));
        section.finish();
    }
}

}  // namespace circle::deploy
