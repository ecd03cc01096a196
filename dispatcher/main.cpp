// circle-dispatcher: owns shards and decides, beside any number of others of its kind.
#include <spdlog/spdlog.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <exception>
#include <iostream>
#include <optional>
#include <string>

#include "common/keyspace/directory.hpp"
#include "common/log/log.hpp"
#include "common/metrics/page.hpp"
#include "common/net/address.hpp"
#include "common/redis/client.hpp"
#include "dispatcher/engine/dispatcher.hpp"
#include "dispatcher/options.hpp"
#include "dispatcher/store/function_library.hpp"
#include "dispatcher/store/redis_shard_store.hpp"

namespace asio = boost::asio;
using namespace circle;
using std::chrono::milliseconds;

namespace {

constexpr unsigned kDefaultShards = 16;
constexpr milliseconds kRetry{1'000};
constexpr milliseconds kDrainLimit{800};  // more than kLastWords

enum ExitCode { kEnded = 0, kFailed = 1, kUsage = 2 };

asio::awaitable<void> pause(milliseconds time) {
    auto ex = co_await asio::this_coro::executor;
    asio::steady_timer timer(ex, time);
    co_await timer.async_wait(asio::use_awaitable);
}

// Waits until Redis answers; creates the installation if nobody has.
asio::awaitable<keyspace::Meta> open(redis::Client& client) {
    for (;;) {
        const auto meta = co_await keyspace::open_installation(client, kDefaultShards);
        std::string problem;
        if (meta) {
            problem = co_await store::load_functions(client);
            if (problem.empty()) co_return *meta;
        } else {
            problem = meta.error();
        }
        spdlog::warn("waiting for Redis: {}", problem);
        co_await pause(kRetry);
    }
}

class App {
  public:
    explicit App(DispatcherOptions options)
        : options_(std::move(options)), signals_(io_, SIGINT, SIGTERM) {}

    int run() {
        if (!options_.metrics.empty()) serve_metrics();
        asio::co_spawn(io_, main(), [this](std::exception_ptr error) {
            io_.stop();
            if (error) std::rethrow_exception(error);
        });
        io_.run();
        return code_;
    }

  private:
    asio::awaitable<void> main() {
        client_ = std::make_shared<redis::Client>(io_.get_executor(), options_.redis);
        client_->start();
        asio::co_spawn(io_, serve(), [](std::exception_ptr error) {
            if (error) std::rethrow_exception(error);
        });
        const int signal = co_await signals_.async_wait(asio::use_awaitable);
        spdlog::info("signal {}: draining", signal);
        bool drained = true;
        client_->finish_within(engine::kLastWords);
        if (dispatcher_) drained = co_await dispatcher_->drain(kDrainLimit);
        if (drained) {
            spdlog::info("ended");
        } else {
            spdlog::error("not all shards were given back within {} ms", kDrainLimit.count());
            code_ = kFailed;
        }
    }

    asio::awaitable<void> serve() {
        const auto meta = co_await open(*client_);
        settings_.name = options_.name;
        settings_.incarnation = meta.incarnation;
        begin(meta.shards);
    }

    void serve_metrics() {
        const auto render = [metrics = settings_.metrics] { return metrics->registry.text(); };
        metrics_.emplace(io_.get_executor(), net::parse_address(options_.metrics), render);
        const auto at = metrics_->endpoint();
        spdlog::info("metrics on http://{}:{}/metrics", at.address().to_string(), at.port());
    }

    void begin(unsigned shards) {
        const auto make_store = [this](unsigned shard) {
            return std::make_unique<store::RedisShardStore>(io_.get_executor(), options_.redis,
                                                            client_, shard);
        };
        dispatcher_ = std::make_unique<engine::Dispatcher>(io_.get_executor(), shards, settings_,
                                                           make_store, core::make_machine);
        dispatcher_->start();
    }

    DispatcherOptions options_;
    asio::io_context io_{1};
    asio::signal_set signals_;
    engine::Settings settings_;
    std::optional<metrics::Page> metrics_;
    std::shared_ptr<redis::Client> client_;
    std::unique_ptr<engine::Dispatcher> dispatcher_;
    int code_ = kEnded;
};

}  // namespace

int main(int argc, char** argv) {
    const auto parsed = parse_options(argc, argv);
    if (!parsed.text.empty()) (parsed.failed ? std::cerr : std::cout) << parsed.text;
    if (!parsed.options) return parsed.failed ? kUsage : kEnded;
    try {
        log::init("dispatcher", parsed.options->log);
        spdlog::info("{} at {}", parsed.options->name, to_string(parsed.options->redis));
        return App(*parsed.options).run();
    } catch (const std::exception& error) {
        spdlog::critical("{}", error.what());
        return kFailed;
    }
}
