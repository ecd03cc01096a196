// Walks of one estate: its graph, and what is measured again and again kept beside it.
#pragma once

#include <circle/v1/types.pb.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "dispatcher/core/climb.hpp"
#include "dispatcher/core/walk.hpp"
#include "dispatcher/core/walk_graph.hpp"

namespace circle::core {

class Walks {
  public:
    // What a request's door is to walkers.
    struct Door {
        Place place;
        Direction direction;
        Climb climb;
        WalkGraph::Row row;  // of no use without a graph
    };
    // Where somebody stood when they were last measured; whoever has moved is found anew.
    struct Stand {
        double lat = 0, lon = 0;
        Direction direction;
        std::uint64_t survey = 0;  // of which graph; 0: never
        WalkGraph::Foot foot;      // of no use without a graph
    };

    // The graph has changed, or doors have: everything kept is forgotten.
    void begin(std::shared_ptr<const WalkGraph> graph);
    // Doors have changed: a lift.
    void forget_doors() const;

    const std::shared_ptr<const WalkGraph>& graph() const { return graph_; }

    // The door of that request if it is kept, or nullptr. A request without an id is never kept.
    const Door* door(const std::string& request_id) const;
    const Door& keep(const std::string& request_id, const Place& place, const Climb& climb) const;

    // Brings `stand` up to date with where they are.
    void find(const Place& at, Stand& stand) const;

    // Without the climb, at `pace` metres per second (> 0): along the paths, or where none are drawn
    // great circle × `detour`.
    double seconds(const Stand& from, const Door& to, double detour, double pace) const;

  private:
    std::shared_ptr<const WalkGraph> graph_;
    std::uint64_t survey_ = 0;
    // Nothing is decided by what is kept: it is only faster than to work it out again.
    mutable std::unordered_map<std::string, Door> doors_;
    mutable std::string last_id_;
    mutable const Door* last_ = nullptr;
};

}  // namespace circle::core
