#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "common/metrics/registry.hpp"

namespace circle::metrics {
namespace {

using testing::HasSubstr;

TEST(MetricsTest, PrintsWhatPrometheusReads) {
    Registry registry;
    registry.counter("circle_taps_total", "Taps.", {{"estate", "a"}}).Increment(2);
    registry.counter("circle_taps_total", "Taps.", {{"estate", "a"}}).Increment();
    registry.counter("circle_taps_total", "Taps.", {{"estate", "b"}}).Increment();
    registry.gauge("circle_clients", "Open sockets.").Set(7);
    registry.histogram("circle_commit_seconds", "Commit time.", {0.01, 0.1}).Observe(0.05);

    const auto text = registry.text();
    EXPECT_THAT(text, HasSubstr("# HELP circle_taps_total Taps.\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE circle_taps_total counter\n"));
    EXPECT_THAT(text, HasSubstr("circle_taps_total{estate=\"a\"} 3"));
    EXPECT_THAT(text, HasSubstr("circle_taps_total{estate=\"b\"} 1"));
    EXPECT_THAT(text, HasSubstr("circle_clients 7"));
    EXPECT_THAT(text, HasSubstr("circle_commit_seconds_bucket{le=\"0.01\"} 0"));
    EXPECT_THAT(text, HasSubstr("circle_commit_seconds_bucket{le=\"0.1\"} 1"));
    EXPECT_THAT(text, HasSubstr("circle_commit_seconds_count 1"));
}

TEST(MetricsTest, RefusesBadNamesAndChangedKinds) {
    Registry registry;
    EXPECT_THROW(registry.counter("not a name", ""), std::invalid_argument);
    registry.counter("circle_x_total", "");
    EXPECT_THROW(registry.gauge("circle_x_total", ""), std::invalid_argument);
}

}  // namespace
}  // namespace circle::metrics
