// circlectl import: an estate's folder becomes its configuration.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/asio/awaitable.hpp>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "deploy/circlectl/import_estate.hpp"
#include "deploy/circlectl/subcommands.hpp"
#include "deploy/circlectl/where.hpp"
#include "deploy/estate/estate_folder.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

struct ImportOptions {
    Where where;
    std::string folder;
};

asio::awaitable<int> import_and_print(redis::Client& client, v1::EstateConfig config) {
    const std::string summary =
        fmt::format("{}: {} households, {} volunteers, {} coordinators, {} categories",
                    config.code(), config.households_size(), config.volunteers_size(),
                    config.contacts_size(), config.categories_size());
    const std::string error = co_await import_estate(client, std::move(config));
    if (!error.empty()) throw std::runtime_error(error);
    std::cout << summary << std::endl;
    co_return 0;
}

int run_import(const ImportOptions& options) {
    v1::EstateConfig config = read_estate_or_throw(options.folder);
    return with_redis(options.where, [&config](redis::Client& client) {
        return import_and_print(client, std::move(config));
    });
}

}  // namespace

void add_import(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<ImportOptions>();
    CLI::App* command =
        app.add_subcommand("import", "create or change an estate from its folder (all of it)");
    add_where_options(*command, options->where);
    command->add_option("folder", options->folder, "with estate.toml and the two CSV files")
        ->required()
        ->check(CLI::ExistingDirectory);
    command->callback([&chosen, options] { chosen = [options] { return run_import(*options); }; });
}

}  // namespace circle::deploy
