#include "common/config/options.hpp"

#include <stdexcept>

#include "common/net/address.hpp"
#include "common/redis/endpoint.hpp"

namespace circle::config {

CLI::Validator is_redis_url() {
    const auto check = [](const std::string& url) {
        const auto endpoint = redis::parse_endpoint(url);
        return endpoint ? std::string() : endpoint.error();
    };
    return CLI::Validator(check, "");
}

CLI::Validator is_address() {
    const auto check = [](const std::string& address) {
        try {
            net::parse_address(address);
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    return CLI::Validator(check, "");
}

void add_log_options(CLI::App& app, log::Options& options) {
    const auto levels = {"trace", "debug", "info", "warning", "error", "critical", "off"};
    app.add_option("--log-level", options.level, "how much is logged, to stderr")
        ->check(CLI::IsMember(levels))
        ->capture_default_str();
    app.add_option("--log-format", options.format, "one line an event, or one JSON object a line")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
}

}  // namespace circle::config
