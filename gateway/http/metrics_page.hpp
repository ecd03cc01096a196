// GET /metrics: what the process counted, as Prometheus reads it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/metrics/registry.hpp"
#include "gateway/ws/hub.hpp"

namespace circle::gateway {

class MetricsPage {
  public:
    struct Shard {
        unsigned shard = 0;
        bool owned = false;
        std::optional<double> event_lag_s;  // nullopt: nobody follows it here
    };
    struct Store {
        bool answers = false;
        std::vector<Shard> shards;
    };
    // Takes the counters over into the registry, then prints it.
    std::string render(const Hub& hub, const Stats& stats, const Store& store);

  private:
    void count(const std::string& name, const std::string& help, std::uint64_t value,
               const metrics::Registry::Labels& labels = {});
    void observe(const std::string& name, const std::string& help, const Histogram& now,
                 Histogram& seen);

    metrics::Registry registry_;
    Histogram received_seen_;
    Histogram outcome_seen_;
};

}  // namespace circle::gateway
