// An estate as the simulation needs it: doors, people, what is asked for, and the ways between.
#pragma once

#include <circle/v1/estate.pb.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dispatcher/sim/behaviour.hpp"

namespace circle::sim {

struct Spot {
    double x = 0, y = 0;  // metres east and north
};

struct Door {
    std::string household;  // id
    unsigned building = 0;
    int floor = 1;
    Spot spot = {};  // of use to worlds that are flat
};

struct Person {
    std::string id;
    unsigned building = 0;
    Spot home = {};     // of use to worlds that are flat
    double pace = 1;    // m/s
    double accept = 0;  // chance of a yes
};

// Something that can be asked for.
struct Kind {
    std::string category;  // id, in config()
    unsigned headcount = 1;
    bool on_plan = false;  // outdoors in front of the building, not at the door
};

// One request.
struct Call {
    Millis at = 0;
    unsigned door = 0;
    unsigned kind = 0;  // index in World::kinds()
};
using Calls = std::vector<Call>;  // by time

class World {
  public:
    virtual ~World() = default;

    const std::vector<Door>& doors() const { return doors_; }
    const std::vector<Person>& people() const { return people_; }
    const std::vector<Kind>& kinds() const { return kinds_; }

    // Walking time by the predictable part alone: way and floor, not lift stops or turnout.
    // `from`: the door where they helped last; nullopt: from home.
    virtual Millis walk(unsigned person, std::optional<unsigned> from, const Call& to) const = 0;

    // As an estate would be imported, with these numbers of the dispatch policy.
    virtual v1::EstateConfig config(const v1::Policy& policy) const = 0;

  protected:
    World() = default;
    World(const World&) = default;
    World& operator=(const World&) = default;

    std::vector<Door> doors_;
    std::vector<Person> people_;
    std::vector<Kind> kinds_;
};

inline constexpr char kEstate[] = "simulated";

}  // namespace circle::sim
