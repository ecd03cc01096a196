// The estate of the benchmarks: as many people as are asked for, on a grid of buildings.
#pragma once

#include <circle/v1/commands.pb.h>

#include <string>

namespace circle::bench {

inline constexpr const char* kEstate = "bench";

// How many people; ids are "v0", "h0", "k0", and so on.
struct Crowd {
    unsigned volunteers = 600;
    unsigned residents = 2000;
    unsigned dashboards = 2;
    unsigned buildings = 40;
};

// A position on the estate's plan, metres from its corner.
struct Place {
    double x = 0;
    double y = 0;
};
Place home_of(const Crowd& crowd, unsigned building);
// What pages call it, and which it is.
std::string name_of(unsigned building);
unsigned building_of(const std::string& name);

v1::EstateConfig config_of(const Crowd& crowd);

// The command as the installation's operator sends it; `number` makes its client_key.
v1::Command as_operator(v1::Command command, unsigned number);

}  // namespace circle::bench
