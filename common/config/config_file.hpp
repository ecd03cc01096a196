// Every program takes its options from flags and from a TOML file; flags win.
#pragma once

namespace CLI {
class App;
}

namespace circle::config {

// Adds `--config FILE.toml` to `app`. Keys are the names of app's own flags without the dashes
// (`port = 8080`); a table holds those of the subcommand of its name. Call it after the options
// have been added and before parsing. What is wrong with a file is reported all at once by
// CLI::ParseError, one `file:line: key: what is wrong, what is accepted` a line.
// `app` must outlive the parsing.
void add_config_file(CLI::App& app);

}  // namespace circle::config
