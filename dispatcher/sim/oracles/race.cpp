#include "dispatcher/sim/oracles/race.hpp"

#include "dispatcher/sim/agenda.hpp"
#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

enum class What { ask, yes, no };

}  // namespace

double share_with_a_yes(const Asking& asking, std::uint64_t seed) {
    Random answers(seed, 1), delays(seed, 2);
    const double window = asking.window > 0 ? asking.window : asking.within;
    std::uint64_t won = 0;
    for (std::uint64_t i = 0; i < asking.requests; ++i) {
        Agenda<double, What> agenda;
        agenda.put(0, What::ask);
        bool helped = false;
        while (!helped && !agenda.empty()) {
            const What what = agenda.take();
            helped = what == What::yes;
            if (what != What::ask) continue;
            for (unsigned n = 0; n < asking.at_once; ++n) {
                const double delay = delays.exponential(asking.answer);
                const bool yes = answers.chance(asking.yes);
                const bool counts = delay <= window && agenda.now() + delay <= asking.within;
                if (counts) agenda.put(agenda.now() + delay, yes ? What::yes : What::no);
            }
            const double next = agenda.now() + window;
            if (asking.window > 0 && next < asking.within) agenda.put(next, What::ask);
        }
        if (helped) ++won;
    }
    return static_cast<double>(won) / static_cast<double>(asking.requests);
}

}  // namespace circle::sim
