// circlectl: the operator's command. What can be said on its command line is all here.
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <string>

#include "common/config/accepted.hpp"
#include "common/config/config_file.hpp"
#include "common/config/options.hpp"
#include "common/keyspace/stream_id.hpp"
#include "common/log/log.hpp"
#include "deploy/circlectl/service.hpp"
#include "deploy/circlectl/subcommands.hpp"

namespace circle::deploy {
namespace {

enum ExitCode { kFailed = 1, kUsage = 2 };

// What was chosen; returns the exit code.
using Action = std::function<int()>;

void add_where(CLI::App& command, Where& where) {
    command.add_option("--data", where.data, "data directory of the installation")
        ->envname("DATA")
        ->capture_default_str();
    command
        .add_option("--redis", where.redis, std::string(config::kRedisUrls) + ", instead of --data")
        ->check(config::is_redis_url());
}

std::string check_host(const std::string& host) {
    boost::system::error_code error;
    boost::asio::ip::make_address(host, error);
    return error ? "\"" + host + "\" is not an IP address; accepted: 127.0.0.1, 0.0.0.0, ::1, …"
                 : std::string();
}

CLI::Option* add_role(CLI::App& command, std::string& role) {
    return command.add_option("--role", role, "of the person")
        ->check(CLI::IsMember({"resident", "volunteer", "staff", "coordinator"}));
}

void add_up(CLI::App& app, UpOptions& options, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "up", "run Redis, dispatcher and gateway in the foreground; Ctrl-C stops them in order");
    options.estate = CIRCLE_ESTATES_DIR "/xinghe";
    command->add_option("--data", options.data, "data directory")
        ->envname("DATA")
        ->capture_default_str();
    command->add_option("--host", options.host, "address to listen on; 0.0.0.0: all, for phones")
        ->check(CLI::Validator(check_host, ""))
        ->envname("HOST")
        ->capture_default_str();
    command->add_option("--port", options.port, "TCP port; 0: a free one")
        ->check(CLI::Range(0, 65535))
        ->envname("PORT")
        ->capture_default_str();
    command->add_option("--dispatchers", options.dispatchers, "how many; they share the work")
        ->check(CLI::Range(1, 16))
        ->capture_default_str();
    command
        ->add_option("--redis", options.redis,
                     std::string("a Redis that somebody else runs: ") + config::kRedisUrls +
                         "; without it an own one is started")
        ->check(config::is_redis_url())
        ->envname("CIRCLE_REDIS");
    auto* estate = command->add_option("--estate", options.estate, "folder of the demo estate")
                       ->check(CLI::ExistingDirectory)
                       ->capture_default_str();
    command->add_flag("--empty", options.empty, "without the demo estate")->excludes(estate);
    command
        ->add_option("--redis-memory", options.redis_memory,
                     "at most so much for our own Redis, e.g. 2GB; 0: half of the machine's")
        ->transform(CLI::AsSizeValue(false))
        ->capture_default_str();
    config::add_log_options(*command, options.log);
    command->footer(
        "Dispatcher and gateway log as --log-level and --log-format say, into DATA/log.\n"
        "Exit codes: 0 ended by a signal, in order; 1 it could not start, or a part does not stay "
        "alive: one\nline says why and what to do; 2 command line or configuration file.\n"
        "Example: circlectl up --data /srv/circle --host 0.0.0.0 --port 8080 --dispatchers 2");
    command->callback([&] {
        chosen = [&] {
            umask(077);  // logs and data are nobody else's, the children's included
            return Service(options).run();
        };
    });
}

void add_secret(CLI::App& app, const char* name, const char* description, SecretOptions& options,
                Action& chosen) {
    CLI::App* command = app.add_subcommand(name, description);
    add_where(*command, options.where);
    add_role(*command, options.role)->required();
    command
        ->add_option("--id", options.id, "of the household, volunteer, staff member or coordinator")
        ->required();
    command->add_option("--estate", options.estate, "code of the estate")->capture_default_str();
    const std::map<std::string, std::int64_t> units{{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
    command
        ->add_option("--ttl", options.ttl_s, "valid for so long: 90s, 15m, 12h, 30d; 0: for ever")
        ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME"))
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{3650} * 86400));
    const bool link = options.kind == SecretKind::link;
    if (link) {
        command->add_option("--base", options.base, "of the link, e.g. https://circle.example");
    }
    command->footer(
        std::string(link ? "Opening the link shows a page; its button binds the device.\n"
                         : "The token goes into `Authorization: Bearer …` or the first frame.\n") +
        "It is stored nowhere: keep it, or make another and revoke this one.\n"
        "Exit codes: 0 printed, the only line of the output; 1 there is no such person, or no "
        "service;\n2 command line.\n" +
        (link ? "Example: circlectl link --role resident --id h-001"
              : "Example: circlectl token --role volunteer --id v-02 --ttl 30d"));
    command->callback([&] { chosen = [&] { return run_secret(options); }; });
}

void add_import(CLI::App& app, ImportOptions& options, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "import", "show what an estate's folder would change, then create or change the estate");
    add_where(*command, options.where);
    command->add_option("folder", options.folder, "with estate.toml and the CSV files")
        ->required()
        ->check(CLI::ExistingDirectory);
    auto* yes = command->add_flag("--yes", options.yes, "do not ask");
    command->add_flag("--dry-run", options.dry_run, "show what would change and end")
        ->excludes(yes);
    command->footer(
        "Asks before it changes anything if a terminal is there to answer; otherwise it goes on.\n"
        "Exit codes: 0 done, or nothing would change, or --dry-run; 1 nothing was changed: "
        "mistakes "
        "in the\nfolder, answered no, refused, no service; 2 command line.\n"
        "Example: circlectl import --dry-run deploy/estates/xinghe");
    command->callback([&] { chosen = [&] { return run_import(options); }; });
}

