#include "dispatcher/sim/planning/loss.hpp"

#include <cmath>

namespace circle::sim {

double LossModel::in_time(unsigned people) const {
    double weight = 1, weights = 0, served = 0;
    for (unsigned busy = 0; busy <= people; ++busy) {
        if (busy > 0) weight *= load / busy;
        weights += weight;
        served += weight * (1 - std::pow(1 - ready, people - busy));
    }
    return ceiling * served / weights;
}

unsigned LossModel::needed(double target, unsigned most) const {
    unsigned people = 1;
    while (people < most && in_time(people) < target) ++people;
    return people;
}

}  // namespace circle::sim
