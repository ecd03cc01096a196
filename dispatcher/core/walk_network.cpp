#include "dispatcher/core/walk_network.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace circle::core {
namespace {

// Where two pieces follow each other or cross, each is cut a few times at the same place.
constexpr std::size_t kMaxCuts = 10 * kMaxPathPoints;

using Features = google::protobuf::RepeatedPtrField<v1::Feature>;

// A straight piece of a path, and the shares of it at which something else meets it.
struct Piece {
    Spot a, b;
    bool stairs = false;
    std::vector<double> cuts = {0, 1};
};

struct Nearest {
    std::size_t piece = 0;
    double share = 0;
    double metres = 0;
};

struct Pass {
    double seconds = 0;
    bool closed = false;
};

// Everything between two neighbouring vertices.
struct Link {
    std::uint32_t a = 0, b = 0;
    double metres = 0;  // stairs counted kStairsFactor
};

bool counts(const v1::Feature& gate) {
    return gate.kind() == v1::FEATURE_KIND_GATE && (gate.pass_s() > 0 || gate.closed());
}

std::optional<Plane> plane_of(const Features& features) {
    for (const v1::Feature& f : features) {
        if (f.kind() == v1::FEATURE_KIND_PATH && !f.points().empty()) return Plane(f.points(0));
    }
    return std::nullopt;
}

std::vector<Piece> pieces_of(const Features& features, const Plane& plane) {
    std::vector<Piece> pieces;
    for (const v1::Feature& f : features) {
        if (f.kind() != v1::FEATURE_KIND_PATH) continue;
        for (int i = 1; i < f.points_size(); ++i) {
            pieces.push_back({plane.flat(f.points(i - 1)), plane.flat(f.points(i)), f.stairs()});
        }
    }
    return pieces;
}

std::optional<Nearest> nearest_piece(const std::vector<Piece>& pieces, const Spot& to) {
    std::optional<Nearest> best;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const double share = nearest_share(pieces[i].a, pieces[i].b, to);
        const double metres = distance_m(between(pieces[i].a, pieces[i].b, share), to);
        if (!best || metres < best->metres) best = {i, share, metres};
    }
    return best;
}

bool far_apart(const Piece& p, const Piece& q) {
    const auto apart = [](double a, double b, double c, double d) {
        return std::max(a, b) + kJoinM < std::min(c, d) || std::max(c, d) + kJoinM < std::min(a, b);
    };
    return apart(p.a.x, p.b.x, q.a.x, q.b.x) || apart(p.a.y, p.b.y, q.a.y, q.b.y);
}

void cut_where_touched(Piece& piece, const Spot& by) {
    const double share = nearest_share(piece.a, piece.b, by);
    if (distance_m(between(piece.a, piece.b, share), by) <= kJoinM) piece.cuts.push_back(share);
}

void join(Piece& p, Piece& q) {
    if (const Crossing met = crossing(p.a, p.b, q.a, q.b); met.crosses) {
        p.cuts.push_back(met.first);
        q.cuts.push_back(met.second);
    }
    for (const Spot& end : {q.a, q.b}) cut_where_touched(p, end);
    for (const Spot& end : {p.a, p.b}) cut_where_touched(q, end);
}

// The pieces cut into links between vertices, of which those within kJoinM are one.
class Knots {
  public:
    std::uint32_t at(const Spot& spot) {
        const auto cell = cell_of(spot);
        std::optional<std::uint32_t> nearest;
        for (int dx = -1; dx <= 1; ++dx) {
            for (int dy = -1; dy <= 1; ++dy) {
                const auto it = cells_.find({cell.first + dx, cell.second + dy});
                if (it == cells_.end()) continue;
                for (const std::uint32_t v : it->second) {
                    if (distance_m(spots_[v], spot) > kJoinM) continue;
                    if (!nearest ||
                        distance_m(spots_[v], spot) < distance_m(spots_[*nearest], spot))
                        nearest = v;
                }
            }
        }
        if (nearest) return *nearest;
        spots_.push_back(spot);
        const auto added = static_cast<std::uint32_t>(spots_.size() - 1);
        cells_[cell].push_back(added);
        return added;
    }
    // Another vertex on the same spot, which at() does not find.
    std::uint32_t twin(std::uint32_t of) {
        spots_.push_back(spots_[of]);
        return static_cast<std::uint32_t>(spots_.size() - 1);
    }
    const Spot& operator[](std::uint32_t v) const { return spots_[v]; }
    std::size_t size() const { return spots_.size(); }

