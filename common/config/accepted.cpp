#include "common/config/accepted.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "common/config/near_word.hpp"

namespace circle::config {

CLI::Validator finite_number(double low, double high) {
    const auto check = [low, high](const std::string& text) {
        double value = 0;
        const bool is_number = CLI::detail::lexical_cast(text, value) && std::isfinite(value);
        if (is_number && value >= low && value <= high) return std::string();
        return fmt::format("is \"{}\"; accepted: a number from {} to {}", text, low, high);
    };
    return CLI::Validator(check, fmt::format("FLOAT in [{} - {}]", low, high));
}

CLI::Validator one_of(std::vector<std::string> words) {
    const auto check = [words](const std::string& text) {
        if (std::find(words.begin(), words.end(), text) != words.end()) return std::string();
        return fmt::format("is \"{}\"{}; accepted: {}", text, did_you_mean(text, words),
                           fmt::join(words, ", "));
    };
    return CLI::Validator(check, fmt::format("{{{}}}", fmt::join(words, ",")));
}

namespace {

std::vector<std::string> subcommands_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back(sub->get_name());
    }
    return names;
}

std::string say_which(const CLI::App& app, const std::string& wrong) {
    return fmt::format("{0}: {1}; accepted: {2}\n{0} --help tells what they do.\n", app.get_name(),
                       wrong, fmt::join(subcommands_of(app), ", "));
}

}  // namespace

std::string missing_subcommand(const CLI::App& app) {
    return say_which(app, "a subcommand is missing");
}

std::string wrong_subcommand(const CLI::App& app, const CLI::ParseError& error) {
    const auto code = static_cast<CLI::ExitCodes>(error.get_exit_code());
    const bool is_about_words =
        code == CLI::ExitCodes::RequiredError || code == CLI::ExitCodes::ExtrasError;
    if (!is_about_words || !app.get_subcommands().empty()) return {};
    const auto words = app.remaining();
    if (words.empty()) return missing_subcommand(app);
    const std::string& word = words.front();
    if (word.starts_with('-')) {
        return say_which(app, "no subcommand is before the option " + word);
    }
    return say_which(app, fmt::format("\"{}\" is no subcommand{}", word,
                                      did_you_mean(word, subcommands_of(app))));
}

}  // namespace circle::config
