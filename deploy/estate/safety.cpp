#include "deploy/estate/safety.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "deploy/estate/rules.hpp"
#include "dispatcher/core/check_safety.hpp"

namespace circle::deploy {
namespace {

constexpr std::size_t kMaxScript = 200;  // characters
constexpr std::size_t kMaxNumbers = 5;
constexpr int kDefaultTrade = 3600;  // seconds

std::uint32_t seconds(TomlSection& section, const std::string& key, std::uint32_t low,
                      std::uint32_t high, int fallback) {
    return static_cast<std::uint32_t>(
        section.integer_or(key, static_cast<int>(low), static_cast<int>(high), fallback));
}

bool is_number(const std::string& number) {
    return number.size() >= 3 && number.size() <= 20 &&
           number.find_first_not_of("0123456789+- ") == std::string::npos;
}

v1::Script read_one(TomlSection& section) {
    v1::Script script;
    script.set_text(section.text("text", kMaxScript));
    script.set_text_en(section.text_or("text_en", "", kMaxScript));
    const auto numbers = section.texts("numbers");
    const bool fits = !numbers.empty() && numbers.size() <= kMaxNumbers &&
                      std::all_of(numbers.begin(), numbers.end(), is_number);
    if (fits) {
        for (const std::string& number : numbers) script.add_numbers(number);
    } else {
        const std::string accepted =
            fmt::format("1 to {} numbers to call, such as [\"120\", \"119\"]", kMaxNumbers);
        if (section.has("numbers")) {
            section.refuse("numbers", accepted);
        } else {
            section.complain_missing("numbers", "is missing; accepted: " + accepted);
        }
    }
    section.finish();
    return script;
}

v1::Trade read_trade(TomlSection& section) {
    v1::Trade trade;
    trade.set_name(label(section, "name"));
    trade.set_name_en(section.text_or("name_en", ""));
    trade.set_sla_s(
        seconds(section, "sla_s", core::kMinTradeTarget, core::kMaxTradeTarget, kDefaultTrade));
    trade.set_phone(section.phone_or("phone", ""));
    section.finish();
    return trade;
}

bool threatens_life(const v1::Category& category) {
    for (const auto& question : category.questions()) {
        const auto& options = question.options();
        if (std::any_of(options.begin(), options.end(),
                        [](const auto& o) { return o.life_threatening(); })) {
            return true;
        }
    }
    return false;
}

std::string licence(TomlSection& section) {
    const std::string held = section.text_or("licence", "");
    if (!held.empty() && !is_id(held)) section.refuse("licence", kIdRule);
    return held;
}

}  // namespace

void read_safety(TomlSection& section, v1::Category& category) {
    category.set_licence(licence(section));
    category.set_two_if_alone(section.flag_or("two_if_alone", false));
    category.set_may_ask_sex(section.flag_or("may_ask_sex", false));
    category.set_sla_s(seconds(section, "sla_s", core::kMinTarget, core::kMaxTarget, 0));
    for (TomlSection& trade : section.section("trade")) {
        *category.mutable_trade() = read_trade(trade);
    }
    for (TomlSection& script : section.section("script")) {
        *category.mutable_script() = read_one(script);
    }
}

void read_safety(TomlSection& section, v1::Option& option) {
    option.set_licence(licence(section));
    option.set_life_threatening(section.flag_or("life_threatening", false));
}

void read_script(TomlSection& root, v1::EstateConfig& config) {
    for (TomlSection& section : root.section("script")) {
        *config.mutable_script() = read_one(section);
    }
    if (config.has_script()) return;
    for (const v1::Category& category : config.categories()) {
        if (category.has_script() || !threatens_life(category)) continue;
        root.complain_missing(
            "script", fmt::format("is missing; accepted: a [script], because an answer of category "
                                  "{} is life_threatening",
                                  category.id()));
        return;
    }
}

}  // namespace circle::deploy
