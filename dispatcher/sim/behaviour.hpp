// How people behave: everything that a policy does not decide. Sources: docs/simulator.md.
#pragma once

#include <array>
#include <cstdint>

namespace circle::sim {

// Milliseconds since the midnight before the first arrival, local time.
using Millis = std::int64_t;

inline constexpr Millis kSecond = 1'000;
inline constexpr Millis kHour = 3'600 * kSecond;
inline constexpr Millis kDay = 24 * kHour;

// Shares are from 0 to 1, times in seconds unless the name says otherwise.
struct Behaviour {
    double accept = .4;         // says yes, on average over the people
    double concentration = 0;   // of a Beta distribution of that chance; 0: everybody alike;
                                // 2: a third of them below .1
    double decline = .5;        // of those who do not say yes; the others never answer
    double answer_median = 20;  // exponential
    double unreachable = 0;     // of alerts: shown on no channel

    // From a yes to setting out: median by day and by night, lognormal.
    std::array<double, 2> turnout{105, 140};
    double turnout_sigma = .4;
    double night_from_h = 22, night_to_h = 7;

    double slowest_mps = .8, fastest_mps = 1.2;  // each person's own pace, uniform
    double detour = 1.3;                         // beeline to path
    // To a door on the first floor, and to one on the topmost floor of the estate.
    std::array<double, 2> vertical{45, 170};
    double lift_stop = .2;  // chance of one stop more
    double lift_stop_s = 54;

    double abort = 0;           // of those who said yes: give up somewhere on the way
    double visit_median = 600;  // at the door, lognormal
    double visit_sigma = .6;
    double visit_most = 0;   // s: longer ones are cut there; 0: none are
    double idle = 0;         // of requests: nothing to do there (void), the visit takes a minute
    bool goes_home = false;  // after a visit; else they stay where they helped
    double gives_up = 600;   // a request that nobody is coming to is withdrawn
};

// What each person would do about each request: the same under every policy (common random
// numbers). Requests and people are named by their index.
class Draws {
  public:
    Draws(const Behaviour& behaviour, std::uint64_t seed) : b_(behaviour), seed_(seed) {}

    // A person's own chance of a yes, and pace in m/s.
    double accept_of(unsigned person) const;
    double pace_of(unsigned person) const;

    bool says_yes(double accept, unsigned person, unsigned request) const;
    bool declines(unsigned person, unsigned request) const;
    bool reached(unsigned person, unsigned request, unsigned ask) const;
    Millis answer(unsigned person, unsigned request, unsigned ask) const;
    // `at`: of the yes.
    Millis turnout(unsigned person, unsigned request, Millis at) const;
    // Chance that turnout and lift stops together take at most `time`; of nobody in particular.
    double sets_out_within(Millis time, Millis at) const;
    Millis lift_stops(unsigned person, unsigned request) const;
    // Where on the way they give up, a share of it; negative: they do not.
    double aborts_after(unsigned person, unsigned request) const;
    Millis visit(unsigned request) const;

  private:
    enum class About : std::uint64_t;
    double uniform(About about, std::uint64_t request, std::uint64_t person,
                   std::uint64_t ask = 0) const;

    Behaviour b_;
    std::uint64_t seed_;
};

}  // namespace circle::sim