  private:
    static std::pair<std::int64_t, std::int64_t> cell_of(const Spot& spot) {
        return {static_cast<std::int64_t>(std::floor(spot.x / kJoinM)),
                static_cast<std::int64_t>(std::floor(spot.y / kJoinM))};
    }
    std::vector<Spot> spots_;
    std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::uint32_t>> cells_;
};

class Surveyor {
  public:
    explicit Surveyor(const Plane& plane) : plane_(plane) {}

    // False: there are too many points.
    bool draw(const Features& features) {
        pieces_ = pieces_of(features, plane_);
        if (pieces_.size() > kMaxPathPoints) return false;
        std::size_t cuts = 0;
        for (std::size_t i = 0; i < pieces_.size(); ++i) {
            for (std::size_t j = i + 1; j < pieces_.size(); ++j) {
                if (!far_apart(pieces_[i], pieces_[j])) join(pieces_[i], pieces_[j]);
            }
            cuts += pieces_[i].cuts.size();
            if (cuts > kMaxCuts) return false;
        }
        std::vector<std::pair<Spot, Pass>> gates;
        for (const v1::Feature& f : features) {
            if (!counts(f) || f.points().empty()) continue;
            const auto on = nearest_piece(pieces_, plane_.flat(f.points(0)));
            if (!on || on->metres > kGateReachM) continue;
            Piece& piece = pieces_[on->piece];
            piece.cuts.push_back(on->share);
            gates.push_back({between(piece.a, piece.b, on->share),
                             {static_cast<double>(f.pass_s()), f.closed()}});
        }
        for (Piece& piece : pieces_) link(piece);
        for (const auto& [spot, pass] : gates) {
            Pass& held = passes_[knots_.at(spot)];
            held.seconds = std::max(held.seconds, pass.seconds);
            held.closed = held.closed || pass.closed;
        }
        shut();
        return knots_.size() <= kMaxPathPoints;
    }

    WalkNetwork network() {
        touching_.assign(knots_.size(), {});
        for (std::size_t i = 0; i < links_.size(); ++i) {
            touching_[links_[i].a].push_back(i);
            touching_[links_[i].b].push_back(i);
        }
        walked_.assign(links_.size(), false);
        WalkNetwork network{plane_, {}, {}};
        std::vector<std::uint32_t> ends;
        for (std::uint32_t v = 0; v < knots_.size(); ++v) {
            if (is_junction(v)) ends.push_back(v);
        }
        for (const std::uint32_t v : ends) walk_from(v, network);
        // What is left are rings without a junction: one of their points becomes one.
        for (const Link& l : links_) walk_from(l.a, network);
        return network;
    }

  private:
    bool is_junction(std::uint32_t v) const {
        return !touching_[v].empty() && (touching_[v].size() != 2 || passes_.contains(v));
    }

    void link(Piece& piece) {
        std::sort(piece.cuts.begin(), piece.cuts.end());
        std::uint32_t before = knots_.at(piece.a);
        for (const double share : piece.cuts) {
            const std::uint32_t here = knots_.at(between(piece.a, piece.b, share));
            if (here == before) continue;
            const double metres =
                distance_m(knots_[before], knots_[here]) * (piece.stairs ? kStairsFactor : 1);
            const auto [it, added] = known_.try_emplace(std::minmax(before, here), links_.size());
            if (added) {
                links_.push_back({before, here, metres});
            } else {  // drawn twice: the easier one
                Link& held = links_[it->second];
                held.metres = std::min(held.metres, metres);
            }
            before = here;
        }
    }

    // At a closed gate every path that leads there ends on its own.
    void shut() {
        for (const auto& [v, pass] : std::map(passes_)) {
            if (!pass.closed) continue;
            for (Link& l : links_) {
                if (l.a == v) l.a = knots_.twin(v);
                if (l.b == v) l.b = knots_.twin(v);
            }
            passes_.erase(v);
        }
    }

