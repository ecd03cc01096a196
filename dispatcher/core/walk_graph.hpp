// Walking distances between any two places of an estate, along its paths. Immutable once built.
#pragma once

#include <circle/v1/estate.pb.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "dispatcher/core/walk_network.hpp"

namespace circle::core {

inline constexpr double kPathReachM = 60.0;  // a place further from all paths is not on the graph

// A distance: metres, which a pace shortens, and seconds, which it does not (gates). Stairs count
// kStairsFactor. Which of two ways is shorter is decided for one metre per second.
struct Stretch {
    double metres = 0;
    double fixed_s = 0;

    double at_pace_of_one() const { return metres + fixed_s; }
    double seconds(double pace) const { return metres / pace + fixed_s; }
};

class WalkGraph {
  public:
    // Where a place meets the paths.
    struct Foot {
        static constexpr std::uint32_t kNone = ~std::uint32_t{0};
        std::uint32_t way = kNone;  // kNone: too far from every path
        double along = 0;           // metres from the way's beginning, as Way::along
        double aside = 0;           // metres from the place to the way
        Spot place;
    };
    // Distances from every junction to one foot.
    struct Row {
        Foot to;
        std::vector<Stretch> from;  // by junction; infinite metres: not connected
    };

    // Nothing: there is no path, or too much of them (check_paths()).
    static std::shared_ptr<const WalkGraph> build(
        const google::protobuf::RepeatedPtrField<v1::Feature>& features);

    explicit WalkGraph(WalkNetwork network);

    Foot foot(const v1::Point& point) const;
    Row row(const Foot& to) const;

    // The shortest way. Nothing: a place is not on the graph, there is no connection, or the places
    // are closer to each other than to the paths.
    std::optional<Stretch> walk(const Foot& from, const Row& row) const;

    // The way that walk() measures, both places included: at most kMaxRoute points. Empty where
    // walk() has none.
    std::vector<v1::Point> route(const Foot& from, const Foot& to) const;

    const WalkNetwork& network() const { return network_; }

  private:
    struct Reach {
        float metres;
        float fixed_s;
    };
    static constexpr std::uint16_t kNoWay = 0xffff;

    Stretch between_junctions(std::uint32_t a, std::uint32_t b) const;
    Stretch to_end(const Foot& foot, bool begin) const;
    void append_junctions(std::vector<Spot>& out, std::uint32_t from, std::uint32_t to) const;

    WalkNetwork network_;
    std::size_t size_;                    // junctions
    std::vector<Reach> reach_;            // [source * size_ + target]
    std::vector<std::uint16_t> came_by_;  // the last way to the target
};

inline constexpr std::size_t kMaxRoute = 64;

}  // namespace circle::core
