// Little estates drawn in metres, walked by hand, and random ones against Floyd and Warshall.
#include "dispatcher/core/walk_graph.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <random>
#include <tuple>

#include "dispatcher/core/climb.hpp"
#include "dispatcher/core/thin_out.hpp"

namespace circle::core {
namespace {

using Features = google::protobuf::RepeatedPtrField<v1::Feature>;
using ::testing::DoubleNear;
using ::testing::Optional;

const Plane& plane() {
    static const Plane drawn = [] {
        v1::Point origin;
        origin.set_lat(31.2);
        origin.set_lon(121.4);
        return Plane(origin);
    }();
    return drawn;
}

v1::Point at(double x, double y) {
    return plane().globe({x, y});
}

class Drawing {
  public:
    Drawing& path(const std::vector<Spot>& spots, bool stairs = false) {
        v1::Feature& f = *features_.Add();
        f.set_kind(v1::FEATURE_KIND_PATH);
        f.set_stairs(stairs);
        for (const Spot& spot : spots) *f.add_points() = plane().globe(spot);
        return *this;
    }
    Drawing& gate(Spot spot, unsigned pass_s, bool closed = false) {
        v1::Feature& f = *features_.Add();
        f.set_kind(v1::FEATURE_KIND_GATE);
        f.set_pass_s(pass_s);
        f.set_closed(closed);
        *f.add_points() = plane().globe(spot);
        return *this;
    }
    const Features& features() const { return features_; }
    std::shared_ptr<const WalkGraph> graph() const { return WalkGraph::build(features_); }

