// circlectl: the operator's command.
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "common/config/config_file.hpp"
#include "common/log/log.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace {

enum ExitCode { kFailed = 1, kUsage = 2 };

}  // namespace

int main(int argc, char** argv) {
    using namespace circle;
    CLI::App app("Service Circle's operator command.", "circlectl");
    app.set_version_flag("--version", "circlectl " CIRCLE_VERSION);
    app.require_subcommand(1);
    deploy::Action chosen;
    deploy::add_up(app, chosen);
    deploy::add_token(app, chosen);
    deploy::add_link(app, chosen);
    deploy::add_import(app, chosen);
    deploy::add_revoke(app, chosen);
    bool check = false;
    app.add_flag("--check", check, "check options and configuration file, then exit");
    config::add_config_file(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    if (check) {
        std::cout << "ok\n";
        return 0;
    }
    log::init("circlectl", {"error", "text"});  // its own lines are for people
    try {
        return chosen();
    } catch (const std::exception& error) {
        std::cerr << "circlectl: " << error.what() << std::endl;
        return kFailed;
    }
}
