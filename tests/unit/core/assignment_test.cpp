// The assignment solver against LEMON's network simplex, on random matrices.
#include "dispatcher/core/assignment.hpp"

#include <gtest/gtest.h>
#include <lemon/list_graph.h>
#include <lemon/network_simplex.h>

#include <cmath>
#include <random>
#include <set>

namespace circle::core {
namespace {

struct Answer {
    int assigned = 0;
    long cost = 0;
};

// As many rows as can be, at the least cost: going without costs more than anything else.
Answer by_network_simplex(const CostMatrix& costs) {
    constexpr long kWithout = 1'000'000;
    lemon::ListDigraph graph;
    lemon::ListDigraph::ArcMap<long> price(graph), capacity(graph);
    lemon::ListDigraph::NodeMap<long> supply(graph);
    const auto source = graph.addNode(), sink = graph.addNode();
    const auto arc = [&](auto from, auto to, long cost) {
        const auto a = graph.addArc(from, to);
        price[a] = cost;
        capacity[a] = 1;
        return a;
    };
    std::vector<lemon::ListDigraph::Node> columns;
    for (std::size_t c = 0; c < costs.columns(); ++c) {
        columns.push_back(graph.addNode());
        arc(columns.back(), sink, 0);
    }
    for (std::size_t r = 0; r < costs.rows(); ++r) {
        const auto row = graph.addNode();
        arc(source, row, 0);
        arc(row, sink, kWithout);
        for (std::size_t c = 0; c < costs.columns(); ++c) {
            const double cost = costs.row(r)[c];
            if (std::isfinite(cost)) arc(row, columns[c], std::lround(cost));
        }
    }
    supply[source] = static_cast<long>(costs.rows());
    supply[sink] = -supply[source];
    lemon::NetworkSimplex<lemon::ListDigraph, long> simplex(graph);
    simplex.upperMap(capacity).costMap(price).supplyMap(supply);
    EXPECT_EQ(simplex.run(), simplex.OPTIMAL);
    const long without = (simplex.totalCost<long>() + kWithout / 2) / kWithout;
    return {static_cast<int>(supply[source] - without),
            simplex.totalCost<long>() - without * kWithout};
}

Answer by_assign(const CostMatrix& costs) {
    Answer answer;
    std::set<int> given;
    const auto columns = assign(costs);
    EXPECT_EQ(columns.size(), costs.rows());
    for (std::size_t r = 0; r < columns.size(); ++r) {
        if (columns[r] == kNobody) continue;
        EXPECT_TRUE(given.insert(columns[r]).second) << "one column for two rows";
        const double cost = costs.row(r)[columns[r]];
        EXPECT_TRUE(std::isfinite(cost));
        ++answer.assigned;
        answer.cost += std::lround(cost);
    }
    return answer;
}

TEST(Assignment, AgreesWithNetworkSimplex) {
    std::mt19937 random(20261128);
    for (int i = 0; i < 2'000; ++i) {
        const std::size_t rows = 1 + random() % 12, columns = random() % 15;
        CostMatrix costs(rows, columns);
        const auto spread = 1 + random() % 200;  // few different costs: many equals
        for (std::size_t r = 0; r < rows; ++r) {
            for (std::size_t c = 0; c < columns; ++c) {
                if (random() % 5 == 0) continue;
                costs.at(r, c) = static_cast<double>(random() % spread) - 50;
            }
        }
        const Answer theirs = by_network_simplex(costs), ours = by_assign(costs);
        ASSERT_EQ(ours.assigned, theirs.assigned) << "matrix " << i;
        ASSERT_EQ(ours.cost, theirs.cost) << "matrix " << i;
    }
}

TEST(Assignment, OnOneSpotEverybodyGetsTheNearestThatAreLeft) {
    CostMatrix costs(20, 100);
    for (std::size_t r = 0; r < 20; ++r) {
        for (std::size_t c = 0; c < 100; ++c) costs.at(r, c) = static_cast<double>(c);
    }
    EXPECT_EQ(by_assign(costs).cost, 19 * 20 / 2);
}

TEST(Assignment, NobodyAndNothing) {
    EXPECT_TRUE(assign(CostMatrix(0, 3)).empty());
    EXPECT_EQ(assign(CostMatrix(2, 0)), (std::vector<int>{kNobody, kNobody}));
    EXPECT_EQ(assign(CostMatrix(1, 3)), std::vector<int>{kNobody});
}

}  // namespace
}  // namespace circle::core