void add_export(CLI::App& app, ExportOptions& options, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "export", "write an estate as a folder that import reads; it holds personal data");
    add_where(*command, options.where);
    command->add_option("folder", options.folder, "new or empty")->required();
    command->add_option("--estate", options.estate, "code of the estate, if there are several");
    command->add_flag("--force", options.force,
                      "into a folder that is not empty: its estate's files "
                      "are replaced");
    command->footer(
        "Files are readable by their owner only.\n"
        "Exit codes: 0 written, and an import of it would change nothing; 1 not so; 2 command "
        "line.\n"
        "Example: circlectl export --estate xinghe ./xinghe-today");
    command->callback([&] { chosen = [&] { return run_export(options); }; });
}

void add_backup(CLI::App& app, BackupOptions& options, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "backup", "write all that the installation holds to one file, while it runs or not");
    add_where(*command, options.where);
    command->add_option("file", options.file, "replaced only when the new one is whole")
        ->required();
    command->footer(
        "Each shard as it is between two commits. The file holds personal data and is readable by "
        "its owner only.\n"
        "Exit codes: 0 written and on disk; 1 not so; 2 command line.\n"
        "Example: circlectl backup --data /srv/circle /backup/circle-monday");
    command->callback([&] { chosen = [&] { return run_backup(options); }; });
}

void add_restore(CLI::App& app, RestoreOptions& options, Action& chosen) {
    CLI::App* command =
        app.add_subcommand("restore", "make an installation from a backup, where there is none");
    add_where(*command, options.where);
    command->add_option("file", options.file, "that backup wrote")
        ->required()
        ->check(CLI::ExistingFile);
    auto* force = command->add_flag("--force", options.force,
                                    "replace the installation that is there; all it holds is lost");
    command->add_flag("--yes", options.yes, "do not ask")->needs(force);
    command->footer(
        "The file is checked before anything is written. Pages that were open get a fresh "
        "snapshot; what ran out\nsince the backup counts against nobody.\n"
        "Exit codes: 0 restored; 1 nothing was changed, or it says what to do; 2 command line.\n"
        "Example: circlectl restore --data /srv/new /backup/circle-monday");
    command->callback([&] { chosen = [&] { return run_restore(options); }; });
}

