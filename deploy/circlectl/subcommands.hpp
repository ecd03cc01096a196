// The subcommands of circlectl, one file each; main.cpp has their command lines.
//
// Each returns the exit code and throws std::runtime_error with a line for people.
#pragma once

#include <cstdint>
#include <string>

#include "deploy/circlectl/links.hpp"
#include "deploy/circlectl/where.hpp"

namespace circle::deploy {

// token and link.
struct SecretOptions {
    Where where;
    SecretKind kind = SecretKind::token;
    std::string role;
    std::string id;
    std::string estate = "xinghe";
    std::int64_t ttl_s = 0;  // 0: for ever
    std::string base;        // of a link; empty: the running gateway's
};
int run_secret(const SecretOptions& options);

struct ImportOptions {
    Where where;
    std::string folder;
    bool yes = false;      // without asking
    bool dry_run = false;  // show only
};
int run_import(const ImportOptions& options);

struct ExportOptions {
    Where where;
    std::string folder;
    std::string estate;  // empty: the only one
    bool force = false;  // into a folder that is not empty
};
int run_export(const ExportOptions& options);

struct BackupOptions {
    Where where;
    std::string file;
};
int run_backup(const BackupOptions& options);

struct RestoreOptions {
    Where where;  // `data`: a directory on which nothing runs
    std::string file;
    bool force = false;  // replace what is there
    bool yes = false;    // without asking
};
int run_restore(const RestoreOptions& options);

int run_verify(const Where& where);

struct InspectOptions {
    Where where;
    std::string estate;     // empty: all
    std::string kind;       // empty: all; "shard": shards and leases
    std::string id;         // of a fact: its request
    bool personal = false;  // with sealed fields
    // Neither: a table on a terminal, otherwise JSON.
    bool json = false;
    bool table = false;
};
int run_inspect(const InspectOptions& options);

struct TailOptions {
    Where where;
    std::string estate;  // empty: all
    std::string from;    // "start", or an id of the stream; empty: from now on
    bool json = false;
};
// Returns when nobody reads its output any more; ends by a signal.
int run_tail(const TailOptions& options);

struct PlanCommand {
    Where where;
    std::string estate;  // empty: the only one
    std::string out;     // page; empty: staffing-plan.html
    std::string json;    // empty: none
    std::string language = "zh";
    std::string arrivals;  // CSV file; empty: the log's
    double per_day = 0;    // requests; 0: as the log says
    std::uint64_t seed = 1;
    unsigned threads = 0;  // 0: as many as there are
    bool quick = false;
};
int run_plan(const PlanCommand& command);

// Either a secret, or role and id.
struct RevokeOptions {
    Where where;
    std::string secret;  // or a link that ends with it
    std::string role;
    std::string id;
    std::string estate = "xinghe";
};
int run_revoke(const RevokeOptions& options);

}  // namespace circle::deploy
