// What one commit says, for metrics and log: kept until it is known to be done. Pure.
#pragma once

#include <circle/v1/entities.pb.h>

#include <string>
#include <vector>

#include "dispatcher/core/machine.hpp"

namespace circle::engine {

// A request reached a mark, so long after its tap, or after it was reopened.
struct Reached {
    std::string category;
    double seconds = 0;
};

struct Told {
    std::vector<Reached> accepted;  // the first helper of the round said yes, or was assigned
    std::vector<Reached> arrived;   // the first helper of the round was at the door
    std::vector<v1::BreachCause> breached;  // promises broken, why as far as it was known then
    std::vector<v1::Code> codes;            // of the outcomes, in the order of the commands
};

Told told_by(const core::Effects& effects);

}  // namespace circle::engine
