// What requests ask of helpers: the skills without which nobody is asked for them.
#pragma once

#include <string>
#include <vector>

#include "dispatcher/sim/estate_world.hpp"

namespace circle::sim {

struct Need {
    std::vector<std::string> skills;      // all of them, licences among them; empty: anyone
    std::vector<std::string> categories;  // ids of those that ask for it

    bool is_met_by(const v1::VolunteerConfig& helper) const;
};

struct Needs {
    std::vector<Need> all;          // different ones, in the order of the kinds
    std::vector<unsigned> of_kind;  // index, by kind
    std::size_t size() const { return all.size(); }
};

Needs needs_of(const std::vector<RequestKind>& kinds);

}  // namespace circle::sim
