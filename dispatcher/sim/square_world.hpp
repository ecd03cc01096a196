// A synthetic estate and the people on duty in it.
#pragma once

#include <cstdint>

#include "dispatcher/sim/arrivals.hpp"
#include "dispatcher/sim/world.hpp"

namespace circle::sim {

// Twelve buildings of 2 or 3 units and 6 to 18 floors, as Chinese estates of the size have.
struct Shape {
    double width_m = 500;  // the estate is a square
    unsigned columns = 4, rows = 3;
    unsigned fewest_units = 2, most_units = 3;
    unsigned lowest = 6, highest = 18;  // floors
    unsigned doors_a_floor = 2;         // of each unit
    unsigned on_duty = 24;              // volunteers, all day
    // A day: at one riser 20 to 60 neighbours, as far as there are so many, tap within 5 minutes.
    double bursts = 0;
};

// Kinds: kPlain, kUrgent, and kWater, of which the doors of a building share the riser.
class SquareWorld : public World {
  public:
    SquareWorld(const Shape& shape, const Behaviour& behaviour, std::uint64_t seed);

    const Shape& shape() const { return shape_; }

    // The door of each arrival: one of the nearest building, each of its doors in turn, so that
    // nobody asks twice while the first request is open.
    std::vector<unsigned> doors_of(const Arrivals& arrivals) const;
    // Theirs and, on the days that they take, those of the bursts.
    Calls calls_of(const Arrivals& arrivals) const;

    Millis walk(unsigned person, std::optional<unsigned> from, const Call& to) const override;
    Millis walk(const Spot& from, const Person& who, const Door& to) const;

    v1::EstateConfig config(const v1::Policy& policy) const override;

  private:
    unsigned nearest_building(double x, double y) const;
    void add_bursts(unsigned days, Calls& calls) const;

    struct Building {
        Spot spot;
        unsigned units = 0, floors = 0;
        std::vector<unsigned> doors;  // shuffled
    };

    Shape shape_;
    Behaviour behaviour_;
    std::uint64_t seed_;
    std::vector<Building> buildings_;
};

inline constexpr char kPlain[] = "help";
inline constexpr char kUrgent[] = "urgent_help";
inline constexpr char kWater[] = "water";

}  // namespace circle::sim
