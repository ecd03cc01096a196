#include "dispatcher/sim/options.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>

#include <CLI/CLI.hpp>
#include <map>
#include <thread>

#include "common/config/accepted.hpp"
#include "dispatcher/core/policy.hpp"

namespace circle::sim {
namespace {

struct Grid {
    std::vector<double> widths{500};
    std::vector<unsigned> on_duty{24};
    std::vector<double> accept{.4};
    std::vector<std::string> policy;  // name=value
};

const std::map<std::string, Days> kDays{
    {"odd", Days::odd}, {"even", Days::even}, {"all", Days::all}};

// Sets one number of the policy by its name in the contract.
void set_policy(v1::Policy& policy, const std::string& setting) {
    const auto equals = setting.find('=');
    if (equals == std::string::npos) {
        throw CLI::ValidationError("--policy", setting + ": accepted: NAME=VALUE");
    }
    const std::string name = setting.substr(0, equals), value = setting.substr(equals + 1);
    const auto* field = v1::Policy::descriptor()->FindFieldByName(name);
    if (!field) {
        std::string names;
        for (int i = 0; i < v1::Policy::descriptor()->field_count(); ++i) {
            names += (i > 0 ? ", " : "") + v1::Policy::descriptor()->field(i)->name();
        }
        throw CLI::ValidationError("--policy", name + ": unknown; accepted: " + names);
    }
    v1::Policy one;
    const auto status =
        google::protobuf::util::JsonStringToMessage("{\"" + name + "\":" + value + "}", &one);
    if (!status.ok()) {
        throw CLI::ValidationError("--policy", setting + ": accepted: " + name + "=a number");
    }
    if (const auto error = core::check(one)) {
        throw CLI::ValidationError("--policy", setting + ": accepted: " + error->accepted);
    }
    policy.MergeFrom(one);
}

void add_people(CLI::App& command, Behaviour& b) {
    const auto share = config::finite_number(0.0, 1.0);
    command
        .add_option("--concentration", b.concentration,
                    "people's own chances of a yes are spread around --accept: parameter of a "
                    "Beta distribution; 0: all alike, 2: a third nearly never")
        ->check(config::finite_number(0.0, 1000.0))
        ->capture_default_str();
    command.add_option("--decline", b.decline, "share of the others who say no, not nothing")
        ->check(share)
        ->capture_default_str();
    command.add_option("--abort", b.abort, "share of those who said yes who give up on the way")
        ->check(share)
        ->capture_default_str();
    command.add_option("--unreachable", b.unreachable, "share of alerts that reach nobody")
        ->check(share)
        ->capture_default_str();
    command.add_option("--void", b.idle, "share of requests with nothing to do")
        ->check(share)
        ->capture_default_str();
    command
        .add_option("--turnout", b.turnout, "median seconds from yes to setting out, day and night")
        ->check(config::finite_number(0.001, 3600.0))
        ->capture_default_str();
    command
        .add_option("--turnout-sigma", b.turnout_sigma, "of its logarithm; 0: always the median")
        ->check(config::finite_number(0.0, 3.0))
        ->capture_default_str();
    command
        .add_option("--vertical", b.vertical, "seconds to a door on the first and topmost floor")
        ->check(config::finite_number(0.0, 3600.0))
        ->capture_default_str();
    command.add_option("--visit", b.visit_median, "median seconds at the door")
        ->check(config::finite_number(1.0, 86400.0))
        ->capture_default_str();
    command.add_flag("--go-home", b.goes_home, "after a visit, instead of staying around");
}

void add_compare(CLI::App& app, SimOptions& options, Grid& grid) {
    CLI::App* command = app.add_subcommand(
        "compare", "play requests against strategies, the dispatch core one of them");
    Study& study = options.study;
    command->add_option("--width", grid.widths, "of the estate in metres")
        ->check(config::finite_number(50.0, 20000.0))
        ->capture_default_str();
    command->add_option("--on-duty", grid.on_duty, "volunteers")
        ->check(CLI::Range(1, 5000))
        ->capture_default_str();
    command->add_option("--accept", grid.accept, "chance of a yes, 0 to 1")
        ->check(config::finite_number(0.0, 1.0))
        ->capture_default_str();
    auto* days =
        command
            ->add_option("--days", study.days,
                         "to play, from the first midnight on; of a file all, unless it is given")
            ->check(CLI::Range(1, 3660))
            ->capture_default_str();
    auto* arrivals =
        command
            ->add_option("--arrivals", options.arrivals,
                         "CSV with received, lat and lon; without it Poisson arrivals")
            ->check(CLI::Validator(
                [](const std::string& file) {
                    return std::string(file.empty() ? "is empty; accepted: a CSV file" : "");
                },
                ""));
    command->add_option("--per-day", study.per_day, "mean number of Poisson arrivals")
        ->check(config::finite_number(1.0, 5000.0))
        ->excludes(arrivals)
        ->capture_default_str();
    command
        ->add_option(
            "--bursts", study.shape.bursts,
            "a day: 20 to 60 neighbours of one riser tap within five minutes; the bound is "
            "left out")
        ->check(config::finite_number(0.0, 24.0))
        ->capture_default_str();
    command->add_option("--urgent", study.urgent, "share of requests")
        ->check(config::finite_number(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--seeds", study.seeds, "replications")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--seed", study.first_seed, "the first one")->capture_default_str();
    command
        ->add_option_function<std::string>(
            "--report", [&study](const std::string& which) { study.report = kDays.at(which); },
            "days to report: odd, even or all")
        ->check(config::one_of({"odd", "even", "all"}).description(""));
    command->add_option("--policy", grid.policy,
                        "NAME=VALUE of the core's policy, as in the estate's configuration");
    command->add_option("--threads", study.threads, "the result does not depend on it")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command->add_flag("!--without-bound", study.bound,
                      "leave out what knows all, which takes longest");
    command->add_option("--json", options.json, "file to write the figures to");
    command->add_option("--html", options.html, "file to write a page with plots to");
    add_people(*command, study.behaviour);
    command->footer(
        "Several values of --width, --on-duty and --accept are played in all combinations. Tune "
        "on --report odd,\nreport --report even.\n"
        "Exit codes: 0 done; 1 not done, and why; 2 command line.\n"
        "Example: circle-sim compare --width 500 1000 --on-duty 24 --accept .2 .4 --seeds 10");
    command->callback([&options, days] {
        options.what = SimOptions::What::compare;
        options.all_days = days->count() == 0;
    });
}

ParsedSimOptions text(const std::string& text, bool failed = false) {
    return {std::nullopt, failed, text};
}

}  // namespace

ParsedSimOptions parse_sim_options(int argc, const char* const* argv) {
    CLI::App app("Plays an estate against its dispatch core, in virtual time.", "circle-sim");
    SimOptions options;
    options.study.threads = std::max(1u, std::thread::hardware_concurrency());
    Grid grid;
    app.add_subcommand("oracles", "check the simulation's parts against known theory")
        ->footer(
            "Exit codes: 0 theory is within every 99 % interval; 1 it is not; 2 command line.\n"
            "Example: circle-sim oracles");
    add_compare(app, options, grid);
    app.require_subcommand(1);
    app.set_version_flag("--version", "circle-sim " CIRCLE_VERSION);
    app.footer(
        "circle-sim SUBCOMMAND --help tells more.\n"
        "Exit codes: 0 done; 1 not done, and why; 2 command line.\n"
        "Example: circle-sim compare --width 500 --on-duty 24 --accept .4 --days 14 --seeds 10");
    try {
        app.parse(argc, argv);
        for (const std::string& setting : grid.policy) set_policy(options.study.policy, setting);
        if (options.arrivals.empty() && options.study.seeds == 1 && options.study.days < 4) {
            throw CLI::ValidationError("--seeds",
                                       "accepted: at least 2, or at least 4 --days: an interval "
                                       "needs replications");
        }
    } catch (const CLI::CallForHelp&) {
        return text(app.help());
    } catch (const CLI::CallForVersion&) {
        return text("circle-sim " CIRCLE_VERSION "\n");
    } catch (const CLI::ParseError& error) {
        const std::string wrong = config::wrong_subcommand(app, error);
        if (!wrong.empty()) return text(wrong, true);
        return text(fmt::format("circle-sim: {}\n", error.what()), true);
    }
    for (const double width : grid.widths) {
        for (const unsigned on_duty : grid.on_duty) {
            for (const double accept : grid.accept) {
                options.study.settings.push_back({width, on_duty, accept});
            }
        }
    }
    return {options, false, ""};
}

}  // namespace circle::sim
