// The process's counters, gauges and histograms, as Prometheus reads them.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <map>
#include <memory>
#include <string>

namespace prometheus {
class Registry;
}

namespace circle::metrics {

// The same name and labels give the same metric, which lives as long as the registry; keep the
// reference. Names are `circle_<what>_<unit>`, counters end in `_total`. Thread-safe.
// Throws std::invalid_argument for a name that Prometheus would not take, or that has another kind.
class Registry {
  public:
    using Labels = std::map<std::string, std::string>;

    Registry();
    ~Registry();
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    prometheus::Counter& counter(const std::string& name, const std::string& help,
                                 const Labels& labels = {});
    prometheus::Gauge& gauge(const std::string& name, const std::string& help,
                             const Labels& labels = {});
    // `bounds`: upper bounds of the buckets, ascending; the first call decides.
    prometheus::Histogram& histogram(const std::string& name, const std::string& help,
                                     const prometheus::Histogram::BucketBoundaries& bounds,
                                     const Labels& labels = {});

    // All of them in text exposition format 0.0.4, for GET /metrics.
    std::string text() const;

  private:
    std::unique_ptr<prometheus::Registry> registry_;
};

inline constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace circle::metrics