  private:
    Features features_;
};

std::optional<Stretch> walk(const WalkGraph& graph, const v1::Point& from, const v1::Point& to) {
    return graph.walk(graph.foot(from), graph.row(graph.foot(to)));
}

// Seconds at one metre per second; nothing: there is no way.
std::optional<double> seconds(const WalkGraph& graph, const v1::Point& from, const v1::Point& to) {
    const auto way = walk(graph, from, to);
    return way ? std::optional(way->seconds(1)) : std::nullopt;
}

std::vector<std::pair<int, int>> spots(const std::vector<v1::Point>& route) {
    std::vector<std::pair<int, int>> out;
    for (const v1::Point& point : route) {
        const Spot spot = plane().flat(point);
        out.emplace_back(std::lround(spot.x), std::lround(spot.y));
    }
    return out;
}

TEST(WalkGraph, NoPathNoGraph) {
    EXPECT_EQ(Drawing().gate({0, 0}, 0).graph(), nullptr);
    EXPECT_NE(Drawing().path({{0, 0}, {10, 0}}).graph(), nullptr);
}

TEST(WalkGraph, AlongOnePathPlusTheStepsAside) {
    const auto graph = Drawing().path({{0, 0}, {100, 0}, {100, 50}}).graph();
    // 10 aside, 60 along, 5 aside.
    EXPECT_THAT(seconds(*graph, at(20, 10), at(80, -5)), Optional(DoubleNear(75, .01)));
    // Round the corner.
    EXPECT_THAT(seconds(*graph, at(60, 0), at(100, 30)), Optional(DoubleNear(70, .01)));
}

TEST(WalkGraph, PathsThatCrossAreJoinedWithoutAPointThere) {
    const auto graph = Drawing().path({{-50, 0}, {50, 0}}).path({{0, -50}, {0, 50}}).graph();
    EXPECT_EQ(graph->network().junctions.size(), 5u);
    EXPECT_THAT(seconds(*graph, at(-50, 0), at(0, 50)), Optional(DoubleNear(100, .01)));
    EXPECT_THAT(spots(graph->route(graph->foot(at(-50, 0)), graph->foot(at(0, 50)))),
                ::testing::ElementsAre(std::pair(-50, 0), std::pair(0, 0), std::pair(0, 50)));
}

TEST(WalkGraph, APathThatEndsAtAnotherIsJoinedEvenAHandsBreadthShort) {
    const auto graph = Drawing().path({{0, 0}, {100, 0}}).path({{40, 0.8}, {40, 30}}).graph();
    EXPECT_EQ(graph->network().junctions.size(), 4u);
    EXPECT_THAT(seconds(*graph, at(0, 0), at(40, 30)), Optional(DoubleNear(70, 1)));
    const auto apart = Drawing().path({{0, 0}, {100, 0}}).path({{40, 1.5}, {40, 30}}).graph();
    EXPECT_EQ(seconds(*apart, at(0, 0), at(40, 30)), std::nullopt);
}

TEST(WalkGraph, StairsCountDoubleSoALittleDetourIsFaster) {
    Drawing drawing;
    drawing.path({{0, 0}, {0, 40}}, true).path({{0, 0}, {20, 0}, {20, 40}, {0, 40}});
    // Stairs 80, around 80 as well; one metre more around and the stairs win.
    EXPECT_THAT(seconds(*drawing.graph(), at(0, 0), at(0, 40)), Optional(DoubleNear(80, .01)));
    EXPECT_THAT(seconds(*drawing.graph(), at(0, 0), at(0, 30)), Optional(DoubleNear(60, .01)));
    EXPECT_THAT(seconds(*Drawing().path({{0, 0}, {0, 40}}, true).graph(), at(0, 0), at(0, 40)),
                Optional(DoubleNear(80, .01)));
}

TEST(WalkGraph, AGateCostsItsSecondsWhateverThePace) {
    const auto graph = Drawing().path({{0, 0}, {100, 0}}).gate({50, 3}, 20).graph();
    const auto through = walk(*graph, at(0, 0), at(100, 0));
    ASSERT_TRUE(through);
    EXPECT_NEAR(through->seconds(1), 120, .01);
    EXPECT_NEAR(through->seconds(.5), 220, .01);
    EXPECT_THAT(seconds(*graph, at(0, 0), at(40, 0)), Optional(DoubleNear(40, .01)))
        << "whoever stays on this side does not pass it";
}

TEST(WalkGraph, BehindAClosedGateThePathDoesNotGoOn) {
    Drawing drawing;
    drawing.path({{0, 0}, {100, 0}}).path({{0, 0}, {0, 80}, {100, 80}, {100, 0}});
    EXPECT_THAT(seconds(*drawing.graph(), at(10, 0), at(90, 0)), Optional(DoubleNear(80, .01)));
    drawing.gate({50, 0}, 0, true);
    EXPECT_THAT(seconds(*drawing.graph(), at(10, 0), at(90, 0)), Optional(DoubleNear(280, .01)));
    EXPECT_THAT(seconds(*drawing.graph(), at(10, 0), at(45, 0)), Optional(DoubleNear(35, .01)))
        << "up to the gate it does";
    const auto only = Drawing().path({{0, 0}, {100, 0}}).gate({50, 0}, 5, true).graph();
    EXPECT_EQ(seconds(*only, at(10, 0), at(90, 0)), std::nullopt);
}

TEST(WalkGraph, NotOnTheGraph) {
    const auto graph = Drawing().path({{0, 0}, {100, 0}}).path({{0, 500}, {100, 500}}).graph();
    EXPECT_EQ(seconds(*graph, at(0, 0), at(0, 500)), std::nullopt) << "not connected";
    EXPECT_EQ(seconds(*graph, at(0, 61), at(100, 0)), std::nullopt) << "too far aside";
    EXPECT_EQ(seconds(*graph, at(50, 20), at(55, 20)), std::nullopt)
        << "nearer to each other than to the path";
    EXPECT_TRUE(graph->route(graph->foot(at(0, 0)), graph->foot(at(0, 500))).empty());
}

TEST(WalkGraph, ARingWithoutAnyJunction) {
    const auto graph = Drawing().path({{0, 0}, {100, 0}, {100, 100}, {0, 100}, {0, 0}}).graph();
    EXPECT_THAT(seconds(*graph, at(50, 0), at(50, 100)), Optional(DoubleNear(200, .01)));
    EXPECT_THAT(seconds(*graph, at(10, 0), at(0, 10)), Optional(DoubleNear(20, .01)))
        << "through the point where it was closed";
    EXPECT_THAT(seconds(*graph, at(100, 10), at(100, 90)), Optional(DoubleNear(80, .01)));
}

TEST(WalkGraph, OneLineOverAnotherIsOneWay) {
    const auto graph = Drawing().path({{0, 0}, {60, 0}}).path({{40, 0}, {100, 0}}, true).graph();
    // 60 level, 40 on stairs.
    EXPECT_THAT(seconds(*graph, at(0, 0), at(100, 0)), Optional(DoubleNear(140, .01)));
}

TEST(WalkGraph, ARouteHasFewPoints) {
    std::vector<Spot> spiral;
    for (int i = 0; i < 900; ++i) {
        const double turn = i * .05;
        spiral.push_back({(20 + i) * std::cos(turn), (20 + i) * std::sin(turn)});
    }
    const auto graph = Drawing().path(spiral).graph();
    const auto from = at(spiral.front().x, spiral.front().y);
    const auto to = at(spiral.back().x, spiral.back().y);
    const auto route = graph->route(graph->foot(from), graph->foot(to));
    EXPECT_EQ(route.size(), kMaxRoute);
    EXPECT_NEAR(route.front().lat(), from.lat(), 1e-9);
    EXPECT_NEAR(route.back().lon(), to.lon(), 1e-9);
    EXPECT_EQ(thin_out({{0, 0}, {5, .05}, {10, 0}, {10, 10}}, 64).size(), 3u);
}

TEST(WalkGraph, WhatADrawingMayNotSay) {
    const auto field = [](Drawing& drawing) {
        const auto all = check_paths(drawing.features());
        return all.empty() ? "" : std::to_string(all[0].feature) + " " + all[0].field;
    };
    EXPECT_EQ(field(Drawing().path({{0, 0}, {9, 0}}).gate({5, 9}, 10)), "");
    EXPECT_EQ(field(Drawing().path({{0, 0}, {9, 0}}).gate({5, 11}, 10)), "1 ");
    EXPECT_EQ(field(Drawing().gate({5, 11}, 0)), "") << "only drawn";
    EXPECT_EQ(field(Drawing().gate({0, 0}, 0, true)), "0 ") << "of which path?";
    EXPECT_EQ(field(Drawing().path({{0, 0}, {9, 0}}).gate({5, 0}, 601)), "1 pass_s");
    Drawing lawn;
    lawn.path({{0, 0}, {9, 0}});
    Features features = lawn.features();
    features[0].set_closed(true);
    EXPECT_EQ(check_paths(features).at(0).field, "closed");
    features[0].set_closed(false);
    features[0].set_pass_s(3);
    EXPECT_EQ(check_paths(features).at(0).field, "pass_s");
    features[0].set_kind(v1::FEATURE_KIND_GREEN);
    features[0].set_stairs(true);
    EXPECT_EQ(check_paths(features).at(0).field, "stairs");
    Drawing comb;  // every tooth ends, and meets the back
    for (int i = 0; i < 1500; ++i) comb.path({{i * 3.0, 0}, {i * 3.0, 20}});
    comb.path({{0, 0}, {4500, 0}});
    EXPECT_EQ(field(comb), "-1 ");
    EXPECT_EQ(comb.graph(), nullptr);
}

// Every crossing, cut and place is a node here, in the simplest way that can be thought of.
class BruteForce {
  public:
    std::size_t node(Spot spot) {
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            if (distance_m(nodes_[i], spot) < 1e-6) return i;
        }
        nodes_.push_back(spot);
        return nodes_.size() - 1;
    }
    void edge(std::size_t a, std::size_t b, double factor) { edges_.emplace_back(a, b, factor); }
    std::vector<std::vector<double>> floyd_warshall() const {
        const std::size_t n = nodes_.size();
        std::vector d(n, std::vector(n, std::numeric_limits<double>::infinity()));
        for (std::size_t i = 0; i < n; ++i) d[i][i] = 0;
        for (const auto& [a, b, factor] : edges_) {
            const double metres = distance_m(nodes_[a], nodes_[b]) * factor;
            d[a][b] = d[b][a] = std::min(d[a][b], metres);
        }
        for (std::size_t k = 0; k < n; ++k) {
            for (std::size_t i = 0; i < n; ++i) {
                for (std::size_t j = 0; j < n; ++j) {
                    d[i][j] = std::min(d[i][j], d[i][k] + d[k][j]);
                }
            }
        }
        return d;
    }

