// What is compared.
#pragma once

#include <circle/v1/estate.pb.h>

#include <functional>
#include <memory>

#include "dispatcher/core/machine.hpp"
#include "dispatcher/sim/strategy.hpp"

namespace circle::sim {

// Asks the `width` nearest at once, after `window` the next ones; whoever says yes first goes. A
// yes after its window counts while nobody has won if `late_yes`. Those of a wave who say no are
// replaced when all have.
std::unique_ptr<Strategy> make_fan_out(Scene& scene, unsigned width, Millis window, bool late_yes);

// Knows who will say yes and asks the nearest of them alone, without losing time on the others; it
// knows neither when they answer nor what comes next.
std::unique_ptr<Strategy> make_knowing(Scene& scene);

// Sees each batch of effects of the core.
using Observer = std::function<void(const core::Effects&)>;

// The dispatch core itself, through commands and ticks, with these numbers of its policy. Throws
// std::invalid_argument, naming the field, when the core refuses them.
std::unique_ptr<Strategy> make_ours(Scene& scene, const v1::Policy& policy,
                                    Observer observer = nullptr);

}  // namespace circle::sim