void add_verify(CLI::App& app, Where& where, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "verify",
        "check everything that is stored against the promises, while the service runs or not");
    add_where(*command, where);
    command->footer(
        "Checks: P1, P3 commands and outcomes, P2 winners, P4 offers, P6 due times and alarms, P7 "
        "events; now and\nin the facts of the past; that what is stored can be read, refers to "
        "something and is ours.\n"
        "Exit codes: 0 all is as promised; 1 findings, one line each, or no service; 2 command "
        "line.\n"
        "Example: circlectl verify --data /srv/circle");
    command->callback([&] { chosen = [&] { return run_verify(where); }; });
}

void add_inspect(CLI::App& app, InspectOptions& options, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "inspect", "print what is stored: a table on a terminal, else one line of JSON for each");
    add_where(*command, options.where);
    command->add_option("--estate", options.estate, "of this estate only");
    command
        ->add_option("kind", options.kind,
                     "shard: owners and leases; fact: what happened; without it: all")
        ->check(CLI::IsMember({"estate", "household", "volunteer", "credential", "request", "fact",
                               "failure", "incident", "lost", "item", "shift_change", "cover_gap",
                               "cover", "ledger", "shard"}));
    command->add_option("id", options.id,
                        "of a request: its id or number; of facts: the request's");
    command->add_flag("--personal", options.personal, "with doors, phones, names and notes");
    auto* json = command->add_flag("--json", options.json, "JSON, also on a terminal");
    command->add_flag("--table", options.table, "a table, also into a pipe")->excludes(json);
    command->footer(
        "Exit codes: 0 printed; 1 there is no such thing, or no service; 2 command line.\n"
        "Examples: circlectl inspect fact 12\n"
        "          circlectl inspect request | jq .request.state");
    command->callback([&] { chosen = [&] { return run_inspect(options); }; });
}

std::string check_position(const std::string& text) {
    const bool good = text == "start" || keyspace::parse_stream_id(text) ||
                      keyspace::parse_stream_id(text + "-0");
    return good ? "" : "\"" + text + "\"; accepted: start, or an id such as 1732300000000-0";
}

void add_tail(CLI::App& app, TailOptions& options, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "tail", "print what happens, one fact a line, across restarts; Ctrl-C ends it");
    add_where(*command, options.where);
    command->add_option("--estate", options.estate, "of this estate only");
    command
        ->add_option(
            "--from", options.from,
            "start, or what comes after the id of a line of --json; without it from now on")
        ->check(check_position);
    command->add_flag("--json", options.json, "one line of JSON for each fact");
    command->footer(
        "Exit codes: 0 nobody reads it any more; 1 no service, or it was restored; 2 command "
        "line.\n"
        "Example: circlectl tail --estate xinghe --json | jq -r .fact.kind");
    command->callback([&] { chosen = [&] { return run_tail(options); }; });
}

void add_revoke(CLI::App& app, RevokeOptions& options, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "revoke", "make one card, link or token, or all of a person's, worthless at once");
    add_where(*command, options.where);
    auto* secret = command->add_option("secret", options.secret, "the token or link itself");
    auto* role = add_role(*command, options.role);
    auto* id = command->add_option("--id", options.id, "of the person");
    command->add_option("--estate", options.estate, "code of the person's estate")
        ->capture_default_str();
    role->needs(id)->excludes(secret);
    id->needs(role)->excludes(secret);
    command->footer(
        "Sessions that it opened end with it. What a person holds can be counted by inspect "
        "credential.\n"
        "Exit codes: 0 revoked; 1 there is no such thing, or nothing that is valid, or no "
        "service;\n"
        "2 command line.\n"
        "Example: circlectl revoke --role volunteer --id v-02");
    command->callback([&] {
        if (options.secret.empty() && options.role.empty()) {
            throw CLI::RequiredError("secret, or --role and --id");
        }
        chosen = [&] { return run_revoke(options); };
    });
}

