#include "dispatcher/options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>

#include "common/config/config_file.hpp"
#include "common/config/options.hpp"

namespace circle {

namespace {

std::string default_name() {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    return fmt::format("{}:{}", host.data(), getpid());
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
    app.add_option("--redis", redis, config::kRedisUrls)
        ->envname("CIRCLE_REDIS")
        ->check(config::is_redis_url())
        ->capture_default_str();
    app.add_option("--name", options.name, "of this process, shown in leases; default: host:pid");
    app.add_option("--metrics", options.metrics, "HOST:PORT for GET /metrics")
        ->check(config::is_address());
    config::add_log_options(app, options.log);
    app.add_flag("--check", check, "validate the options and exit")->configurable(false);
    app.footer(
        "Any number may run beside each other: each shard has one owner at a time.\n"
        "Exit codes: 0 ended by a signal and drained, or --check found nothing; 1 it could not go "
        "on, or not\ngive its shards back in time; 2 command line or configuration file.\n"
        "Example: circle-dispatcher --redis redis://10.0.0.5 --metrics 127.0.0.1:9101");
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
