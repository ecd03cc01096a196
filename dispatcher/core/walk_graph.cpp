#include "dispatcher/core/walk_graph.hpp"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <cmath>
#include <limits>

#include "dispatcher/core/thin_out.hpp"

namespace circle::core {
namespace {

constexpr double kFar = std::numeric_limits<double>::infinity();

struct Passage {
    std::uint16_t way = 0;
    double cost = 0;
};
using Adjacency = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS,
                                        boost::no_property, Passage>;
using Vertex = boost::graph_traits<Adjacency>::vertex_descriptor;
using Edge = boost::graph_traits<Adjacency>::edge_descriptor;

Adjacency adjacency_of(const WalkNetwork& network) {
    Adjacency graph(network.junctions.size());
    for (std::size_t i = 0; i < network.ways.size(); ++i) {
        const Way& way = network.ways[i];
        boost::add_edge(way.from, way.to,
                        {static_cast<std::uint16_t>(i), way.metres() + way.gates_s()}, graph);
    }
    return graph;
}

// Which way led to each junction, and in which order they were reached for good.
class Trail : public boost::default_dijkstra_visitor {
  public:
    Trail(std::vector<std::uint16_t>& came_by, std::vector<Vertex>& order)
        : came_by_(&came_by), order_(&order) {}
    void edge_relaxed(const Edge& edge, const Adjacency& graph) {
        (*came_by_)[boost::target(edge, graph)] = graph[edge].way;
    }
    void examine_vertex(Vertex v, const Adjacency&) { order_->push_back(v); }

  private:
    std::vector<std::uint16_t>* came_by_;
    std::vector<Vertex>* order_;
};

Stretch operator+(const Stretch& a, const Stretch& b) {
    return {a.metres + b.metres, a.fixed_s + b.fixed_s};
}

bool shorter(const Stretch& a, const Stretch& b) {
    return a.at_pace_of_one() < b.at_pace_of_one();
}

double square_m2(const Spot& a, const Spot& b) {
    return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y);
}

// Who stands closer to the other place than to the paths goes straight there.
bool needs_no_path(const WalkGraph::Foot& a, const WalkGraph::Foot& b) {
    const double aside = a.aside + b.aside;
    return square_m2(a.place, b.place) <= aside * aside;
}

// The stretch of the way between two of its places, in the order in which it is walked.
void append_way(std::vector<Spot>& out, const Way& way, double from, double to) {
    std::vector<Spot> inner;
    for (std::size_t i = 0; i < way.points.size(); ++i) {
        if (way.along[i] > std::min(from, to) && way.along[i] < std::max(from, to)) {
            inner.push_back(way.points[i]);
        }
    }
    if (from > to) std::reverse(inner.begin(), inner.end());
    out.push_back(way.at(from));
    out.insert(out.end(), inner.begin(), inner.end());
    out.push_back(way.at(to));
}

}  // namespace

std::shared_ptr<const WalkGraph> WalkGraph::build(
    const google::protobuf::RepeatedPtrField<v1::Feature>& features) {
    auto network = survey(features);
    if (!network || network->ways.empty()) return nullptr;
    return std::make_shared<const WalkGraph>(std::move(*network));
}

WalkGraph::WalkGraph(WalkNetwork network)
    : network_(std::move(network)),
      size_(network_.junctions.size()),
      reach_(size_ * size_, {std::numeric_limits<float>::infinity(), 0}),
      came_by_(size_ * size_, kNoWay) {
    const Adjacency graph = adjacency_of(network_);
    std::vector<double> costs(size_);
    std::vector<std::uint16_t> came_by(size_);
    std::vector<Vertex> order;
    for (std::size_t source = 0; source < size_; ++source) {
        std::fill(came_by.begin(), came_by.end(), kNoWay);
        order.clear();
        boost::dijkstra_shortest_paths(
            graph, source,
            boost::weight_map(boost::get(&Passage::cost, graph))
                .distance_map(boost::make_iterator_property_map(
                    costs.begin(), boost::get(boost::vertex_index, graph)))
                .visitor(Trail(came_by, order)));
        Reach* row = &reach_[source * size_];
        row[source] = {0, 0};
        for (const Vertex v : order) {
            if (v == source) continue;
            const Way& way = network_.ways[came_by[v]];
            const Reach& before = row[way.to == v ? way.from : way.to];
            row[v] = {static_cast<float>(before.metres + way.metres()),
                      static_cast<float>(before.fixed_s + way.gates_s())};
        }
        std::copy(came_by.begin(), came_by.end(),
                  came_by_.begin() + static_cast<std::ptrdiff_t>(source * size_));
    }
}

