#include "dispatcher/core/check_safety.hpp"

#include <algorithm>

#include "dispatcher/core/handlers.hpp"

namespace circle::core {
namespace {

constexpr std::size_t kMaxName = 14;     // characters on a button
constexpr std::size_t kMaxLicence = 64;  // bytes
constexpr int kMaxNumbers = 5;
constexpr std::size_t kMaxPhone = 40;  // bytes

bool is_number(const std::string& number) {
    return number.size() >= 3 && number.size() <= 20 &&
           std::all_of(number.begin(), number.end(), [](char c) {
               return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == ' ';
           });
}

bool is_trade(const v1::Trade& trade) {
    const bool named = !trade.name().empty() && code_points(trade.name()) <= kMaxName;
    const bool in_range = trade.sla_s() >= kMinTradeTarget && trade.sla_s() <= kMaxTradeTarget;
    return named && in_range && trade.phone().size() <= kMaxPhone;
}

template <class Fits>
bool any_option(const v1::Category& category, Fits fits) {
    for (const v1::Question& question : category.questions()) {
        const auto& options = question.options();
        if (std::any_of(options.begin(), options.end(), fits)) return true;
    }
    return false;
}

}  // namespace

bool is_script(const v1::Script& script) {
    const auto& numbers = script.numbers();
    return !script.text().empty() && code_points(script.text()) <= kMaxReason &&
           code_points(script.text_en()) <= kMaxReason && !numbers.empty() &&
           numbers.size() <= kMaxNumbers && std::all_of(numbers.begin(), numbers.end(), is_number);
}

const char* check_safety(const v1::Category& c, bool estate_script) {
    const auto is_long = [](const auto& o) { return o.licence().size() > kMaxLicence; };
    if (is_long(c)) return "licence";
    if (any_option(c, is_long)) return "questions";
    const bool default_target = c.sla_s() == 0;
    if (!default_target && (c.sla_s() < kMinTarget || c.sla_s() > kMaxTarget)) return "sla_s";
    if (c.has_trade() && !is_trade(c.trade())) return "trade";
    if (c.has_script() && !is_script(c.script())) return "script";
    const auto threatens = [](const v1::Option& o) { return o.life_threatening(); };
    const bool scripted = c.has_script() || estate_script;
    return any_option(c, threatens) && !scripted ? "script" : nullptr;
}

}  // namespace circle::core
