#include "common/config/config_file.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <CLI/CLI.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/config/near_word.hpp"

namespace circle::config {
namespace {

bool is_flag(const CLI::Option& option) {
    return option.get_items_expected_max() == 0;
}

// A size or a time: 2048 or "2KB", 90 or "15m".
bool has_units(const std::string& type) {
    return type.find("SIZE [") != std::string::npos || type.find("[TIME]") != std::string::npos;
}

std::string accepted_by(const CLI::Option& option) {
    if (is_flag(option)) return "true or false";
    const std::string type = option.get_type_name();
    if (has_units(type)) return "a whole number, or text in quotes: a number with its unit";
    const auto in = type.find(" in [");
    const std::string range = in == std::string::npos ? "" : type.substr(in);
    if (type.starts_with("UINT")) return "a whole number" + (range.empty() ? " from 0" : range);
    if (type.starts_with("INT")) return "a whole number" + range;
    if (type.starts_with("FLOAT")) return "a number" + range;
    return "text in quotes" + (type.starts_with("TEXT") ? type.substr(4) : ": " + type);
}

// The value as a flag would give it; nullopt: not of the option's type.
std::optional<std::string> as_argument(const toml::node& value, const CLI::Option& option) {
    const std::string type = option.get_type_name();
    if (is_flag(option)) {
        const auto flag = value.value_exact<bool>();
        return flag ? std::optional(std::string(*flag ? "true" : "false")) : std::nullopt;
    }
    if (has_units(type) && value.is_string()) return value.value_exact<std::string>();
    if (type.starts_with("UINT") || type.starts_with("INT")) {
        const auto number = value.value_exact<std::int64_t>();
        if (!number || (*number < 0 && type.starts_with("UINT"))) return std::nullopt;
        return std::to_string(*number);
    }
    if (type.starts_with("FLOAT")) {
        const auto number = value.value<double>();
        return number && !value.is_boolean() ? std::optional(fmt::format("{}", *number))
                                             : std::nullopt;
    }
    return value.value_exact<std::string>();
}

// What the option's own validators object to; empty: nothing.
std::string objection(CLI::Option& option, std::string argument) {
    try {
        for (int i = 0;; ++i) {
            const std::string error = (*option.get_validator(i))(argument);
            if (!error.empty()) return error;
        }
    } catch (const CLI::OptionNotFound&) {
        return {};  // that was the last one
    } catch (const CLI::ValidationError& error) {
        return error.what();
    }
}

// nullptr: none of that name.
CLI::App* subcommand_of(CLI::App& app, const std::string& name) {
    const auto named = [&](const CLI::App* sub) { return sub->get_name() == name; };
    const auto found = app.get_subcommands(named);
    return found.empty() ? nullptr : found.front();
}

// Keys, then tables in brackets.
std::vector<std::string> names_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        if (!option->get_configurable() || option->get_lnames().empty()) continue;
        names.push_back(option->get_lnames().front());
    }
    for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        names.push_back("[" + sub->get_name() + "]");
    }
    return names;
}

std::string unknown_key(const std::string& name, const CLI::App& app, bool table) {
    const auto names = names_of(app);
    return fmt::format("{}: unknown {}{}; accepted: {}", name, table ? "table" : "key",
                       did_you_mean(table ? "[" + name + "]" : name, names),
                       names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", ")));
}

class TomlConfig final : public CLI::Config {
  public:
    explicit TomlConfig(CLI::App& app) : app_(app) {}

    std::string to_config(const CLI::App*, bool, bool, std::string) const override { return {}; }

    std::vector<CLI::ConfigItem> from_config(std::istream& input) const override {
        const std::string file = app_.get_config_ptr()->as<std::string>();
        Reading reading;
        try {
            read(toml::parse(input, file), app_, {}, reading);
        } catch (const toml::parse_error& error) {
            complain(reading, error.source(), error.description());
        }
        if (!reading.errors.empty()) {
            std::string all;
            for (const auto& [line, error] : reading.errors) {
                all += fmt::format("{}{}:{}: {}", all.empty() ? "" : "\n", file, line, error);
            }
            throw CLI::ParseError(all, CLI::ExitCodes::ConfigError);
        }
        return std::move(reading.items);
    }

  private:
    struct Reading {
        std::vector<CLI::ConfigItem> items;
        std::multimap<std::size_t, std::string> errors;  // by line
    };

    static void complain(Reading& reading, const toml::source_region& where,
                         std::string_view what) {
        reading.errors.emplace(where.begin.line, what);
    }

    static void read(const toml::table& table, CLI::App& app, std::vector<std::string> parents,
                     Reading& reading) {
        for (const auto& [key, value] : table) {
            const std::string name{key.str()};
            CLI::App* subcommand = subcommand_of(app, name);
            if (subcommand != nullptr && value.is_table()) {
                std::vector<std::string> path = parents;
                path.push_back(name);
                read(*value.as_table(), *subcommand, std::move(path), reading);
                continue;
            }
            CLI::Option* option = app.get_option_no_throw("--" + name);
            if (option == nullptr || !option->get_configurable()) {
                complain(reading, key.source(), unknown_key(name, app, value.is_table()));
                continue;
            }
            read_option(value, *option, name, parents, reading);
        }
    }

    static void read_option(const toml::node& value, CLI::Option& option, const std::string& name,
                            const std::vector<std::string>& parents, Reading& reading) {
        CLI::ConfigItem item;
        item.parents = parents;
        item.name = name;
        const auto add = [&](const toml::node& element) {
            const auto argument = as_argument(element, option);
            const std::string error =
                argument ? objection(option, *argument) : "accepted: " + accepted_by(option);
            if (!error.empty()) complain(reading, element.source(), name + ": " + error);
            if (argument) item.inputs.push_back(*argument);
        };
        if (value.is_array() && option.get_items_expected_max() > 1) {
            for (const auto& element : *value.as_array()) add(element);
        } else {
            add(value);
        }
        reading.items.push_back(std::move(item));
    }

    CLI::App& app_;
};

}  // namespace

void add_config_file(CLI::App& app) {
    app.set_config("--config", "", "TOML file with the same options; flags win")
        ->check(CLI::ExistingFile)
        ->configurable(false);
    app.config_formatter(std::make_shared<TomlConfig>(app));
    for (CLI::Option* option : app.get_options()) {
        if (option->get_lnames() == std::vector<std::string>{"check"}) option->configurable(false);
    }
}

}  // namespace circle::config
