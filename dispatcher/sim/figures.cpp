#include "dispatcher/sim/figures.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace circle::sim {
namespace {

unsigned day_of(Millis at) {
    return static_cast<unsigned>(at / kDay) + 1;
}

// Nearest rank.
double percentile(const std::vector<double>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto rank = std::ceil(share * static_cast<double>(sorted.size()));
    return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
}

double share(std::size_t part, std::size_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

bool is_of(Days days, unsigned day) {
    return days == Days::all || (day % 2 == 1) == (days == Days::odd);
}

double gini(std::vector<double> shares) {
    std::sort(shares.begin(), shares.end());
    const double sum = std::accumulate(shares.begin(), shares.end(), 0.0);
    if (sum <= 0) return 0;
    const auto n = static_cast<double>(shares.size());
    double weighted = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        weighted += (2 * static_cast<double>(i + 1) - n - 1) * shares[i];
    }
    return weighted / (n * sum);
}

Figures measure(const History& run, double sla_s, const std::function<bool(unsigned)>& is_counted) {
    Figures f;
    std::size_t late = 0, unaccepted = 0, alerts = 0;
    std::size_t served = 0;
    std::vector<double> accepts;
    for (const Record& record : run.requests) {
        if (!is_counted(day_of(record.at))) continue;
        ++f.requests;
        const auto hour = static_cast<std::size_t>(record.at % kDay / kHour);
        ++f.requests_by_hour[hour];
        const bool in_time = record.on_scene >= 0 &&
                             static_cast<double>(record.on_scene - record.at) <= sla_s * kSecond;
        if (!in_time) ++late, ++f.late_by_hour[hour];
        const bool by_neighbour = record.on_scene >= 0 && record.accepted < 0;  // nobody's own yes
        if (record.on_scene >= 0 && !by_neighbour) {
            ++served;
            f.way_s += static_cast<double>(record.on_scene - record.accepted) / kSecond;
        }
        std::size_t bucket = f.accepts_by_15s.size() - 1;
        if (record.accepted < 0) {
            if (!by_neighbour) ++unaccepted;
        } else {
            const Millis waited = record.accepted - record.at;
            accepts.push_back(static_cast<double>(waited) / kSecond);
            bucket = std::min(bucket, static_cast<std::size_t>(waited / (15 * kSecond)));
        }
        if (!by_neighbour) ++f.accepts_by_15s[bucket];
        alerts += record.alerts;
        ++f.by_alerts[std::min<std::size_t>(record.alerts, f.by_alerts.size() - 1)];
    }
    std::sort(accepts.begin(), accepts.end());
    if (served > 0) f.way_s /= static_cast<double>(served);
    f.late = share(late, f.requests);
    f.unaccepted = share(unaccepted, f.requests);
    f.alerts = share(alerts, f.requests);
    f.accept_p50_s = percentile(accepts, .5);
    f.accept_p95_s = percentile(accepts, .95);
    for (const auto& jobs : run.jobs) {
        f.jobs.push_back(
            static_cast<double>(std::count_if(jobs.begin(), jobs.end(), [&](unsigned request) {
                return is_counted(day_of(run.requests[request].at));
            })));
    }
    f.gini = gini(f.jobs);
    std::sort(f.jobs.rbegin(), f.jobs.rend());
    return f;
}

}  // namespace circle::sim
