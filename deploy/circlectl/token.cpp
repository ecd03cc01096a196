// circlectl token, circlectl link: a secret for one person.
#include <CLI/CLI.hpp>
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "deploy/circlectl/data_dir.hpp"
#include "deploy/circlectl/links.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "deploy/circlectl/where.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

struct SecretOptions {
    Where where;
    SecretKind kind = SecretKind::token;
    std::string role;
    std::string id;
    std::string estate = "xinghe";
    std::int64_t ttl_s = 0;
    std::string base;
};

// The address of the running gateway, if `up` has written it down.
std::string base_of(const SecretOptions& options) {
    if (!options.base.empty()) return options.base;
    return read_text(std::filesystem::path(options.where.data) / "run" / "http").value_or("");
}

asio::awaitable<int> print_secret(redis::Client& client, SecretOptions options) {
    Person person;
    person.role = *role_of(options.role);
    person.id = options.id;
    std::string estate = options.estate;
    const SecretResult opened = co_await open_secret(
        client, std::move(estate), person, options.kind, std::chrono::seconds(options.ttl_s));
    if (!opened.error.empty()) throw std::runtime_error(opened.error);
    if (options.kind == SecretKind::token) {
        std::cout << opened.secret << std::endl;
    } else {
        std::cout << base_of(options) << link_path(person.role, opened.secret) << std::endl;
    }
    co_return 0;
}

void add_secret_command(CLI::App& app, Action& chosen, SecretKind kind, const char* name,
                        const char* description) {
    auto options = std::make_shared<SecretOptions>();
    options->kind = kind;
    CLI::App* command = app.add_subcommand(name, description);
    add_where_options(*command, options->where);
    command->add_option("--role", options->role)
        ->required()
        ->check(CLI::IsMember({"resident", "volunteer", "coordinator"}));
    command->add_option("--id", options->id, "of the household, volunteer or coordinator")
        ->required();
    command->add_option("--estate", options->estate, "code of the estate")->capture_default_str();
    // 1h, 7d and the like; plain numbers are seconds.
    command
        ->add_option("--ttl", options->ttl_s, "valid for so long: 90s, 15m, 12h, 30d; 0: for ever")
        ->transform(CLI::AsNumberWithUnit(
            std::map<std::string, std::int64_t>{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}},
            CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME"))
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{3650} * 86400));
    if (kind == SecretKind::link) {
        command->add_option("--base", options->base, "of the link, e.g. https://circle.example");
    }
    command->callback([&chosen, options] {
        chosen = [options] {
            return with_redis(options->where, [options](redis::Client& client) {
                return print_secret(client, *options);
            });
        };
    });
}

}  // namespace

void add_token(CLI::App& app, Action& chosen) {
    add_secret_command(app, chosen, SecretKind::token, "token",
                       "print a bearer token for a script that acts as one person");
}

void add_link(CLI::App& app, Action& chosen) {
    add_secret_command(app, chosen, SecretKind::link, "link",
                       "print a new card, invitation or sign-in link of one person");
}

}  // namespace circle::deploy
