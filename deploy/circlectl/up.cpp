// circlectl up: everything on this machine, in the foreground.
#include <CLI/CLI.hpp>
#include <memory>

#include "deploy/circlectl/service.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {

void add_up(CLI::App& app, Action& chosen) {
    auto options = std::make_shared<UpOptions>();
    options->estate = CIRCLE_ESTATES_DIR "/xinghe";
    CLI::App* command = app.add_subcommand(
        "up", "run Redis, dispatcher and gateway in the foreground; Ctrl-C stops them in order");
    command->add_option("--data", options->data, "data directory")
        ->envname("DATA")
        ->capture_default_str();
    command->add_option("--host", options->host, "address to listen on; 0.0.0.0: all, for phones")
        ->envname("HOST")
        ->capture_default_str();
    command->add_option("--port", options->port, "TCP port; 0: a free one")
        ->envname("PORT")
        ->capture_default_str();
    command
        ->add_option("--dispatchers", options->dispatchers, "how many; one works, others stand by")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command->add_option("--redis", options->redis,
                        "a Redis that somebody else runs: unix:///path or "
                        "redis://[user:password@]host[:port]; without it an own one is started");
    auto* estate = command->add_option("--estate", options->estate, "folder of the demo estate")
                       ->check(CLI::ExistingDirectory)
                       ->capture_default_str();
    command->add_flag("--empty", options->empty, "without the demo estate")->excludes(estate);
    command->callback(
        [&chosen, options] { chosen = [options] { return Service(*options).run(); }; });
}

}  // namespace circle::deploy
