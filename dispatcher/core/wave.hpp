// How many are asked at once: enough people that somebody says yes with the wanted chance.
#pragma once

#include <circle/v1/entities.pb.h>

#include <cstddef>
#include <vector>

#include "dispatcher/core/policy.hpp"

namespace circle::core {

// A set of people who are asked for one request: each says yes with their chance, independently,
// and of all who do the one that is worth most goes.
class Wave {
  public:
    Wave() = default;
    // `later`: what it is worth when all of them say no and others are asked after that.
    explicit Wave(double later) : later_(later) {}

    // `chance` from 0 to 1, `worth` > 0.
    void add(double chance, double worth);

    std::size_t size() const { return members_.size(); }
    // What the set is expected to be worth.
    double value() const;
    // By how much `value` would grow with one more.
    double gain(double chance, double worth) const;
    // Chance that at least `count` say yes.
    double chance(unsigned count) const;

  private:
    struct Member {
        double worth = 0, chance = 0;
    };
    double later_ = 0;
    std::vector<Member> members_;  // best first
};

// What is aimed at for a request at this moment.
struct Aim {
    double chance = 1;   // that as many say yes as are missing
    unsigned most = 0;   // asked at once
    unsigned first = 0;  // of them, however little it matters; the others where it does
};

// `mean`: an estate's mean chance of a yes. With a fixed wave_size that many for each missing
// helper, else the target, at first of few people and of more as time goes on; after half of the
// promised time, and for urgent requests, a higher one of as many as may be. Until then nobody is
// rung who may as well be asked later.
Aim aim_of(const v1::Request& request, const Policy& policy, double mean, Time now);

}  // namespace circle::core
