#include <fmt/format.h>

#include "dispatcher/sim/planning/report.hpp"
#include "dispatcher/sim/planning/words.hpp"

namespace circle::sim {
namespace {

// Columns on a terminal: Chinese characters and the like take two.
std::size_t columns_of(const std::string& text) {
    std::size_t columns = 0;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        // Three bytes from U+3000 on are wide; dashes and the like before that are not.
        columns += bytes == 4 || (bytes == 3 && lead >= 0xe3) ? 2 : 1;
        i += bytes;
    }
    return columns;
}

std::string padded(const std::string& text, std::size_t columns) {
    const std::size_t has = columns_of(text);
    return text + std::string(has < columns ? columns - has : 1, ' ');
}

std::string table_of_periods(const Plan& plan, const PlanWords& words) {
    constexpr std::size_t kFirst = 28, kOther = 14;
    std::string text = padded("", kFirst);
    for (const Staffing& s : plan.staffing) {
        if (!s.impossible) text += padded(fmt::format("{:.0f} %", s.target * 100), kOther);
    }
    text += plan.roster ? std::string(words.say("班表", "roster")) + "\n" : "\n";
    for (std::size_t p = 0; p < plan.knowledge.calendar.periods(); ++p) {
        text += padded(words.period(p), kFirst);
        for (const Staffing& s : plan.staffing) {
            if (s.impossible) continue;
            const std::string mark =
                s.period_reachable[p] ? "" : words.say("（做不到）", " (not met)");
            text += padded(words.people(s.levels[p].total) + mark, kOther);
        }
        if (plan.roster) {
            const Range& range = plan.roster->on_duty[p];
            text += fmt::format("{}–{}  {}", range.least, range.most, words.gap(p));
        }
        text += "\n";
    }
    return text;
}

}  // namespace

std::string plan_as_text(const Plan& plan, Language language) {
    const PlanWords words(plan, language);
    std::string text;
    for (const std::string& line : words.headline()) text += line + "\n";
    text += "\n" + table_of_periods(plan, words) + "\n";
    for (const Staffing& staffing : plan.staffing) {
        for (const std::string& line : words.verdicts(staffing)) text += line + "\n";
    }
    text += words.limits() + "\n";
    return text;
}

}  // namespace circle::sim
