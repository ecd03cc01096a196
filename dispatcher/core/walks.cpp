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
    kept.direction = direction_of(place);
    kept.climb = climb;
    if (graph_) kept.row = graph_->row(graph_->foot(point_of(place)));
    return kept;
}

void Walks::find(const Place& at, Stand& stand) const {
    if (stand.survey == survey_ && stand.lat == at.lat && stand.lon == at.lon) return;
    stand = {at.lat, at.lon, direction_of(at), survey_,
             graph_ ? graph_->foot(point_of(at)) : WalkGraph::Foot{}};
}

double Walks::seconds(const Stand& from, const Door& to, double detour, double pace) const {
    if (graph_) {
        if (const auto way = graph_->walk(from.foot, to.row)) return way->seconds(pace);
    }
    return metres_between(from.direction, to.direction) * detour / pace;
}

}  // namespace circle::core
