#include "gateway/gateway.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <utility>
#include <variant>

#include "common/keyspace/redis_command_log.hpp"
#include "common/redis/client.hpp"
#include "common/sealed/sealer.hpp"
#include "gateway/http/assets.hpp"
#include "gateway/http/http_connection.hpp"
#include "gateway/http/listener.hpp"
#include "gateway/http/router.hpp"
#include "gateway/http/upgrade.hpp"
#include "gateway/view/shard_feeds.hpp"
#include "gateway/ws/hub.hpp"

namespace circle::gateway {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using namespace std::chrono_literals;

namespace {

constexpr auto kTick = 250ms;
constexpr std::int64_t kStopMs = 5'500;  // from the signal to the end, at the latest

class SystemClock : public Clock {
  public:
    std::int64_t steady() const override {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::steady_clock::now().time_since_epoch())
            .count();
    }
    std::int64_t wall() const override {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
};

redis::Endpoint endpoint_of(const std::string& url) {
    auto endpoint = redis::parse_endpoint(url);
    if (!endpoint) throw std::invalid_argument("--redis: " + endpoint.error());
    return *endpoint;
}

asio::ip::tcp::endpoint address_of(const char* option, const std::string& text) {
    try {
        return parse_address(text);
    } catch (const std::invalid_argument& e) {
        throw std::invalid_argument(std::string(option) + ": " + e.what());
    }
}

}  // namespace

void check(const Options& options) {
    endpoint_of(options.redis);
    address_of("--listen", options.listen);
    if (!options.metrics.empty()) address_of("--metrics", options.metrics);
    if (!options.assets.empty()) Assets{options.assets};
}

struct Gateway::Parts {
    Parts(asio::io_context& io_, const Options& options)
        : io(io_),
          endpoint(endpoint_of(options.redis)),
          assets(options.assets),
          sealer(sealed::make_null_sealer()),
          client(io.get_executor(), endpoint),
          log(client),
          feeds(io.get_executor(), client, endpoint, relay),
          hub(feeds, log, *sealer, clock, stats),
          router(hub, feeds, assets),
          ticker(io),
          listener(io, address_of("--listen", options.listen),
                   [this](Socket socket) { serve_http(std::move(socket), service); }) {
        relay.to = &hub;
        service.handle = [this](const Exchange& e, Reply reply) {
            router.handle(e, std::move(reply));
        };
        service.upgrade = [this](const Exchange& e, Socket&& socket, Reply refuse) {
            upgrade(e, std::move(socket), std::move(refuse));
        };
        service.trust_proxy = options.trust_proxy;
        hub.limit_strangers(options.max_strangers);
        hub.schedule_flushes([this] { asio::post(io, [this] { hub.flush(); }); });
        metrics_service.handle = [this](const Exchange& e, Reply reply) {
            router.handle_metrics(e, std::move(reply));
        };
        if (options.metrics.empty()) return;
        metrics_listener.emplace(
            io, address_of("--metrics", options.metrics),
            [this](Socket socket) { serve_http(std::move(socket), metrics_service); });
    }

    // Feeds and hub need each other: the feeds are made first and speak to this.
    struct Relay : FeedListener {
        void on_events(const ShardModel& s, const EstateFeed& e, Entries entries) override {
            to->on_events(s, e, entries);
        }
        void on_outcome(unsigned shard, const v1::OutcomeRecord& record) override {
            to->on_outcome(shard, record);
        }
        void on_reloaded(unsigned shard) override { to->on_reloaded(shard); }
        FeedListener* to = nullptr;
    };

    void upgrade(const Exchange& exchange, Socket&& socket, Reply refuse);
    void tick();

    asio::io_context& io;
    redis::Endpoint endpoint;
    Assets assets;
    SystemClock clock;
    Stats stats;
    std::unique_ptr<sealed::Sealer> sealer;
    redis::Client client;
    keyspace::RedisCommandLog log;
    Relay relay;
    ShardFeeds feeds;
    Hub hub;
    Router router;
    HttpService service;
    HttpService metrics_service;
    asio::steady_timer ticker;
    Listener listener;
    std::optional<Listener> metrics_listener;
    std::int64_t stop_at = 0;
};

void Gateway::Parts::upgrade(const Exchange& exchange, Socket&& socket, Reply refuse) {
    auto examined = hub.draining() ? std::variant<AcceptedUpgrade, HttpResponse>(error_response(
                                         exchange.request, http::status::service_unavailable,
                                         "CODE_UNAVAILABLE", "draining"))
                                   : examine_upgrade(exchange);
    if (auto* refusal = std::get_if<HttpResponse>(&examined)) {
        return refuse(std::move(*refusal));
    }
    auto& accepted = std::get<AcceptedUpgrade>(examined);
    if (hub.crowded_by(exchange.remote)) {
        HttpResponse crowded = error_response(exchange.request, http::status::too_many_requests,
                                              "CODE_RATE_LIMITED", "too many connections");
        crowded.set(http::field::retry_after, "2");
        return refuse(std::move(crowded));
    }
    accepted.upgrade.remote = exchange.remote;
    WebSocketOptions options;
    options.max_message = Session::kMaxFrameBytes;
    options.subprotocol = std::move(accepted.subprotocol);
    accept_websocket(std::move(socket), exchange.request, std::move(options),
                     hub.open(std::move(accepted.upgrade)));
}

void Gateway::Parts::tick() {
    hub.tick();
    const bool drained = hub.drained() && service.load->under_way == 0;
    if (drained || (stop_at > 0 && clock.steady() >= stop_at)) {
        spdlog::info("drained");
        feeds.stop();
        io.stop();
        return;
    }
    ticker.expires_after(kTick);
    ticker.async_wait([this](boost::system::error_code error) {
        if (!error) tick();
    });
}

Gateway::Gateway(asio::io_context& io, const Options& options)
    : parts_(std::make_unique<Parts>(io, options)) {}

Gateway::~Gateway() = default;

void Gateway::start() {
    Parts& p = *parts_;
    p.client.start();
    p.feeds.start();
    p.listener.start();
    const auto endpoint = p.listener.endpoint();
    const bool v6 = endpoint.address().is_v6();
    spdlog::info("listening on http://{}{}{}:{}", v6 ? "[" : "", endpoint.address().to_string(),
                 v6 ? "]" : "", endpoint.port());
    if (p.metrics_listener) {
        p.metrics_listener->start();
        const auto at = p.metrics_listener->endpoint();
        spdlog::info("metrics on http://{}:{}/metrics", at.address().to_string(), at.port());
    }
    p.tick();
}

void Gateway::drain() {
    Parts& p = *parts_;
    if (p.hub.draining()) return p.io.stop();
    spdlog::info("draining {} sessions", p.hub.sessions());
    p.stop_at = p.clock.steady() + kStopMs;
    p.service.load->leaving = true;
    p.hub.drain();
}

unsigned short Gateway::port() const {
    return parts_->listener.endpoint().port();
}

}  // namespace circle::gateway