WalkGraph::Foot WalkGraph::foot(const v1::Point& point) const {
    Foot foot;
    foot.place = network_.plane.flat(point);
    double best = kPathReachM * kPathReachM;
    for (std::size_t w = 0; w < network_.ways.size(); ++w) {
        const Way& way = network_.ways[w];
        for (std::size_t i = 1; i < way.points.size(); ++i) {
            const Spot &a = way.points[i - 1], &b = way.points[i];
            const double share = nearest_share(a, b, foot.place);
            const double aside = square_m2(between(a, b, share), foot.place);
            if (!(aside < best)) continue;
            best = aside;
            foot.way = static_cast<std::uint32_t>(w);
            foot.along = way.along[i - 1] + share * (way.along[i] - way.along[i - 1]);
        }
    }
    if (foot.way != Foot::kNone) foot.aside = std::sqrt(best);
    return foot;
}

Stretch WalkGraph::between_junctions(std::uint32_t a, std::uint32_t b) const {
    // The same figure for there and back: the sums of the two directions differ in their last bits.
    const Reach& reach = reach_[std::min(a, b) * size_ + std::max(a, b)];
    return {reach.metres, reach.fixed_s};
}

Stretch WalkGraph::to_end(const Foot& foot, bool begin) const {
    const Way& way = network_.ways[foot.way];
    return begin ? Stretch{foot.along, way.gate_from_s}
                 : Stretch{way.metres() - foot.along, way.gate_to_s};
}

WalkGraph::Row WalkGraph::row(const Foot& to) const {
    Row row{to, {}};
    if (to.way == Foot::kNone) return row;
    const Way& way = network_.ways[to.way];
    const Stretch begin = to_end(to, true), end = to_end(to, false);
    row.from.resize(size_);
    for (std::uint32_t j = 0; j < size_; ++j) {
        row.from[j] = std::min(between_junctions(j, way.from) + begin,
                               between_junctions(j, way.to) + end, shorter);
    }
    return row;
}

std::optional<Stretch> WalkGraph::walk(const Foot& from, const Row& row) const {
    const Foot& to = row.to;
    if (from.way == Foot::kNone || to.way == Foot::kNone) return std::nullopt;
    if (needs_no_path(from, to)) return std::nullopt;
    const Way& way = network_.ways[from.way];
    Stretch best = std::min(to_end(from, true) + row.from[way.from],
                            to_end(from, false) + row.from[way.to], shorter);
    if (from.way == to.way) best = std::min(best, {std::abs(from.along - to.along), 0}, shorter);
    if (best.metres == kFar) return std::nullopt;
    return best + Stretch{from.aside + to.aside, 0};
}

void WalkGraph::append_junctions(std::vector<Spot>& out, std::uint32_t from,
                                 std::uint32_t to) const {
    std::vector<std::pair<const Way*, bool>> steps;  // backwards; true: the way from its beginning
    for (std::uint32_t here = to; here != from;) {
        const Way& way = network_.ways[came_by_[from * size_ + here]];
        const bool forwards = way.to == here;
        steps.emplace_back(&way, forwards);
        here = forwards ? way.from : way.to;
    }
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
        const auto [way, forwards] = *step;
        append_way(out, *way, forwards ? 0 : way->metres(), forwards ? way->metres() : 0);
    }
}

std::vector<v1::Point> WalkGraph::route(const Foot& from, const Foot& to) const {
    if (!walk(from, row(to))) return {};
    const Way &first = network_.ways[from.way], &last = network_.ways[to.way];
    std::vector<Spot> spots = {from.place};
    Stretch best{kFar, 0};
    bool from_begin = true, to_begin = true;
    for (const bool leave : {true, false}) {
        for (const bool enter : {true, false}) {
            const Stretch way =
                to_end(from, leave) +
                between_junctions(leave ? first.from : first.to, enter ? last.from : last.to) +
                to_end(to, enter);
            if (!shorter(way, best)) continue;
            best = way;
            from_begin = leave;
            to_begin = enter;
        }
    }
    if (from.way == to.way && !shorter(best, {std::abs(from.along - to.along), 0})) {
        append_way(spots, first, from.along, to.along);
    } else {
        append_way(spots, first, from.along, from_begin ? 0 : first.metres());
        append_junctions(spots, from_begin ? first.from : first.to, to_begin ? last.from : last.to);
        append_way(spots, last, to_begin ? 0 : last.metres(), to.along);
    }
    spots.push_back(to.place);
    std::vector<v1::Point> points;
    for (const Spot& spot : thin_out(spots, kMaxRoute)) {
        points.push_back(network_.plane.globe(spot));
    }
    return points;
}

}  // namespace circle::core
