// What a dispatcher counts, over all shards of the process.
#pragma once

#include <circle/v1/entities.pb.h>

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "common/metrics/registry.hpp"
#include "dispatcher/engine/told.hpp"

namespace circle::engine {

// Of one shard, as its owner sees it; all 0 while it is owned elsewhere.
struct ShardMetrics {
    prometheus::Gauge& lag;      // seconds: the oldest command that the newest read found waiting
    prometheus::Gauge& waiting;  // commands in the stream that are not applied
    // Requests, by state; those that are not terminal.
    std::map<v1::RequestState, prometheus::Gauge*> open;

    void show(const std::map<v1::RequestState, std::size_t>& open_requests);
    void clear();
};

struct Metrics {
    Metrics();

    ShardMetrics& of(unsigned shard);

    // What a commit that is done has told: once, by whoever made it.
    void count(const Told& told);

    metrics::Registry registry;
    prometheus::Counter& commands;     // applied, or set aside
    prometheus::Counter& quarantined;  // set aside
    prometheus::Counter& takeovers;    // leases granted
    prometheus::Counter& late_ticks;   // fired more than a second after they were due
    prometheus::Counter& silenced;     // requests whose timers failed and do not fire any more
    prometheus::Histogram& commits;    // seconds until the store had answered
    prometheus::Gauge& owned;          // shards, now

  private:
    std::map<unsigned, ShardMetrics> shards_;
    std::map<std::string, prometheus::Histogram*> accept_;  // by category
    std::map<std::string, prometheus::Histogram*> arrive_;
    std::map<v1::BreachCause, prometheus::Counter*> breaches_;
};

}  // namespace circle::engine