    std::uint32_t junction_of(std::uint32_t v, WalkNetwork& network) {
        const auto [it, added] =
            junctions_.try_emplace(v, static_cast<std::uint32_t>(network.junctions.size()));
        if (added) network.junctions.push_back(knots_[v]);
        return it->second;
    }

    void walk_from(std::uint32_t start, WalkNetwork& network) {
        for (const std::size_t first : touching_[start]) {
            if (walked_[first]) continue;
            Way way;
            way.from = junction_of(start, network);
            way.points.push_back(knots_[start]);
            way.along.push_back(0);
            std::uint32_t here = start;
            for (std::size_t next = first;;) {
                walked_[next] = true;
                here = links_[next].a == here ? links_[next].b : links_[next].a;
                way.points.push_back(knots_[here]);
                way.along.push_back(way.along.back() + links_[next].metres);
                if (here == start || is_junction(here)) break;
                const auto& on = touching_[here];
                next = on[0] == next ? on[1] : on[0];
            }
            way.to = junction_of(here, network);
            way.gate_from_s = half_pass(start);
            way.gate_to_s = half_pass(here);
            network.ways.push_back(std::move(way));
        }
    }

    double half_pass(std::uint32_t v) const {
        const auto it = passes_.find(v);
        return it == passes_.end() ? 0 : it->second.seconds / 2;
    }

    Plane plane_;
    std::vector<Piece> pieces_;
    Knots knots_;
    std::vector<Link> links_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> known_;  // links by their ends
    std::map<std::uint32_t, Pass> passes_;                                  // gates by vertex
    std::vector<std::vector<std::size_t>> touching_;                        // links by vertex
    std::vector<bool> walked_;
    std::map<std::uint32_t, std::uint32_t> junctions_;  // by vertex
};

}  // namespace

Spot Way::at(double metres) const {
    const auto after = std::lower_bound(along.begin() + 1, along.end() - 1, metres);
    const auto i = static_cast<std::size_t>(after - along.begin());
    const double piece = along[i] - along[i - 1];
    return between(points[i - 1], points[i],
                   piece == 0 ? 0 : std::clamp((metres - along[i - 1]) / piece, 0.0, 1.0));
}

std::optional<WalkNetwork> survey(const Features& features) {
    const auto plane = plane_of(features);
    if (!plane) return std::nullopt;
    Surveyor surveyor(*plane);
    if (!surveyor.draw(features)) return std::nullopt;
    WalkNetwork network = surveyor.network();
    if (network.junctions.size() > kMaxJunctions) return std::nullopt;
    return network;
}

std::vector<PathProblem> check_paths(const Features& features) {
    const auto plane = plane_of(features);
    const auto pieces = plane ? pieces_of(features, *plane) : std::vector<Piece>();
    std::vector<PathProblem> problems;
    for (int i = 0; i < features.size(); ++i) {
        const v1::Feature& f = features[i];
        const bool gate = f.kind() == v1::FEATURE_KIND_GATE;
        if (f.stairs() && f.kind() != v1::FEATURE_KIND_PATH) {
            problems.push_back({i, "stairs", "only of a path"});
        }
        if (f.pass_s() > kMaxPassS || (f.pass_s() > 0 && !gate)) {
            problems.push_back(
                {i, "pass_s", "0 to " + std::to_string(kMaxPassS) + " seconds, of a gate"});
        }
        if (f.closed() && !gate) problems.push_back({i, "closed", "only of a gate"});
        if (!counts(f) || f.points().empty()) continue;
        const auto on = nearest_piece(pieces, plane ? plane->flat(f.points(0)) : Spot{});
        if (!on || on->metres > kGateReachM) {
            problems.push_back({i, "", "a gate at most 10 m from a path"});
        }
    }
    if (plane && !survey(features)) {
        problems.push_back({-1, "",
                            "at most " + std::to_string(kMaxPathPoints) + " points of paths and " +
                                std::to_string(kMaxJunctions) + " places where they meet or end"});
    }
    return problems;
}

}  // namespace circle::core
