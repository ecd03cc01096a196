// circle-gateway: HTTP and WebSockets for everybody's pages, in front of Redis.
#include <google/protobuf/stubs/logging.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <exception>

#include "common/config/config_file.hpp"
#include "common/config/options.hpp"
#include "common/log/log.hpp"
#include "gateway/gateway.hpp"

namespace {

// One descriptor a client: as many as the system lets us have.
void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

int run(const circle::gateway::Options& options) {
    boost::asio::io_context io(1);
    circle::gateway::Gateway gateway(io, options);
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    const std::function<void()> wait = [&] {
        signals.async_wait([&](boost::system::error_code error, int) {
            if (error) return;
            gateway.drain();
            wait();
        });
    };
    wait();
    gateway.start();
    io.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    circle::gateway::Options options;
    circle::log::Options log;
    bool check = false;
    CLI::App app("HTTP and WebSocket gateway of Service Circle", "circle-gateway");
    app.set_version_flag("--version", "circle-gateway " CIRCLE_VERSION);
    app.add_option("--redis", options.redis, circle::config::kRedisUrls)
        ->envname("CIRCLE_REDIS")
        ->check(circle::config::is_redis_url())
        ->capture_default_str();
    app.add_option("--listen", options.listen, "HOST:PORT for pages and sockets; port 0 picks one")
        ->check(circle::config::is_address())
        ->capture_default_str();
    app.add_option("--metrics", options.metrics, "HOST:PORT for GET /metrics")
        ->check(circle::config::is_address());
    app.add_option("--assets", options.assets, "directory of the built pages")
        ->check(CLI::ExistingDirectory);
    app.add_flag("--trust-proxy", options.trust_proxy,
                 "believe X-Forwarded-Proto and X-Forwarded-For");
    app.add_option("--max-strangers", options.max_strangers,
                   "connections of one address on which nobody has signed in yet")
        ->check(CLI::Range(1u, 1'000'000u))
        ->capture_default_str();
    circle::config::add_log_options(app, log);
    app.add_flag("--check", check, "validate the options and exit")->configurable(false);
    circle::config::add_config_file(app);
    app.footer(
        "Any number may run beside each other, behind any load balancer.\n"
        "Exit codes: 0 ended by a signal and drained, or --check found nothing; 1 it could not "
        "start;\n2 command line or configuration file.\n"
        "Example: circle-gateway --redis redis://10.0.0.5 --listen 0.0.0.0:8080 --assets "
        "build/web");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    try {
        circle::log::init("circle-gateway", log);
        circle::gateway::check(options);
        if (check) {
            std::puts("ok");
            return 0;
        }
        std::signal(SIGPIPE, SIG_IGN);
        // Clients can send anything; what does not parse is counted, not logged.
        google::protobuf::SetLogHandler(nullptr);
        raise_descriptor_limit();
        return run(options);
    } catch (const std::exception& e) {
        std::fprintf(stderr, "circle-gateway: %s\n", e.what());
        return 1;
    }
}
