// How many are needed on duty, period by period.
#pragma once

#include <vector>

#include "dispatcher/sim/planning/judge.hpp"
#include "dispatcher/sim/planning/loss.hpp"

namespace circle::sim {

struct Staffing {
    double target = .95;
    Staircase levels;
    std::vector<Share> by_period, by_need;  // as verified
    // With far more on duty than it takes: what more people cannot mend.
    std::vector<Share> best_by_period, best_by_need;
    // False: no number of people reaches the target there; the level is then what comes within a
    // point of the best.
    std::vector<bool> period_reachable, need_reachable;
    Share all;
    bool holds = true;  // every period and need that can reach the target does, with its bound
    double weeks = 0;   // simulated for the last judgement
    unsigned rounds = 0;
};

class Search {
  public:
    // All outlive the search.
    Search(const Knowledge& knowledge, const Teams& teams, const Effort& effort,
           const Progress& progress);

    // With far more people on duty than it takes.
    const Results& best() const { return best_; }

    // Each need's share over the week and each period's share of the requests whose need can reach
    // the target are at least `target`, with one-sided 95 % confidence each.
    Staffing staff(double target);

  private:
    LossModel model(std::size_t period, std::size_t need) const;
    unsigned most(std::size_t need) const;
    Results judge(const Staircase& levels);
    Results play_with_most();
    void set_bounds(Staffing& staffing) const;
    void begin(Staffing& staffing) const;
    void calibrate(const Staffing& staffing, const Results& results);
    bool raise(Staffing& staffing, const Results& results) const;
    void raise_need(Staffing& staffing, const Results& results, std::size_t need) const;
    bool raise_period(Staffing& staffing, const Results& results, std::size_t period) const;
    void set_totals(Staffing& staffing) const;
    double target_of(const Staffing& staffing, std::size_t period, std::size_t need) const;

    const Knowledge& k_;
    const Teams& teams_;
    Effort effort_;
    const Progress& progress_;
    std::vector<double> loads_;    // by period × needs + need
    std::vector<double> ready_;    // by need
    std::vector<double> ceiling_;  // by need
    Results best_;
};

}  // namespace circle::sim
