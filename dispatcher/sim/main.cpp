// circle-sim: what the dispatch core is worth, in virtual time.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "dispatcher/sim/html.hpp"
#include "dispatcher/sim/options.hpp"
#include "dispatcher/sim/oracles/oracles.hpp"
#include "dispatcher/sim/report.hpp"

namespace {

using namespace circle::sim;

enum ExitCode { kDone = 0, kFailed = 1, kUsage = 2 };

// On a terminal, one line that is overwritten.
class Progress {
  public:
    ~Progress() {
        if (shown_) std::cerr << "\r\033[K" << std::flush;
    }
    void show(std::size_t done, std::size_t all, const std::string& what) {
        if (::isatty(STDERR_FILENO) != 1) return;
        constexpr std::size_t kWidth = 30;
        const std::size_t filled = all == 0 ? kWidth : done * kWidth / all;
        std::cerr << fmt::format("\r\033[K[{:#<{}}{:.<{}}] {}/{} {}", "", filled, "",
                                 kWidth - filled, done, all, what)
                  << std::flush;
        shown_ = true;
    }

  private:
    bool shown_ = false;
};

void write(const std::string& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.flush();
    if (!out)
        throw std::runtime_error(file +
                                 ": cannot be written; name a file in a folder that "
                                 "exists and that you may write to");
}

int run_oracles() {
    constexpr unsigned kReplications = 10;
    constexpr std::uint64_t kSeed = 20261122;
    const auto all = oracles();
    bool met = true;
    Progress progress;
    for (std::size_t i = 0; i < all.size(); ++i) {
        progress.show(i, all.size(), all[i].model);
        const auto estimates = replicate(all[i], kReplications, kSeed, .99);
        if (::isatty(STDERR_FILENO) == 1) std::cerr << "\r\033[K" << std::flush;
        std::cout << all[i].model << " (" << all[i].source << ")\n";
        for (std::size_t v = 0; v < estimates.size(); ++v) {
            const auto& [name, theory] = all[i].values[v];
            const bool covered = estimates[v].covers(theory);
            met = met && covered;
            std::cout << fmt::format(
                "  {:<28} theory {:>10.5f}  simulated {:>10.5f} ± {:.5f}  {}\n", name, theory,
                estimates[v].mean, estimates[v].half_width, covered ? "met" : "NOT MET");
        }
        std::cout << std::flush;
    }
    return met ? kDone : kFailed;
}

int run_compare(SimOptions& options) {
    Study& study = options.study;
    if (!options.arrivals.empty()) {
        study.arrivals = read_arrivals(options.arrivals, options.all_days ? 0 : study.days);
        const std::string missing = what_is_missing(study);
        if (!missing.empty()) throw std::runtime_error(options.arrivals + ": " + missing);
    }
    std::vector<Comparison> comparisons;
    {
        Progress progress;
        const std::function<void(std::size_t, std::size_t)> show =
            [&](std::size_t done, std::size_t all) { progress.show(done, all, "runs"); };
        comparisons = compare(study, show);
    }
    std::cout << as_table(study, comparisons);
    if (!options.json.empty()) write(options.json, as_json(study, comparisons));
    if (!options.html.empty()) write(options.html, as_html(study, comparisons));
    return kDone;
}

}  // namespace

int main(int argc, char** argv) {
    auto parsed = parse_sim_options(argc, argv);
    if (!parsed.text.empty()) (parsed.failed ? std::cerr : std::cout) << parsed.text;
    if (!parsed.options) return parsed.failed ? kUsage : kDone;
    try {
        return parsed.options->what == SimOptions::What::oracles ? run_oracles()
                                                                 : run_compare(*parsed.options);
    } catch (const BadArrivals& error) {
        std::cerr << error.what();
        return kFailed;
    } catch (const std::exception& error) {
        std::cerr << "circle-sim: " << error.what() << std::endl;
        return kFailed;
    }
}
