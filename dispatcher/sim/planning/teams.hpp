// Who is on duty when: drawn by numbers, or as the roster has it.
#pragma once

#include <cstdint>
#include <vector>

#include "dispatcher/sim/planning/calendar.hpp"
#include "dispatcher/sim/planning/needs.hpp"
#include "dispatcher/sim/simulation.hpp"

namespace circle::sim {

// On duty in one period.
struct Level {
    unsigned total = 0;
    std::vector<unsigned> of_need;  // so many of them meet it, by need; at most `total`

    bool operator==(const Level&) const = default;
};
using Staircase = std::vector<Level>;  // by period

// Who can be on duty in a simulation, and when they are.
struct Crew {
    std::vector<Helper> helpers;  // a Duties' people, by index
    Duties duties;
};

// The people of an estate.
struct People {
    std::vector<Helper> volunteers;
    std::vector<Helper> staff;      // as well, when the roster says so
    std::vector<v1::Shift> shifts;  // of both
};

// From day `first` on (0: a Monday).
struct Span {
    unsigned first = 0;
    unsigned count = 7;
};

class Teams {
  public:
    // All outlive it.
    Teams(const Calendar& calendar, const Needs& needs, const People& people);

    // The number on duty that it takes, on average of who that can be, to have so many for each
    // need: most people meet several.
    unsigned size_for(const std::vector<unsigned>& of_need, std::uint64_t seed) const;

    // Of those on duty then, how many meet each need, on average: at least what was asked for,
    // since who is there for one need often meets others.
    std::vector<double> holders_in(const Level& level, std::uint64_t seed) const;

    // Other people each day, at random, so many as each period's level says. Where an estate has
    // too few, more like them are taken. Staff come with the roster.
    Crew by_levels(const Staircase& levels, Span days, std::uint64_t seed) const;

    // As the shifts say.
    Crew by_roster(Span days) const;

    // All volunteers, all the time. Staff come with the roster.
    Crew everybody(Span days) const;

    // `count` of all volunteers, others each day, all day.
    Crew at_random(unsigned count, Span days, std::uint64_t seed) const;

    // Volunteers that meet a need.
    unsigned holders(std::size_t need) const;

  private:
    class Draw;

    void add_staff(Crew& crew, Span days) const;

    const Calendar& calendar_;
    const Needs& needs_;
    const People& people_;
    std::vector<std::vector<bool>> met_;  // by volunteer and need
};

// With one more, who is on duty whenever anybody is.
Crew joined(Crew crew, const Helper& more);

// Volunteers on the roster at a moment of the week that meet a need; nullptr: any.
unsigned on_roster(const People& people, const Need* need, unsigned weekday, unsigned minute);

}  // namespace circle::sim
