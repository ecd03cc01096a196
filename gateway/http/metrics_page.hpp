// GET /metrics: what the process counted, as Prometheus reads it.
#pragma once

#include <string>

#include "common/metrics/registry.hpp"
#include "gateway/ws/hub.hpp"

namespace circle::gateway {

class MetricsPage {
  public:
    // Takes the counters over into the registry, then prints it. Times are milliseconds.
    std::string render(const Hub& hub, const Stats& stats, bool store_answers);

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
