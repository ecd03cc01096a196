// circlectl token, circlectl link: a secret for one person.
#include <boost/asio/awaitable.hpp>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "deploy/circlectl/data_dir.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {

namespace asio = boost::asio;

namespace {

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

}  // namespace

int run_secret(const SecretOptions& options) {
    return with_redis(options.where,
                      [&](redis::Client& client) { return print_secret(client, options); });
}

}  // namespace circle::deploy
