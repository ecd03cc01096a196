// The subcommands of circlectl, one file each.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace circle::deploy {

// What was chosen on the command line; returns the exit code and throws std::runtime_error with one
// line for people.
using Action = std::function<int()>;

// Each adds its subcommand to `app`; parsing sets `chosen`.
void add_up(CLI::App& app, Action& chosen);
void add_token(CLI::App& app, Action& chosen);
void add_link(CLI::App& app, Action& chosen);
void add_import(CLI::App& app, Action& chosen);
void add_revoke(CLI::App& app, Action& chosen);

}  // namespace circle::deploy
