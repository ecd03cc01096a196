#include <fmt/format.h>

#include "dispatcher/sim/planning/report.hpp"
#include "dispatcher/sim/planning/words.hpp"

namespace circle::sim {
namespace {

// Columns of a terminal, of which wide characters take two.
std::string padded(const std::string& text, int columns) {
    return fmt::format("{:<{}} ", text, columns - 1);
}

std::string table_of_periods(const Plan& plan, const PlanWords& words) {
    constexpr int kFirst = 28, kOther = 28;
    std::string text = padded("", kFirst);
    for (const Staffing& s : plan.staffing) {
        if (!s.impossible) text += padded(fmt::format("{:.0f} %", s.target * 100), kOther);
    }
    text += plan.roster ? std::string(words.say("班表", "roster")) + "\n" : "\n";
    for (std::size_t p = 0; p < plan.knowledge.calendar.periods(); ++p) {
        text += padded(words.period(p), kFirst);
        for (const Staffing& s : plan.staffing) {
            if (s.impossible) continue;
            text += padded(words.people(s.levels[p].total) + words.mark(s, p), kOther);
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