  private:
    std::vector<Spot> nodes_;
    std::vector<std::tuple<std::size_t, std::size_t, double>> edges_;
};

// A grid of streets 30 m apart of which some pieces are missing and some are stairs.
TEST(WalkGraph, AgainstFloydAndWarshallOnRandomGrids) {
    for (unsigned seed = 1; seed <= 25; ++seed) {
        std::mt19937 random(seed);
        const auto chance = [&](double p) { return random() % 1000 < p * 1000; };
        Drawing drawing;
        BruteForce oracle;
        constexpr int kSide = 6;
        constexpr double kStep = 30;
        std::vector<Spot> drawn;  // middles of pieces that exist
        std::vector<std::size_t> middles;
        const auto piece = [&](Spot a, Spot b) {
            if (chance(.3)) return;
            const bool stairs = chance(.25);
            drawing.path({a, b}, stairs);
            const Spot middle = between(a, b, .5);
            drawn.push_back(middle);
            middles.push_back(oracle.node(middle));
            oracle.edge(oracle.node(a), middles.back(), stairs ? kStairsFactor : 1);
            oracle.edge(middles.back(), oracle.node(b), stairs ? kStairsFactor : 1);
        };
        for (int x = 0; x < kSide; ++x) {
            for (int y = 0; y < kSide; ++y) {
                const Spot here{x * kStep, y * kStep};
                if (x + 1 < kSide) piece(here, {here.x + kStep, here.y});
                if (y + 1 < kSide) piece(here, {here.x, here.y + kStep});
            }
        }
        const auto graph = drawing.graph();
        const auto expected = oracle.floyd_warshall();
        for (std::size_t i = 0; i < drawn.size(); ++i) {
            for (std::size_t j = 0; j < drawn.size(); ++j) {
                if (i == j) continue;
                const auto from = plane().globe(drawn[i]), to = plane().globe(drawn[j]);
                const auto way = walk(*graph, from, to);
                const double least = expected[middles[i]][middles[j]];
                ASSERT_EQ(way.has_value(), std::isfinite(least)) << seed << " " << i << " " << j;
                if (!way) continue;
                ASSERT_NEAR(way->metres, least, .01) << seed << " " << i << " " << j;
                ASSERT_NEAR(way->metres, walk(*graph, to, from)->metres, 1e-9) << "and back";
                ASSERT_GE(way->metres, distance_m(drawn[i], drawn[j]) - .01) << "the beeline";
            }
        }
    }
}

// Whatever is drawn: there is as far as back, nothing beats the beeline, a route is as long as
// said.
TEST(WalkGraph, RandomLinesKeepWhatAllWalksKeep) {
    for (unsigned seed = 1; seed <= 40; ++seed) {
        std::mt19937 random(seed);
        const auto metre = [&] { return static_cast<double>(random() % 3000) / 10; };
        Drawing drawing;
        for (int line = 0; line < 12; ++line) {
            std::vector<Spot> spots_of_line;
            for (int i = 0; i < 4; ++i) spots_of_line.push_back({metre(), metre()});
            drawing.path(spots_of_line);
        }
        const auto graph = drawing.graph();
        ASSERT_NE(graph, nullptr);
        for (int pair = 0; pair < 200; ++pair) {
            const Spot a{metre(), metre()}, b{metre(), metre()};
            const auto from = graph->foot(plane().globe(a)), to = graph->foot(plane().globe(b));
            const auto there = graph->walk(from, graph->row(to));
            const auto back = graph->walk(to, graph->row(from));
            ASSERT_EQ(there.has_value(), back.has_value());
            if (!there) continue;
            ASSERT_NEAR(there->metres, back->metres, 1e-3);
            ASSERT_GE(there->metres, distance_m(a, b) - .01);
            const auto route = graph->route(from, to);
            double length = 0;
            for (std::size_t i = 1; i < route.size(); ++i) {
                length += distance_m(plane().flat(route[i - 1]), plane().flat(route[i]));
            }
            ASSERT_NEAR(length, there->metres, .5) << seed << " " << pair;
        }
    }
}

TEST(Climb, StairsLiftAndWhatNobodyKnows) {
    Policy policy;
    EXPECT_EQ(floors_from_ground(1), 0u);
    EXPECT_EQ(floors_from_ground(6), 5u);
    EXPECT_EQ(floors_from_ground(-1), 1u);
    const Climb unknown{Climb::By::unknown, 5}, stairs{Climb::By::stairs, 5},
        lift{Climb::By::lift, 5}, first{Climb::By::lift, 1};
    EXPECT_DOUBLE_EQ(unknown.seconds(policy, .5), 40);
    EXPECT_DOUBLE_EQ(stairs.seconds(policy, 1), 75);
    EXPECT_DOUBLE_EQ(stairs.seconds(policy, .5), 150);
    EXPECT_DOUBLE_EQ(lift.seconds(policy, 1), 45);
    EXPECT_DOUBLE_EQ(lift.seconds(policy, .5), 45);
    EXPECT_DOUBLE_EQ(first.seconds(policy, 1), 15) << "on foot one is there before the lift";
    EXPECT_EQ(unknown.on_foot(policy, 1), 0u);
    EXPECT_EQ(stairs.on_foot(policy, 1), 5u);
    EXPECT_EQ(lift.on_foot(policy, 1), 0u);
    EXPECT_EQ(first.on_foot(policy, 1), 1u);
    EXPECT_EQ(first.on_foot(policy, .4), 0u) << "37.5 s on foot, 33 s by lift";
    EXPECT_DOUBLE_EQ((Climb{Climb::By::lift, 0}.seconds(policy, 1)), 0);
}

}  // namespace
}  // namespace circle::core
