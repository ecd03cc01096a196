#include "dispatcher/sim/oracles/units.hpp"

#include <algorithm>

#include "dispatcher/sim/agenda.hpp"
#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

constexpr std::size_t kCall = static_cast<std::size_t>(-1);  // else a unit becomes free

}  // namespace

std::vector<double> workloads(const UnitsModel& model, std::uint64_t seed) {
    Random arrivals(seed, 1), places(seed, 2), services(seed, 3);
    std::vector<double> rates;
    double rate = 0;
    for (const District& district : model.districts) {
        rates.push_back(district.rate);
        rate += district.rate;
    }
    Agenda<double, std::size_t> agenda;
    std::vector<bool> busy(model.units);
    std::vector<double> load(model.units);
    std::uint64_t calls = 0, waiting = 0;
    const auto send = [&](std::size_t unit) {
        const double time = services.exponential(model.service);
        busy[unit] = true;
        load[unit] += time;
        agenda.put(agenda.now() + time, unit);
    };
    agenda.put(0, kCall);
    while (!agenda.empty()) {
        const std::size_t what = agenda.take();
        if (what != kCall) {
            busy[what] = false;
            if (waiting > 0) {
                --waiting;
                send(what);
            }
            continue;
        }
        if (++calls < model.calls) agenda.put(agenda.now() + arrivals.exponential(1 / rate), kCall);
        const auto& prefers = model.districts[places.pick(rates)].prefers;
        const auto unit =
            std::find_if(prefers.begin(), prefers.end(), [&](auto u) { return !busy[u]; });
        unit == prefers.end() ? void(++waiting) : send(*unit);
    }
    for (double& one : load) one /= agenda.now();
    return load;
}

}  // namespace circle::sim
