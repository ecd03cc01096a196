#include "dispatcher/engine/metrics.hpp"

#include <string>

namespace circle::engine {

Metrics::Metrics()
    : commands(registry.counter("circle_dispatcher_commands_applied_total",
                                "Commands committed, those set aside included")),
      quarantined(registry.counter("circle_dispatcher_commands_quarantined_total",
                                   "Commands set aside because the core failed on them")),
      takeovers(
          registry.counter("circle_dispatcher_takeovers_total", "Leases granted to this process")),
      late_ticks(registry.counter("circle_dispatcher_late_ticks_total",
                                  "Timers fired more than a second after they were due")),
      silenced(registry.counter("circle_dispatcher_silenced_requests_total",
                                "Requests whose timers failed and do not fire any more")),
      commits(registry.histogram("circle_dispatcher_commit_seconds",
                                 "From a commit's first sending to its answer",
                                 {.0005, .001, .002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5})),
      owned(registry.gauge("circle_dispatcher_shards_owned", "Shards decided here")) {}

prometheus::Gauge& Metrics::stream_lag(unsigned shard) {
    return registry.gauge("circle_dispatcher_stream_lag_seconds",
                          "Age of the oldest command that the newest read found",
                          {{"shard", std::to_string(shard)}});
}

}  // namespace circle::engine
