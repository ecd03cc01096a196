#include "dispatcher/options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <stdexcept>

#include "common/config/config_file.hpp"
#include "common/net/address.hpp"

namespace circle {

namespace {

std::string default_name() {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    return fmt::format("{}:{}", host.data(), getpid());
}

std::string check_redis(const std::string& url) {
    const auto endpoint = redis::parse_endpoint(url);
    return endpoint ? std::string() : endpoint.error();
}

std::string check_address(const std::string& address) {
    try {
        net::parse_address(address);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return {};
}

ParsedOptions text(const std::string& text, bool failed = false) {
    return {std::nullopt, failed, text};
}

}  // namespace

ParsedOptions parse_options(int argc, const char* const* argv) {
    CLI::App app("Owns shards of the service circle and decides for them.", "circle-dispatcher");
    std::string redis = "redis://127.0.0.1:6379";
    bool check = false;
    DispatcherOptions options;
    app.add_option("--redis", redis, "unix:///path or redis://[user:password@]host[:port]")
        ->envname("CIRCLE_REDIS")
        ->check(CLI::Validator(check_redis, ""))
        ->capture_default_str();
    app.add_option("--name", options.name, "Of this process, shown in leases (default: host:pid)");
    app.add_option("--metrics", options.metrics, "HOST:PORT for GET /metrics")
        ->check(CLI::Validator(check_address, ""));
    const auto levels = {"trace", "debug", "info", "warning", "error", "critical", "off"};
    app.add_option("--log-level", options.log.level, "How much is logged, to stderr")
        ->check(CLI::IsMember(levels))
        ->capture_default_str();
    app.add_option("--log-format", options.log.format, "How it is written")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    app.add_flag("--check", check, "Validate the configuration and exit")->configurable(false);
    app.set_version_flag("--version", CIRCLE_VERSION)->configurable(false);
    config::add_config_file(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        return text(app.help());
    } catch (const CLI::CallForVersion&) {
        return text(fmt::format("circle-dispatcher {}\n", CIRCLE_VERSION));
    } catch (const CLI::ParseError& error) {
        return text(fmt::format("circle-dispatcher: {}\n", error.what()), true);
    }
    if (check) return text("ok\n");
    options.redis = *redis::parse_endpoint(redis);
    if (options.name.empty()) options.name = default_name();
    ParsedOptions parsed;
    parsed.options = std::move(options);
    return parsed;
}

}  // namespace circle
