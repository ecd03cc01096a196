#include "deploy/circlectl/service.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "common/keyspace/directory.hpp"
#include "deploy/circlectl/import_estate.hpp"
#include "deploy/circlectl/network.hpp"
#include "deploy/circlectl/qr.hpp"

namespace circle::deploy {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

namespace {

// Stages: the gateway is stopped first, Redis last. Together the graces stay below 10 s.
enum Stage { kRedisStage, kDispatcherStage, kGatewayStage };
constexpr milliseconds kRedisGrace{2000};
constexpr milliseconds kDispatcherGrace{1500};
constexpr milliseconds kGatewayGrace{6000};

constexpr unsigned kShards = 16;
constexpr seconds kForeignRedisPatience{5};
constexpr seconds kGatewayPatience{60};
constexpr milliseconds kChildPoll{50};

// Flushed line by line: scripts read the links from a pipe.
void say(const std::string& line) {
    std::cout << line << std::endl;
}

asio::awaitable<void> let_pass(milliseconds time) {
    auto ex = co_await asio::this_coro::executor;
    asio::steady_timer timer(ex, time);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

Service::Service(UpOptions options)
    : options_(std::move(options)),
      data_(options_.data),
      held_(hold_port(options_.host, options_.port)),
      port_(held_->number()),
      metrics_port_(options_.port == 0
                        ? std::uint16_t{0}
                        : free_port_from("127.0.0.1", static_cast<std::uint16_t>(port_ + 1))),
      programs_(fs::read_symlink("/proc/self/exe").parent_path()),
      signals_(io_, SIGINT, SIGTERM, SIGHUP) {}

Service::~Service() = default;

int Service::run() {
    Supervisor::Hooks hooks;
    hooks.say = say;
    hooks.given_up = [this](const ChildSpec& child) { child_given_up(child); };
    supervisor_ = std::make_unique<Supervisor>(io_, std::move(hooks));
    wait_for_signal();
    asio::co_spawn(io_, start(), [this](std::exception_ptr failure) {
        try {
            if (failure) std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            if (!stopping_) std::cerr << "circlectl: " << error.what() << std::endl;
            stop(1);
        }
    });
    io_.run();
    return code_;
}

asio::awaitable<void> Service::start() {
    if (options_.redis.empty()) {
        start_redis();
    } else {
        redis_url_ = options_.redis;
    }
    const auto endpoint = redis::parse_endpoint(redis_url_);
    if (endpoint.has_error()) throw std::runtime_error("--redis: " + endpoint.error());
    client_ = std::make_unique<redis::Client>(io_.get_executor(), *endpoint);
    client_->start();
    co_await redis_ready();
    const auto meta = co_await keyspace::open_installation(*client_, kShards);
    if (meta.has_error()) throw std::runtime_error(meta.error());
    write_private(data_.path() / "run" / "redis", redis_url_ + "\n");
    start_dispatchers();
    start_gateway();
    co_await gateway_ready();
    const std::string url = http_url(local_address(options_.host), port_);
    write_private(data_.path() / "run" / "http", url + "\n");
    supervisor_->settle();
    if (options_.empty) {
        say("Service Circle runs at " + url + " without an estate.");
        say("Add one: circlectl import FOLDER --data " + data_.path().string());
        say("Ctrl-C stops everything.");
    } else {
        co_await load_demo();
    }
}

void Service::start_redis() {
    socket_.emplace(data_);
    redis_url_ = socket_->url();
    supervisor_->keep(redis_spec(data_, socket_->path(), options_.redis_memory), kRedisStage,
                      kRedisGrace);
}

// Our own is waited for as long as it lives: a long log takes its time to load.
asio::awaitable<void> Service::redis_ready() {
    const auto until = Clock::now() + kForeignRedisPatience;
    bool told = false;
    for (;;) {
        redis::Command ping;
        ping.push_back("PING");
        const redis::Result result = co_await client_->send(std::move(ping), seconds(1));
        if (result.ok()) co_return;
        const bool loading = result.error.starts_with("LOADING");
        const bool answered = result.certainty == redis::Certainty::done;
        if (loading && !std::exchange(told, true)) say("Redis is loading its data …");
        if ((answered && !loading) ||
            (!options_.redis.empty() && !loading && Clock::now() > until)) {
            throw std::runtime_error(
                fmt::format("Redis at {} cannot be used: {}", redis_url_, result.error));
        }
        co_await let_pass(kChildPoll);
    }
}

void Service::start_dispatchers() {
    for (unsigned i = 1; i <= options_.dispatchers; ++i) {
        ChildSpec spec;
        spec.name = "circle-dispatcher";
        std::string log = "dispatcher";
        if (options_.dispatchers > 1) {
            spec.name += fmt::format(" {}", i);
            log += fmt::format("-{}", i);
        }
        spec.log = data_.log(log);
        spec.argv = {(programs_ / "circle-dispatcher").string(), "--metrics",
                     host_port("127.0.0.1", next_metrics_port())};
        add_log_options(spec);
        spec.environment = {"CIRCLE_REDIS=" + redis_url_};
        supervisor_->keep(std::move(spec), kDispatcherStage, kDispatcherGrace);
    }
}

// Beside the gateway's; any free one where the service's own port is any free one, too.
std::uint16_t Service::next_metrics_port() {
    if (options_.port == 0) return 0;
    const auto before = dispatcher_metrics_.empty() ? metrics_port_ : dispatcher_metrics_.back();
    dispatcher_metrics_.push_back(
        free_port_from("127.0.0.1", static_cast<std::uint16_t>(before + 1)));
    return dispatcher_metrics_.back();
}

void Service::add_log_options(ChildSpec& spec) const {
    for (const std::string& argument : {std::string("--log-level"), options_.log.level,
                                        std::string("--log-format"), options_.log.format}) {
        spec.argv.push_back(argument);
    }
}

void Service::start_gateway() {
    ChildSpec spec;
    spec.name = "circle-gateway";
    spec.log = data_.log("gateway");
    spec.environment = {"CIRCLE_REDIS=" + redis_url_};
    spec.argv = {(programs_ / "circle-gateway").string(), "--listen",
                 host_port(options_.host, port_), "--metrics",
                 host_port("127.0.0.1", metrics_port_)};
    add_log_options(spec);
    const fs::path pages = programs_.parent_path() / "web";
    if (fs::is_directory(pages)) {
        spec.argv.push_back("--assets");
        spec.argv.push_back(pages.string());
    }
    supervisor_->keep(std::move(spec), kGatewayStage, kGatewayGrace);
}

asio::awaitable<void> Service::gateway_ready() {
    const auto until = Clock::now() + kGatewayPatience;
    std::string body;
    for (;;) {
        std::string host = local_address(options_.host);
        std::string path = "/readyz";
        const int status = co_await http_get(std::move(host), port_, std::move(path), body);
        if (status == 200) co_return;
        if (Clock::now() > until) {
            throw std::runtime_error(fmt::format("the gateway is not ready: {} {} (log: {})",
                                                 status, body, data_.log("gateway").string()));
        }
        co_await let_pass(kChildPoll);
    }
}

asio::awaitable<void> Service::load_demo() {
    v1::EstateConfig config = read_estate_or_throw(options_.estate);
    fs::path links = data_.path() / "demo-links";
    const Demo demo = co_await prepare_demo(*client_, std::move(config), std::move(links));
    print_links(demo);
}

void Service::print_links(const Demo& demo) const {
    const std::string base = http_url(local_address(options_.host), port_);
    say("Service Circle runs: " + demo.title);
    for (const auto& link : demo.links) {
        say(fmt::format("  {:<12} {}{}", word_of(link.person.role), base, link.path));
    }
    for (const auto& warning : demo.warnings) say("  " + warning);
    if (is_any_address(options_.host)) print_phone_links(demo);
    const std::string program = fs::proximate(programs_ / "circlectl").string();
    const std::string data = options_.data == "./data" ? "" : " --data " + data_.path().string();
    say(fmt::format("More people:  {} link --role volunteer --id v-02{}", program, data));
    say(fmt::format("Scripts:      {} token --role volunteer --id v-02{}", program, data));
    say(metrics_port_ == 0
            ? std::string("Metrics:      on free ports, which stand in the logs (\"metrics on\")")
            : fmt::format("Metrics:      {}/metrics", http_url("127.0.0.1", metrics_port_)));
    for (const auto port : dispatcher_metrics_) {
        say(fmt::format("              {}/metrics (dispatcher)", http_url("127.0.0.1", port)));
    }
    say(fmt::format("Logs:         {}/log", data_.path().string()));
    say("Ctrl-C stops everything.");
}

void Service::print_phone_links(const Demo& demo) const {
    const auto addresses = lan_addresses();
    if (addresses.empty()) say("This machine has no address that phones could reach.");
    for (const auto& address : addresses) {
        for (const auto& link : demo.links) {
            const std::string url = http_url(address, port_) + link.path;
            say(fmt::format("For phones, {}: {}", word_of(link.person.role), url));
            if (&address != &addresses.front()) continue;
            for (const auto& line : qr_lines(url)) say(line);
        }
    }
}

void Service::wait_for_signal() {
    signals_.async_wait([this](boost::system::error_code error, int) {
        if (error) return;
        wait_for_signal();
        if (!stopping_) say("Stopping …");
        stop(code_);
    });
}

void Service::child_given_up(const ChildSpec& child) {
    std::string what;
    if (child.name == "redis-server") {
        what = diagnose_redis(data_);
    } else {
        const auto lines = last_lines(child.log, 1);
        what = fmt::format("{} does not stay alive: {} (log: {})", child.name,
                           lines.empty() ? "it left no log" : "its last words: " + lines.back(),
                           child.log.string());
    }
    std::cerr << "circlectl: " << what << std::endl;
    stop(1);
}

void Service::stop(int code) {
    code_ = code;
    stopping_ = true;
    supervisor_->stop([this] {
        if (client_) client_->stop();
        std::error_code ignored;
        fs::remove(data_.path() / "run" / "redis", ignored);
        fs::remove(data_.path() / "run" / "http", ignored);
        io_.stop();
    });
}

}  // namespace circle::deploy
