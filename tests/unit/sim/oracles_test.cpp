// Theory within the 99 % interval of ten replications, and the interval narrow enough to mean it.
#include "dispatcher/sim/oracles/oracles.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "dispatcher/sim/agenda.hpp"

namespace circle::sim {
namespace {

constexpr unsigned kReplications = 10;
constexpr double kConfidence = .99;
constexpr double kWidest = .02;  // half of the interval, of what theory says
constexpr std::uint64_t kSeed = 20261122;

class Oracles : public testing::TestWithParam<Oracle> {};

TEST_P(Oracles, AreMet) {
    const Oracle& oracle = GetParam();
    const auto estimates = replicate(oracle, kReplications, kSeed, kConfidence);
    for (std::size_t i = 0; i < estimates.size(); ++i) {
        const auto& [name, theory] = oracle.values[i];
        EXPECT_TRUE(estimates[i].covers(theory))
            << oracle.model << ", " << name << ": " << theory << " is not in " << estimates[i].mean
            << " ± " << estimates[i].half_width;
        EXPECT_LE(estimates[i].half_width, kWidest * theory) << oracle.model << ", " << name;
    }
}
INSTANTIATE_TEST_SUITE_P(Theory, Oracles, testing::ValuesIn(oracles()),
                         [](const auto& tested) { return "Model" + std::to_string(tested.index); });

TEST(Estimate, IsStudentsInterval) {
    // Ten values with mean 5.5 and standard deviation 3.02765; t(9, 99 %) = 3.24984.
    const auto e = estimate({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, .99);
    EXPECT_NEAR(e.mean, 5.5, 1e-12);
    EXPECT_NEAR(e.half_width, 3.24984 * 3.02765 / std::sqrt(10.0), 1e-4);
    EXPECT_TRUE(e.covers(8.6));
    EXPECT_FALSE(e.covers(8.7));
    EXPECT_THROW(estimate({1}, .99), std::invalid_argument);
}

TEST(Agenda, GivesEventsByTimeAndThoseOfOneTimeInTheirOrder) {
    Agenda<double, char> agenda;
    agenda.put(2, 'c');
    agenda.put(1, 'a');
    agenda.put(2, 'd');
    agenda.put(1, 'b');
    std::string seen;
    while (!agenda.empty()) seen += agenda.take();
    EXPECT_EQ(seen, "abcd");
    EXPECT_EQ(agenda.now(), 2);
}

}  // namespace
}  // namespace circle::sim
