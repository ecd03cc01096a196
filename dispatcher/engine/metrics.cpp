#include "dispatcher/engine/metrics.hpp"

#include <string>
#include <utility>

#include "dispatcher/core/breach.hpp"

namespace circle::engine {

namespace {

const std::pair<v1::RequestState, const char*> kOpenStates[] = {
    {v1::REQUEST_STATE_QUEUED, "queued"},
    {v1::REQUEST_STATE_OFFERING, "offering"},
    {v1::REQUEST_STATE_ASSIGNED, "assigned"},
    {v1::REQUEST_STATE_ARRIVED, "arrived"},
};
const prometheus::Histogram::BucketBoundaries kAcceptBounds{5,   10,  20,  30,  45,   60,  90,
                                                            120, 180, 300, 600, 1200, 3600};
const prometheus::Histogram::BucketBoundaries kArriveBounds{
    60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 720, 900, 1200, 1800, 3600};

}  // namespace

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
      owned(registry.gauge("circle_dispatcher_shards_owned", "Shards decided here")) {
    for (int cause = v1::BREACH_CAUSE_SERVICE_DOWN; cause < v1::BreachCause_ARRAYSIZE; ++cause) {
        const auto why = static_cast<v1::BreachCause>(cause);
        breaches_[why] = &registry.counter("circle_dispatcher_breaches_total",
                                           "Promises broken, by the cause known at the mark",
                                           {{"cause", core::name_of(why)}});
    }
}

ShardMetrics& Metrics::of(unsigned shard) {
    const auto known = shards_.find(shard);
    if (known != shards_.end()) return known->second;
    const std::string number = std::to_string(shard);
    ShardMetrics metrics{
        registry.gauge("circle_dispatcher_stream_lag_seconds",
                       "Age of the oldest command that the newest read found", {{"shard", number}}),
        registry.gauge("circle_dispatcher_commands_waiting",
                       "Commands in the shard's stream that are not applied", {{"shard", number}}),
        {}};
    for (const auto& [state, word] : kOpenStates) {
        metrics.open[state] =
            &registry.gauge("circle_dispatcher_open_requests", "Requests that have not ended",
                            {{"shard", number}, {"state", word}});
    }
    return shards_.emplace(shard, std::move(metrics)).first->second;
}

void Metrics::count(const Told& told) {
    for (const auto& [category, seconds] : told.accepted) {
        auto& histogram = accept_[category];
        if (!histogram) {
            histogram = &registry.histogram("circle_dispatcher_time_to_accept_seconds",
                                            "From the tap, or the reopening, to the first yes",
                                            kAcceptBounds, {{"category", category}});
        }
        histogram->Observe(seconds);
    }
    for (const auto& [category, seconds] : told.arrived) {
        auto& histogram = arrive_[category];
        if (!histogram) {
            histogram = &registry.histogram(
                "circle_dispatcher_time_to_arrive_seconds",
                "From the tap, or the reopening, to the first helper at the door", kArriveBounds,
                {{"category", category}});
        }
        histogram->Observe(seconds);
    }
    for (const v1::BreachCause cause : told.breached) {
        const auto counter = breaches_.find(cause);  // none: unknown to this version
        if (counter != breaches_.end()) counter->second->Increment();
    }
}

void ShardMetrics::show(const std::map<v1::RequestState, std::size_t>& open_requests) {
    for (const auto& [state, gauge] : open) {
        const auto found = open_requests.find(state);
        gauge->Set(found == open_requests.end() ? 0 : static_cast<double>(found->second));
    }
}

void ShardMetrics::clear() {
    lag.Set(0);
    waiting.Set(0);
    show({});
}

}  // namespace circle::engine
