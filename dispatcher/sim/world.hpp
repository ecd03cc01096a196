// A synthetic estate and the people on duty in it.
#pragma once

#include <circle/v1/estate.pb.h>

#include <cstdint>
#include <string>
#include <vector>

#include "dispatcher/sim/arrivals.hpp"
#include "dispatcher/sim/behaviour.hpp"

namespace circle::sim {

// Twelve buildings of 2 or 3 units and 6 to 18 floors, as Chinese estates of the size have.
struct Shape {
    double width_m = 500;  // the estate is a square
    unsigned columns = 4, rows = 3;
    unsigned fewest_units = 2, most_units = 3;
    unsigned lowest = 6, highest = 18;  // floors
    unsigned doors_a_floor = 2;         // of each unit
    unsigned on_duty = 24;              // volunteers, all day
};

struct Spot {
    double x = 0, y = 0;  // metres east and north
};

struct Door {
    std::string household;  // id
    unsigned building = 0;
    unsigned floor = 1;
    Spot spot;
};

struct Person {
    std::string id;
    unsigned building = 0;
    Spot home;
    double pace = 1;    // m/s
    double accept = 0;  // chance of a yes
};

class World {
  public:
    World(const Shape& shape, const Behaviour& behaviour, std::uint64_t seed);

    const Shape& shape() const { return shape_; }
    const std::vector<Door>& doors() const { return doors_; }
    const std::vector<Person>& people() const { return people_; }

    // The door of each arrival: one of the nearest building, each of its doors in turn, so that
    // nobody asks twice while the first request is open.
    std::vector<unsigned> doors_of(const Arrivals& arrivals) const;

    // Walking time by the predictable part alone: way and floor, not lift stops or turnout.
    Millis walk(const Spot& from, const Person& who, const Door& to) const;

    // As an estate would be imported, with these numbers of the dispatch policy. Categories
    // kPlain and kUrgent.
    v1::EstateConfig config(const v1::Policy& policy) const;

  private:
    unsigned nearest_building(double x, double y) const;

    struct Building {
        Spot spot;
        unsigned units = 0, floors = 0;
        std::vector<unsigned> doors;  // shuffled
    };

    Shape shape_;
    Behaviour behaviour_;
    std::vector<Building> buildings_;
    std::vector<Door> doors_;
    std::vector<Person> people_;
};

inline constexpr char kEstate[] = "simulated";
inline constexpr char kPlain[] = "help";
inline constexpr char kUrgent[] = "urgent_help";

}  // namespace circle::sim
