#include "dispatcher/engine/settings.hpp"

#include <random>

namespace circle::engine {

Random make_random() {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return [engine = std::mt19937_64(seed)]() mutable { return engine(); };
}

}  // namespace circle::engine
