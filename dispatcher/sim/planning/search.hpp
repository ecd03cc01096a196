// How many are needed on duty, period by period.
#pragma once

#include <vector>

#include "dispatcher/sim/planning/judge.hpp"
#include "dispatcher/sim/planning/loss.hpp"

namespace circle::sim {

struct Staffing {
    double target = .95;
    Staircase levels;
    // Who meets each need of those on duty then, by period: most people meet several.
    std::vector<std::vector<double>> holders;
    unsigned of_need(std::size_t period, std::size_t need) const {
        return static_cast<unsigned>(holders[period][need] + .5);
    }
    std::vector<Share> by_period, by_need;  // as verified
    // With as many people as can be had, all on duty.
    std::vector<Share> best_by_period, best_by_need;
    // False: not even they reach the target there. Then all who are there are on duty for it.
    std::vector<bool> period_reachable, need_reachable;
    // It is out of reach for every need, and so in every period: nothing holds, and levels and
    // shares are of all volunteers on duty.
    bool impossible = false;
    Share all;
    bool holds = true;  // every period and need that can reach the target does
    double weeks = 0;   // simulated for the last judgement
    unsigned rounds = 0;
};

// Of everybody on duty, in a week.
double person_minutes(const Staircase& levels, const Calendar& calendar);

class Search {
  public:
    // All but `play` outlive the search.
    Search(const Knowledge& knowledge, const Teams& teams, const Effort& effort,
           const Progress& progress, Play play = sim::play);

    // As many people as can be had, all on duty: three times those there are for each need, but no
    // more than 60 if there are not more already.
    const Results& best() const { return best_; }
    unsigned most_people() const { return most_people_; }

    // Each need's share over the week and each period's share of the requests whose need can reach
    // the target are at least `target`, and with one-sided 95 % confidence not far below it: by a
    // fifth of what may be late, at least half a point and at most five.
    Staffing staff(double target);

    // With no fewer than `floor` of each need anywhere, judged anew if that asks for more: what a
    // lower target asks for. Of what is impossible nothing is asked.
    Staffing at_least(Staffing staffing, const Staircase& floor);

  private:
    LossModel model(std::size_t period, std::size_t need) const;
    unsigned most(std::size_t need) const;
    Results judge(const Staircase& levels);
    Results play_with_most();
    void set_bounds(Staffing& staffing) const;
    void begin(Staffing& staffing) const;
    void settle(Staffing& staffing);
    Staffing trimmed(Staffing staffing);
    bool trim(Staffing& staffing);
    void calibrate(const Staffing& staffing, const Results& results);
    bool raise(Staffing& staffing, const Results& results) const;
    void raise_level(Staffing& staffing, std::size_t period, std::size_t need, unsigned by) const;
    void raise_need(Staffing& staffing, const Results& results, std::size_t need) const;
    void raise_period(Staffing& staffing, const Results& results, std::size_t period) const;
    unsigned more(const Staffing& staffing, std::size_t period, std::size_t need,
                  const Share& seen) const;
    void set_totals(Staffing& staffing) const;

    const Knowledge& k_;
    const Teams& teams_;
    Effort effort_;
    const Progress& progress_;
    Play play_;
    std::vector<double> loads_;    // by period × needs + need
    std::vector<double> ready_;    // by need
    std::vector<double> ceiling_;  // by need
    unsigned most_people_ = 0;
    Results best_;
};

}  // namespace circle::sim
