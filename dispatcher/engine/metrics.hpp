// What a dispatcher counts, over all shards of the process.
#pragma once

#include "common/metrics/registry.hpp"

namespace circle::engine {

struct Metrics {
    Metrics();

    // Of the oldest command that the shard's newest read found waiting, 0: none was.
    prometheus::Gauge& stream_lag(unsigned shard);

    metrics::Registry registry;
    prometheus::Counter& commands;     // applied, or set aside
    prometheus::Counter& quarantined;  // set aside
    prometheus::Counter& takeovers;    // leases granted
    prometheus::Counter& late_ticks;   // fired more than a second after they were due
    prometheus::Counter& silenced;     // requests whose timers failed and do not fire any more
    prometheus::Histogram& commits;    // seconds until the store had answered
    prometheus::Gauge& owned;          // shards, now
};

}  // namespace circle::engine
