#include "dispatcher/core/walks.hpp"

#include <utility>

namespace circle::core {
namespace {

constexpr std::size_t kMaxDoors = 64;  // kept; a row of a large estate is 32 KiB

v1::Point point_of(const Place& place) {
    v1::Point point;
    point.set_lat(place.lat);
    point.set_lon(place.lon);
    return point;
}

}  // namespace

void Walks::begin(std::shared_ptr<const WalkGraph> graph) {
    graph_ = std::move(graph);
    ++survey_;
    forget_doors();
}

void Walks::forget_doors() const {
    last_ = nullptr;
    last_id_.clear();
    doors_.clear();
}

const Walks::Door* Walks::door(const std::string& request_id) const {
    if (request_id.empty()) return nullptr;
    if (last_ && last_id_ == request_id) return last_;
    const auto it = doors_.find(request_id);
    if (it == doors_.end()) return nullptr;
    last_id_ = request_id;
    last_ = &it->second;
    return last_;
}

const Walks::Door& Walks::keep(const std::string& request_id, const Place& place,
                               const Climb& climb) const {
    if (doors_.size() >= kMaxDoors) forget_doors();
    Door& kept = doors_[request_id];
    kept.place = place;
    kept.climb = climb;
    if (graph_) kept.row = graph_->row(graph_->foot(point_of(place)));
    return kept;
}

const WalkGraph::Foot& Walks::foot(const Place& at, Stand& stand) const {
    if (stand.survey != survey_ || stand.lat != at.lat || stand.lon != at.lon) {
        stand = {at.lat, at.lon, survey_, graph_->foot(point_of(at))};
    }
    return stand.foot;
}

double Walks::seconds(const Place& from, Stand& stand, const Door& to, double detour,
                      double pace) const {
    if (graph_) {
        if (const auto way = graph_->walk(foot(from, stand), to.row)) return way->seconds(pace);
    }
    // The climb is the door's.
    return GreatCircleWalk(detour).seconds({from.lat, from.lon, 1}, {to.place.lat, to.place.lon, 1},
                                           pace);
}

}  // namespace circle::core
