// circle-bench: what the service costs, as figures and as ratios to the floor of the same machine
// in the same minute. docs/performance.md tells how to read them.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

#include "tests/bench/floor.hpp"
#include "tests/bench/idle.hpp"
#include "tests/bench/load.hpp"

namespace circle::bench {
namespace {

namespace json = boost::json;

struct Options {
    Crowd crowd;
    Run run;
    std::vector<double> rates{200, 700};
    std::vector<unsigned> idle{1'000, 5'000, 15'000};
    bool knee = false;
    double floor_rate = 200;
    std::string json;
};

void print(const char* text) {
    std::fputs(text, stdout);
    std::fflush(stdout);
}

double per_thousand(double cpu_seconds, std::uint64_t lifecycles) {
    return lifecycles == 0 ? 0 : cpu_seconds * 1000 / static_cast<double>(lifecycles);
}

std::uint64_t broken(const Result& r) {
    return r.lost + r.doubled + r.not_nearest;
}

void print_heading() {
    print(
        "\n rate/s   done/s  tap→received  tap→offer     accept→told   CPU-s per 1,000 lifecycles"
        "            frames/     lost double not-\n"
        "                   p50     p99   p50     p99   p50     p99   all  (gateway/dispatcher/"
        "Redis)  lifecycle              nearest\n");
}

void print_row(const Result& r) {
    print(fmt::format(
              "{:7.0f} {:8.0f} {:7.2f} {:7.2f} {:6.2f} {:7.2f} {:6.2f} {:7.2f}  {:.3f} ({:.3f} / "
              "{:.3f} / {:.3f}) {:8.1f} {:8} {:6} {:6}\n",
              r.rate, r.lifecycles_per_s, r.tap_received.quantile(.5), r.tap_received.quantile(.99),
              r.tap_offer.quantile(.5), r.tap_offer.quantile(.99), r.accept_told.quantile(.5),
              r.accept_told.quantile(.99), per_thousand(r.usage.total(), r.done),
              per_thousand(r.usage.gateway, r.done), per_thousand(r.usage.dispatcher, r.done),
              per_thousand(r.usage.redis, r.done),
              static_cast<double>(r.frames_in + r.frames_out) /
                  static_cast<double>(std::max<std::uint64_t>(r.done, 1)),
              r.lost, r.doubled, r.not_nearest)
              .c_str());
    if (r.skipped > 0)
        print(fmt::format("        {} taps found no free resident\n", r.skipped).c_str());
    if (r.refused > 0) {
        print(fmt::format("        {} refusals, the first: {}\n", r.refused, r.first_refusal)
                  .c_str());
    }
}

json::object to_json(const Samples& samples) {
    return {
        {"count", samples.count()}, {"p50", samples.quantile(.5)}, {"p99", samples.quantile(.99)}};
}

json::object to_json(const Result& r) {
    return {{"rate", r.rate},
            {"lifecycles_per_s", r.lifecycles_per_s},
            {"taps", r.taps},
            {"done", r.done},
            {"skipped", r.skipped},
            {"refused", r.refused},
            {"lost", r.lost},
            {"double", r.doubled},
            {"not_nearest", r.not_nearest},
            {"tap_received_ms", to_json(r.tap_received)},
            {"tap_offer_ms", to_json(r.tap_offer)},
            {"accept_told_ms", to_json(r.accept_told)},
            {"cpu_s",
             {{"gateway", r.usage.gateway},
              {"dispatcher", r.usage.dispatcher},
              {"redis", r.usage.redis}}},
            {"cpu_s_per_1000", per_thousand(r.usage.total(), r.done)},
            {"frames", r.frames_in + r.frames_out}};
}

// Raises the rate step by step until the service does not keep up: never down again, what overload
// leaves behind would be measured along.
constexpr double kFirstRate = 500;
constexpr double kStep = 1.15;

double find_knee(Load& load, const Run& like, json::array& rows, std::uint64_t& faults) {
    const auto keeps_up = [&](double rate) {
        Run run = like;
        run.rate = rate;
        run.seconds = 5;
        const Result result = load.run(run);
        print_row(result);
        rows.push_back(to_json(result));
        faults += result.lost + result.doubled;
        return result.skipped == 0 && result.lifecycles_per_s > .95 * rate &&
               result.tap_offer.quantile(.99) <= 100;
    };
    double good = 0;
    for (double rate = kFirstRate; keeps_up(rate); rate *= kStep) good = rate;
    return good;
}

json::object measure_load(const Options& options, std::uint64_t& faults) {
    json::object all;
    const FloorResult floor = measure_floor(options.floor_rate, options.run.seconds);
    print(
        fmt::format("floor: two durable trips, hiredis only, {}/s: p50 {:.2f} ms, p99 {:.2f} ms\n",
                    options.floor_rate, floor.trip.quantile(.5), floor.trip.quantile(.99))
            .c_str());
    all["floor_ms"] = to_json(floor.trip);
    print(fmt::format("{} volunteers, {} residents, {} dashboards are signing in …\n",
                      options.crowd.volunteers, options.crowd.residents, options.crowd.dashboards)
              .c_str());
    Service service(options.crowd);
    Load load(service, options.crowd);
    Run warm = options.run;
    warm.rate = 200;
    warm.seconds = 2;
    load.run(warm);
    print_heading();
    json::array rows;
    for (const double rate : options.rates) {
        Run run = options.run;
        run.rate = rate;
        const Result result = load.run(run);
        print_row(result);
        rows.push_back(to_json(result));
        faults += broken(result);
        if (rate == options.floor_rate) {
            const double ratio = result.tap_offer.quantile(.5) / floor.trip.quantile(.5);
            all["tap_offer_to_floor"] = ratio;
            print(fmt::format("        tap→offer p50 is {:.2f} × the floor\n", ratio).c_str());
        }
    }
    if (options.knee) {
        print("the knee (p99 of tap→offer at most 100 ms):\n");
        const double knee = find_knee(load, options.run, rows, faults);
        all["knee_per_s"] = knee;
        print(fmt::format("knee: {:.0f} lifecycles/s\n", knee).c_str());
    }
    all["load"] = std::move(rows);
    return all;
}

json::object idle_figures(const Options& options) {
    const auto points = measure_idle(options.idle);
    json::array rows;
    print("\nidle, signed-in connections   private memory of the gateway\n");
    for (const auto& point : points) {
        print(fmt::format("{:10} {:26.1f} MiB\n", point.connections,
                          static_cast<double>(point.private_bytes) / (1 << 20))
                  .c_str());
        rows.push_back(
            {{"connections", point.connections}, {"private_bytes", point.private_bytes}});
    }
    const auto& first = points.front();
    const auto& last = points.back();
    const double each = static_cast<double>(last.private_bytes - first.private_bytes) /
                        (last.connections - first.connections);
    print(fmt::format("one more costs {:.2f} KiB\n", each / 1024).c_str());
    return {{"points", std::move(rows)}, {"bytes_per_connection", each}};
}

int run(int argc, char** argv) {
    Options options;
    options.run.seconds = 10;
    CLI::App app(
        "Measures the service on a Redis of its own; exits with 1 if a request was lost, "
        "given twice or not offered to the nearest.",
        "circle-bench");
    app.add_option("--volunteers", options.crowd.volunteers)->capture_default_str();
    app.add_option("--residents", options.crowd.residents)->capture_default_str();
    app.add_option("--dashboards", options.crowd.dashboards)->capture_default_str();
    app.add_option("--buildings", options.crowd.buildings)->capture_default_str();
    app.add_option("--rate", options.rates, "taps a second; several: one after the other")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--seconds", options.run.seconds, "of each rate")->capture_default_str();
    app.add_flag("--show", options.run.show, "volunteers confirm each offer, as pages do");
    app.add_flag("--knee", options.knee, "look for the highest rate that is kept up");
    app.add_option("--idle", options.idle, "connections at which memory is read; 0: not at all")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--json", options.json, "also write the figures to this file");
    CLI11_PARSE(app, argc, argv);

    std::uint64_t faults = 0;
    json::object all = measure_load(options, faults);
    if (options.idle.size() > 1) all["idle"] = idle_figures(options);
    if (!options.json.empty()) std::ofstream(options.json) << json::serialize(all) << '\n';
    return faults == 0 ? 0 : 1;
}

}  // namespace
}  // namespace circle::bench

int main(int argc, char** argv) {
    try {
        return circle::bench::run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "circle-bench: %s\n", error.what());
        return 1;
    }
}
