// Random streams: one for each purpose and replication, so that two policies that are compared meet
// the same arrivals and the same people (common random numbers).
#pragma once

#include <boost/random/exponential_distribution.hpp>
#include <boost/random/mersenne_twister.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <cstddef>
#include <cstdint>

namespace circle::sim {

// SplitMix64 (Steele, Lea, Flood 2014): neighbouring numbers give unlike ones.
inline std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15ULL;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

// In (0, 1), a function of what it is about and of nothing that happened before: whoever asks in
// whatever order gets the same number.
inline double uniform_of(std::uint64_t seed, std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    const std::uint64_t bits = mix(mix(mix(mix(seed) ^ a) ^ b) ^ c) >> 11;
    return (static_cast<double>(bits) + 0.5) * 0x1p-53;
}

class Random {
  public:
    // Streams of different numbers are independent; the same ones are the same on every machine.
    Random(std::uint64_t seed, std::uint64_t stream) : engine_(mix(mix(seed) ^ stream)) {}

    // In [0, 1).
    double uniform() { return boost::random::uniform_01<double>()(engine_); }
    bool chance(double probability) { return uniform() < probability; }
    double exponential(double mean) {
        return boost::random::exponential_distribution<double>(1 / mean)(engine_);
    }
    unsigned poisson(double mean) {
        return static_cast<unsigned>(boost::random::poisson_distribution<>(mean)(engine_));
    }
    // An index, with probability proportional to its weight (> 0).
    template <class Weights>
    std::size_t pick(const Weights& weights) {
        double sum = 0;
        for (const double weight : weights) sum += weight;
        double left = uniform() * sum;
        std::size_t i = 0;
        for (; i + 1 < weights.size() && left >= weights[i]; ++i) left -= weights[i];
        return i;
    }

  private:
    boost::random::mt19937_64 engine_;
};

}  // namespace circle::sim
