#include "gateway/http/router.hpp"

#include <fmt/format.h>

#include <utility>

#ifndef CIRCLE_VERSION
#define CIRCLE_VERSION "unknown"
#endif

namespace circle::gateway {
namespace http = boost::beast::http;

struct Router::Route {
    std::string path;  // ending in "*": a prefix
    bool get;          // and HEAD
    bool post;
    void (Router::*run)(const Exchange&, Reply&);

    bool matches(const std::string& asked) const {
        if (!path.ends_with('*')) return asked == path;
        return asked.starts_with(std::string_view(path).substr(0, path.size() - 1));
    }
};

const std::vector<Router::Route>& Router::routes() {
    // clang-format off
    static const std::vector<Route> table = {
        // path         get    post
        {"/",           true,  false, &Router::page},
        {"/volunteer",  true,  false, &Router::page},
        {"/board",      true,  false, &Router::page},
        {"/assets/*",   true,  false, &Router::asset},
        {"/page.css",   true,  false, &Router::style},
        {"/c/*",        true,  true,  &Router::bind},
        {"/v/*",        true,  true,  &Router::bind},
        {"/s/*",        true,  true,  &Router::bind},
        {"/healthz",    true,  false, &Router::healthz},
        {"/readyz",     true,  false, &Router::readyz},
        {"/version",    true,  false, &Router::version},
        // and /ws, which http_connection.cpp hands over
    };
    // clang-format on
    return table;
}

Router::Router(Hub& hub, const ShardFeeds& feeds, const Assets& assets)
    : hub_(hub), feeds_(feeds), assets_(assets), binding_(hub) {}

Reply Router::counted(std::string route, Reply reply) {
    return [this, route = std::move(route), reply = std::move(reply)](HttpResponse response) {
        ++hub_.stats().http[{route, static_cast<int>(response.result_int())}];
        reply(std::move(response));
    };
}

void Router::handle(const Exchange& exchange, Reply reply) {
    const HttpRequest& request = exchange.request;
    const auto verb = request.method();
    for (const Route& route : routes()) {
        if (!route.matches(exchange.path)) continue;
        reply = counted(route.path, std::move(reply));
        const bool get = verb == http::verb::get || verb == http::verb::head;
        if ((get && route.get) || (verb == http::verb::post && route.post)) {
            return (this->*route.run)(exchange, reply);
        }
        HttpResponse response = error_response(request, http::status::method_not_allowed,
                                               "CODE_UNSUPPORTED", "不支持这种请求");
        response.set(http::field::allow, route.post ? "GET, HEAD, POST" : "GET, HEAD");
        return reply(std::move(response));
    }
    counted("none", std::move(reply))(
        error_response(request, http::status::not_found, "CODE_NOT_FOUND", "没有这个页面"));
}

void Router::handle_metrics(const Exchange& exchange, Reply reply) {
    if (exchange.path != "/metrics") {
        return reply(json_response(http::status::not_found, "{\"code\": \"CODE_NOT_FOUND\"}\n"));
    }
    MetricsPage::Store store{feeds_.store_answers(), {}};
    for (const ShardFeed* feed : feeds_.feeds()) {
        store.shards.push_back({feed->shard(), feed->owner_alive(), feed->lag_s()});
    }
    reply(make_response(http::status::ok, metrics::kContentType,
                        metrics_.render(hub_, hub_.stats(), store)));
}

void Router::page(const Exchange& exchange, Reply& reply) {
    const std::string name =
        exchange.path == "/" ? "index.html" : exchange.path.substr(1) + ".html";
    if (auto response = assets_.serve(exchange.request, name)) return reply(std::move(*response));
    reply(error_response(exchange.request, http::status::not_found, "CODE_NOT_FOUND",
                         "页面没有安装（--assets）"));
}

void Router::asset(const Exchange& exchange, Reply& reply) {
    auto response = assets_.serve(exchange.request, exchange.path.substr(1));
    if (response) return reply(std::move(*response));
    reply(error_response(exchange.request, http::status::not_found, "CODE_NOT_FOUND",
                         "没有这个文件"));
}

void Router::style(const Exchange&, Reply& reply) {
    HttpResponse response =
        make_response(http::status::ok, "text/css; charset=utf-8", std::string(page_css()));
    response.set(http::field::cache_control, "no-cache");
    reply(std::move(response));
}

void Router::bind(const Exchange& exchange, Reply& reply) {
    binding_.handle(*bind_route(exchange.path), exchange, reply);
}

void Router::healthz(const Exchange&, Reply& reply) {
    reply(json_response(http::status::ok, "{\"status\": \"ok\"}\n"));
}

std::vector<std::string> Router::not_ready() const {
    std::vector<std::string> reasons;
    if (hub_.draining()) reasons.push_back("draining");
    if (!feeds_.store_answers()) {
        reasons.push_back("the store does not answer");
    } else if (!feeds_.estates_known()) {
        reasons.push_back("the estates have not been read yet");
    }
    for (const ShardFeed* feed : feeds_.feeds()) {
        if (!feed->owner_alive()) {
            reasons.push_back(fmt::format("shard {}: no live owner", feed->shard()));
        }
        if (feed->following() && !feed->current()) {
            reasons.push_back(
                fmt::format("shard {}: the read model is not current", feed->shard()));
        }
    }
    return reasons;
}

void Router::readyz(const Exchange&, Reply& reply) {
    const auto reasons = not_ready();
    std::string list;
    for (const auto& reason : reasons) list += (list.empty() ? "" : ", ") + json_string(reason);
    reply(json_response(
        reasons.empty() ? http::status::ok : http::status::service_unavailable,
        fmt::format("{{\"ready\": {}, \"reasons\": [{}]}}\n", reasons.empty(), list)));
}

void Router::version(const Exchange&, Reply& reply) {
    reply(json_response(http::status::ok,
                        "{\"name\": \"circle-gateway\", \"version\": \"" CIRCLE_VERSION
                        "\", \"contract\": \"circle.v1\"}\n"));
}

}  // namespace circle::gateway
