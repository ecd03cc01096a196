// circlectl import: an estate's folder becomes its configuration.
#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "deploy/circlectl/import_estate.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

asio::awaitable<int> import_and_print(redis::Client& client, v1::EstateConfig config) {
    const auto& helpers = config.volunteers();
    const auto staff =
        std::count_if(helpers.begin(), helpers.end(), [](const auto& v) { return v.staff(); });
    const std::string summary =
        fmt::format("{}: {} households, {} volunteers, {} staff, {} coordinators, {} categories",
                    config.code(), config.households_size(), helpers.size() - staff, staff,
                    config.contacts_size(), config.categories_size());
    const std::string error = co_await import_estate(client, std::move(config));
    if (!error.empty()) throw std::runtime_error(error);
    std::cout << summary << std::endl;
    co_return 0;
}

}  // namespace

int run_import(const ImportOptions& options) {
    v1::EstateConfig config = read_estate_or_throw(options.folder);
    return with_redis(options.where, [&config](redis::Client& client) {
        return import_and_print(client, std::move(config));
    });
}

}  // namespace circle::deploy
