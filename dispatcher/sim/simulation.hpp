// One run: a world, its arrivals and people, and a strategy, in virtual time.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "dispatcher/sim/square_world.hpp"
#include "dispatcher/sim/strategy.hpp"

namespace circle::sim {

// What became of one request; times are negative if it never came to that.
struct Record {
    Millis at = 0;
    Millis accepted = -1;  // the first time that somebody had the job
    Millis on_scene = -1;  // the first helper at the door
    unsigned alerts = 0;
    Millis walk = 0;      // of that helper, as it could be predicted
    unsigned aborts = 0;  // by who said yes and gave up before anybody was at the door
};

// Somebody comes on duty or goes off; who is with somebody then stays until that ends.
struct DutyChange {
    Millis at = 0;
    unsigned person = 0;
    bool on = false;
};
using Duties = std::vector<DutyChange>;  // by time; who has one is off duty before it

struct History {
    std::vector<Record> requests;  // by time
    // Of each person: visits by the index of the request, and alerts.
    std::vector<std::vector<unsigned>> jobs;
    std::vector<std::vector<unsigned>> alerts;
};

using MakeStrategy = std::function<std::unique_ptr<Strategy>(Scene&)>;

// Deterministic: the same arguments give the same run. Who has no duty change is on duty all the
// time. Common random numbers are by index: of people, and of calls.
History simulate(const World& world, const Behaviour& behaviour, const Calls& calls,
                 const Duties& duties, std::uint64_t seed, const MakeStrategy& make);

// The synthetic estate. `arrivals` by time.
History simulate(const Shape& shape, const Behaviour& behaviour, const Arrivals& arrivals,
                 std::uint64_t seed, const MakeStrategy& make);

}  // namespace circle::sim