void add_plan(CLI::App& app, PlanCommand& options, Action& chosen) {
    CLI::App* command = app.add_subcommand(
        "plan",
        "how many on duty, with which skills, at which hours, for 95 and 99 % in time: a page");
    add_where(*command, options.where);
    command->add_option("--estate", options.estate, "code of the estate, if there are several");
    command->add_option("--out", options.out, "the page to write (staffing-plan.html)");
    command->add_option("--json", options.json, "file to write the figures to");
    command->add_option("--lang", options.language, "of page and table")
        ->check(CLI::IsMember({"zh", "en"}))
        ->capture_default_str();
    auto* per_day = command->add_option("--requests-per-day", options.per_day,
                                        "what if there were so many; without it as in the log");
    per_day->check(config::finite_number(0.01, 5000));
    command
        ->add_option("--arrivals", options.arrivals,
                     "CSV with received, lat and lon: hours and number of another estate's calls")
        ->check(CLI::ExistingFile)
        ->excludes(per_day);
    command->add_option("--seed", options.seed, "the same gives the same plan")
        ->capture_default_str();
    command->add_option("--threads", options.threads, "0: all; the plan does not depend on it")
        ->check(CLI::Range(0, 256))
        ->capture_default_str();
    command->add_flag("--quick", options.quick, "a third of the work, wider margins");
    command->footer(
        "Reads the log, while the service runs or not, and plays weeks of it against the dispatch "
        "core.\nEach figure on the page says whether it is from the log or assumed. It holds no "
        "names and no doors.\n"
        "Exit codes: 0 written; 1 not so, and why; 2 command line.\n"
        "Example: circlectl plan --data /srv/circle --out plan.html --json plan.json");
    command->callback([&] { chosen = [&] { return run_plan(options); }; });
}

int run(int argc, char** argv) {
    CLI::App app("Service Circle's operator command.", "circlectl");
    app.set_version_flag("--version", "circlectl " CIRCLE_VERSION);
    app.require_subcommand(0, 1);
    app.fallthrough();  // --config and --check may stand behind the subcommand
    app.footer(
        "circlectl SUBCOMMAND --help tells more, with an example.\n"
        "Exit codes of all of them: 0 done; 1 not done, and why; 2 command line or configuration "
        "file.\n"
        "Example: circlectl up --config circlectl.toml --check");
    Action chosen;
    UpOptions up;
    SecretOptions token;
    SecretOptions link;
    link.kind = SecretKind::link;
    ImportOptions import;
    ExportOptions exported;
    RevokeOptions revoke;
    BackupOptions backup;
    RestoreOptions restore;
    Where verified;
    InspectOptions inspect;
    TailOptions tail;
    PlanCommand plan;
    add_up(app, up, chosen);
    add_secret(app, "token", "print a bearer token for a script that acts as one person", token,
               chosen);
    add_secret(app, "link", "print a new card, invitation or sign-in link of one person", link,
               chosen);
    add_import(app, import, chosen);
    add_export(app, exported, chosen);
    add_revoke(app, revoke, chosen);
    add_backup(app, backup, chosen);
    add_restore(app, restore, chosen);
    add_verify(app, verified, chosen);
    add_inspect(app, inspect, chosen);
    add_tail(app, tail, chosen);
    add_plan(app, plan, chosen);
    bool check = false;
    app.add_flag("--check", check, "check options and configuration file, then exit");
    config::add_config_file(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const std::string wrong = config::wrong_subcommand(app, error);
        if (!wrong.empty()) {
            std::cerr << wrong;
            return kUsage;
        }
        return app.exit(error) == 0 ? 0 : kUsage;
    }
    if (check) {
        std::cout << "ok" << std::endl;
        return 0;
    }
    if (!chosen) {
        std::cerr << config::missing_subcommand(app);
        return kUsage;
    }
    log::init("circlectl", {"error", "text"});  // its own lines are for people
    return chosen();
}

}  // namespace
}  // namespace circle::deploy

int main(int argc, char** argv) {
    try {
        return circle::deploy::run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "circlectl: " << error.what() << std::endl;
        return circle::deploy::kFailed;
    }
}
