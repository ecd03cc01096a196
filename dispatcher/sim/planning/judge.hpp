// How often a helper is at the door in time, by many simulated days.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "dispatcher/sim/planning/knowledge.hpp"

namespace circle::sim {

struct Tally {
    double calls = 0, in_time = 0;

    Tally& operator+=(const Tally& more);
};

// A share with one-sided 95 % bounds: it is above `lower`, and below `upper`.
struct Share {
    double mean = 1, lower = 0, upper = 1;
    double calls = 0;  // 0: nothing is known
};

// Of requests that were late, what took longest.
struct Causes {
    double nobody = 0;       // nobody said yes
    double yes = 0;          // to say yes
    double setting_out = 0;  // from the yes, beyond the walk
    double walk = 0;
    double aborted = 0;  // who said yes did not come, and somebody else at most too late

    double all() const { return nobody + yes + setting_out + walk + aborted; }
};

// Some days in a row.
struct Played {
    std::vector<Tally> by_cell;      // period × needs + need
    std::vector<Tally> by_building;  // of the door
    Causes causes;
};

class Results {
  public:
    std::vector<Played> replications;
    double weeks = 0;
    std::size_t needs = 1;

    // Cells [period, need] for which `wanted` is true, together.
    Share share(const std::function<bool(std::size_t period, std::size_t need)>& wanted) const;
    Share all() const;
    Share of_period(std::size_t period) const;
    Share of_need(std::size_t need) const;
    // Sums over the replications.
    Tally cell(std::size_t period, std::size_t need) const;
    std::vector<Tally> buildings() const;
    Causes causes() const;
};

// The bounds of a ratio of sums over replications (Student's t; never narrower than the binomial).
Share share_of(const std::vector<Tally>& replications);

struct Effort {
    double calls = 5'000;  // that a run plays, about
    unsigned threads = 1;  // the result does not depend on it
    std::uint64_t seed = 1;
    double times = 1;  // as many requests as the estate has
};

using Progress = std::function<void(const std::string& what)>;
using MakeCrew = std::function<Crew(Span days, std::uint64_t seed)>;

// Plays the estate with a crew of each replication's days. Replications begin on different
// weekdays, all weekdays alike often. Throws what the simulation throws.
Results play(const Knowledge& knowledge, const MakeCrew& crew, const Effort& effort);
using Play = std::function<Results(const Knowledge&, const MakeCrew&, const Effort&)>;

// At least 12 requests a day are played, and two for five volunteers, as far as there are doors for
// it: more makes it harder, never easier, and an estate with one request a day would take years of
// virtual time to say anything.
double times_for(const Knowledge& knowledge);

}  // namespace circle::sim
