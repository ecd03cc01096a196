#include "gateway/http/metrics_page.hpp"

#include <vector>

namespace circle::gateway {

void MetricsPage::count(const std::string& name, const std::string& help, std::uint64_t value,
                        const metrics::Registry::Labels& labels) {
    auto& counter = registry_.counter(name, help, labels);
    const double more = static_cast<double>(value) - counter.Value();
    if (more > 0) counter.Increment(more);
}

void MetricsPage::observe(const std::string& name, const std::string& help, const Histogram& now,
                          Histogram& seen) {
    std::vector<double> bounds;
    for (const auto ms : Histogram::kBounds) bounds.push_back(static_cast<double>(ms) / 1000);
    auto& histogram = registry_.histogram(name, help, bounds);
    std::vector<double> more;
    for (std::size_t i = 0; i < now.counts.size(); ++i) {
        more.push_back(static_cast<double>(now.counts[i] - seen.counts[i]));
    }
    histogram.ObserveMultiple(more, (now.sum - seen.sum) / 1000);
    seen = now;
}

std::string MetricsPage::render(const Hub& hub, const Stats& s, const Store& store) {
    const auto gauge = [&](const char* name, const char* help, double value,
                           const metrics::Registry::Labels& labels = {}) {
        registry_.gauge(name, help, labels).Set(value);
    };
    const auto by_role = hub.sessions_by_role();
    for (int role = v1::Role_MIN; role <= v1::Role_MAX; ++role) {
        const auto it = by_role.find(static_cast<v1::Role>(role));
        gauge("circle_gateway_sessions", "open WebSocket sessions by role",
              it == by_role.end() ? 0 : static_cast<double>(it->second),
              {{"role", v1::Role_Name(role)}});
    }
    const Load load = hub.load();
    gauge("circle_gateway_pending_commands", "received and not yet decided",
          static_cast<double>(load.pending));
    gauge("circle_gateway_queued_bytes", "waiting to be sent to clients",
          static_cast<double>(load.queued_bytes));
    gauge("circle_gateway_store_memory_ratio", "used share of the store's memory limit",
          load.memory);
    gauge("circle_gateway_store_up", "1: the store answers", store.answers ? 1 : 0);
    for (const auto& shard : store.shards) {
        const metrics::Registry::Labels labels{{"shard", std::to_string(shard.shard)}};
        gauge("circle_gateway_shard_owned", "1: a dispatcher lives that owns the shard",
              shard.owned ? 1 : 0, labels);
        if (!shard.event_lag_s) continue;
        gauge("circle_gateway_event_lag_seconds",
              "age of the oldest event that the newest read of the shard's stream found; while it "
              "cannot be read, for how long",
              *shard.event_lag_s, labels);
    }

    count("circle_gateway_sessions_opened_total", "sessions opened", s.sessions_opened);
    count("circle_gateway_frames_in_total", "client frames", s.frames_in);
    count("circle_gateway_frames_out_total", "server frames", s.frames_out);
    count("circle_gateway_writes_total", "writes to sockets, of one or more frames", s.writes);
    count("circle_gateway_bytes_out_total", "bytes of server frames", s.bytes_out);
    count("circle_gateway_events_total", "events followed", s.events);
    count("circle_gateway_resumes_total", "clients resumed without a snapshot", s.resumes);
    count("circle_gateway_snapshots_total", "snapshots sent", s.snapshots);
    count("circle_gateway_resyncs_total", "updates dropped for a snapshot", s.resyncs);
    count("circle_gateway_throttled_total", "times a client's reading was paused", s.throttled);
    count("circle_gateway_slow_total", "commands not decided within 3 s", s.slow);
    count("circle_gateway_reloads_total", "read models loaded again", s.reloads);
    count("circle_gateway_wrong_secrets_total", "secrets that opened nothing", s.wrong_secrets);
    constexpr const char* kPriorities[] = {"position", "other", "help"};
    for (std::size_t i = 0; i < s.refused.size(); ++i) {
        count("circle_gateway_admission_refused_total",
              "mutations refused because of load or the store's memory, by priority", s.refused[i],
              {{"priority", kPriorities[i]}});
    }
    for (const auto& [code, n] : s.errors) {
        count("circle_gateway_errors_total", "error frames by code", n, {{"code", code}});
    }
    for (const auto& [code, n] : s.outcomes) {
        count("circle_gateway_outcomes_total", "outcomes by code", n, {{"code", code}});
    }
    for (const auto& [code, n] : s.closes) {
        count("circle_gateway_closes_total", "sessions that the gateway closed, by code", n,
              {{"code", std::to_string(code)}});
    }
    for (const auto& [key, n] : s.http) {
        count("circle_gateway_http_requests_total", "HTTP requests by route and status", n,
              {{"route", key.first}, {"status", std::to_string(key.second)}});
    }
    observe("circle_gateway_received_seconds", "mutation frame to durable", s.received_ms,
            received_seen_);
    observe("circle_gateway_outcome_seconds", "mutation frame to outcome", s.outcome_ms,
            outcome_seen_);
    return registry_.text();
}

}  // namespace circle::gateway
