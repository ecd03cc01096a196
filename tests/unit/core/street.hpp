// A long street with people enough to choose from, and what tests do there again and again.
#pragma once

#include <string>

#include "tests/unit/core/world.hpp"

namespace circle::core::testing {

inline constexpr Time kSecond = 1'000;

// small_estate() with sixteen volunteers, four in each of four buildings in a row, `metres` apart;
// v23 is the third of building 2. Everybody may do "lost_found". The wave is sized by the target.
v1::EstateConfig long_street(double metres);

// With everybody of it on duty.
World on_duty(const v1::EstateConfig& config);

// Asks for "lost_found", which all can do; the id of the request.
std::string ask(World& world, const std::string& household = "h1");

// Every phone that got an offer of it shows it.
void show_all(World& world, const std::string& request);

int open_of(const World& world, const std::string& request);

// Somebody goes and has done it after `ms` at the door. A copy of the offer: the world moves on.
void help(World& world, const std::string& request, v1::Offer offer, Time ms = 0);

}  // namespace circle::core::testing
