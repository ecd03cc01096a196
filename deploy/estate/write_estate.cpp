#include "deploy/estate/write_estate.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <vector>

#include "deploy/estate/csv.hpp"
#include "deploy/estate/estate_toml_text.hpp"
#include "deploy/estate/people.hpp"
#include "deploy/estate/plan.hpp"
#include "deploy/estate/roster.hpp"

namespace circle::deploy {
namespace {

// "h-2" before "h-10": the digits that begin at `i` and their number without leading zeros.
std::string digits_at(const std::string& text, std::size_t& i) {
    std::string digits;
    for (; i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0; ++i) {
        if (!digits.empty() || text[i] != '0') digits += text[i];
    }
    return digits;
}

bool before(const std::string& a, const std::string& b) {
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        const bool numbers = std::isdigit(static_cast<unsigned char>(a[i])) != 0 &&
                             std::isdigit(static_cast<unsigned char>(b[j])) != 0;
        if (numbers) {
            const std::string m = digits_at(a, i), n = digits_at(b, j);
            if (m.size() != n.size()) return m.size() < n.size();
            if (m != n) return m < n;
        } else if (a[i] != b[j]) {
            return a[i] < b[j];
        } else {
            ++i;
            ++j;
        }
    }
    if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
    return a < b;  // they differ in leading zeros
}

v1::Personal open(const sealed::Sealer& sealer, const v1::Sealed& personal,
                  const std::string& whose) {
    auto opened = sealer.open(personal);
    if (!opened) throw std::runtime_error("the personal data of " + whose + " cannot be opened");
    return std::move(*opened);
}

std::string households_text(const v1::EstateConfig& config, const sealed::Sealer& sealer) {
    std::vector<std::string> columns = kHouseholdColumns.needed;
    const auto& all = config.households();
    const bool places = std::any_of(all.begin(), all.end(), [](auto& h) { return h.has_point(); });
    const bool alone = std::any_of(all.begin(), all.end(), [](auto& h) { return h.lives_alone(); });
    if (places) columns.insert(columns.end(), {"lat", "lon"});
    if (alone) columns.push_back("lives_alone");
    const bool groups =
        std::any_of(all.begin(), all.end(), [](auto& h) { return h.groups_size() > 0; });
    if (groups) columns.push_back("groups");
    std::string text = csv_line(columns);
    for (const auto& h : all) {
        const v1::Personal personal = open(sealer, h.personal(), "household " + h.id());
        std::vector<std::string> cells = {
            h.id(),          h.building(),    h.unit(),        std::to_string(h.floor()),
            personal.door(), personal.name(), personal.phone()};
        if (places) {
            const bool own = h.has_point();
            cells.push_back(own ? fmt::format("{}", h.point().lat()) : "");
            cells.push_back(own ? fmt::format("{}", h.point().lon()) : "");
        }
        if (alone) cells.push_back(h.lives_alone() ? "yes" : "");
        if (groups) cells.push_back(fmt::format("{}", fmt::join(h.groups(), ";")));
        text += csv_line(cells);
    }
    return text;
}

bool knows_sex(const v1::EstateConfig& config) {
    const auto& all = config.volunteers();
    return std::any_of(all.begin(), all.end(),
                       [](const auto& v) { return v.sex() != v1::SEX_UNSPECIFIED; });
}

std::string word_of(v1::Sex sex) {
    if (sex == v1::SEX_UNSPECIFIED) return {};
    return sex == v1::SEX_FEMALE ? "female" : "male";
}

std::string helpers_header(const v1::EstateConfig& config) {
    std::vector<std::string> columns = kHelperColumns.needed;
    if (knows_sex(config)) columns.push_back("sex");
    return csv_line(columns);
}

// Empty: there is none of them.
std::string helpers_text(const v1::EstateConfig& config, bool staff, const sealed::Sealer& sealer) {
    std::string text;
    for (const auto& v : config.volunteers()) {
        if (v.staff() != staff) continue;
        const v1::Personal personal = open(sealer, v.personal(), v.id());
        std::vector<std::string> cells = {v.id(),
                                          v.name(),
                                          v.group(),
                                          fmt::format("{}", fmt::join(v.skills(), ";")),
                                          v.pace_mps() == 0 ? "" : fmt::format("{}", v.pace_mps()),
                                          personal.door(),
                                          personal.phone()};
        if (knows_sex(config)) cells.push_back(word_of(v.sex()));
        text += csv_line(cells);
    }
    return text;
}

}  // namespace

void sort_people(v1::EstateConfig& config) {
    std::sort(config.mutable_households()->begin(), config.mutable_households()->end(),
              [](const auto& a, const auto& b) { return before(a.id(), b.id()); });
    std::sort(config.mutable_volunteers()->begin(), config.mutable_volunteers()->end(),
              [](const auto& a, const auto& b) {
                  return a.staff() != b.staff() ? b.staff() : before(a.id(), b.id());
              });
}

std::map<std::string, std::string> write_estate(const v1::EstateConfig& config,
                                                const sealed::Sealer& sealer) {
    v1::EstateConfig sorted = config;
    sort_people(sorted);
    const std::string header = helpers_header(sorted);
    std::map<std::string, std::string> files;
    files["estate.toml"] = estate_toml_text(sorted);
    files["households.csv"] = households_text(sorted, sealer);
    files["volunteers.csv"] = header + helpers_text(sorted, false, sealer);
    const std::string staff = helpers_text(sorted, true, sealer);
    if (!staff.empty()) files["staff.csv"] = header + staff;
    const std::string shifts = shifts_text(sorted);
    if (!shifts.empty()) files["shifts.csv"] = shifts;
    const std::string plan = write_plan(sorted);
    if (!plan.empty()) files["plan.geojson"] = plan;
    return files;
}

}  // namespace circle::deploy
