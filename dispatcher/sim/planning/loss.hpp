// A first guess of how many it takes: each period for itself, as if it went on for ever (SIPP:
// Green, Kolesar and Soares, Improving the SIPP approach for staffing service systems, Operations
// Research 49, 2001), and Erlang's loss formula.
#pragma once

namespace circle::sim {

struct LossModel {
    double load = 0;     // mean number of helpers who would be busy: rate × time of a job
    double ready = .4;   // chance that one who is free comes
    double ceiling = 1;  // share in time when there is no want of people

    // Of `people`, some are busy (Erlang B: Poisson, cut at their number); of the others at least
    // one comes. With ready = ceiling = 1 it is Erlang's loss formula.
    double in_time(unsigned people) const;

    // The smallest number with in_time() ≥ `target`, at most `most`.
    unsigned needed(double target, unsigned most) const;
};

}  // namespace circle::sim
