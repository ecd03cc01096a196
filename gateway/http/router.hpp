// Every HTTP route of the gateway, in one table.
#pragma once

#include <string>
#include <vector>

#include "gateway/http/assets.hpp"
#include "gateway/http/binding.hpp"
#include "gateway/http/message.hpp"
#include "gateway/http/metrics_page.hpp"
#include "gateway/view/shard_feeds.hpp"
#include "gateway/ws/hub.hpp"

namespace circle::gateway {

class Router {
  public:
    // All outlive it.
    Router(Hub& hub, const ShardFeeds& feeds, const Assets& assets);

    // The public listener's requests.
    void handle(const Exchange& exchange, Reply reply);

    // The metrics listener's.
    void handle_metrics(const Exchange& exchange, Reply reply);

    // Why this process should get no new clients; empty: it should.
    std::vector<std::string> not_ready() const;

  private:
    struct Route;
    static const std::vector<Route>& routes();

    void page(const Exchange& exchange, Reply& reply);
    void asset(const Exchange& exchange, Reply& reply);
    void style(const Exchange& exchange, Reply& reply);
    void bind(const Exchange& exchange, Reply& reply);
    void healthz(const Exchange& exchange, Reply& reply);
    void readyz(const Exchange& exchange, Reply& reply);
    void version(const Exchange& exchange, Reply& reply);
    Reply counted(std::string route, Reply reply);

    Hub& hub_;
    const ShardFeeds& feeds_;
    const Assets& assets_;
    Binding binding_;
    MetricsPage metrics_;
};

}  // namespace circle::gateway
