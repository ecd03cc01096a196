// Starting one child that cannot outlive us.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace circle::deploy {

struct ChildSpec {
    std::string name;               // for people: "circle-gateway"
    std::vector<std::string> argv;  // argv[0] is searched in PATH if it has no slash
    std::filesystem::path log;      // stdout and stderr are appended here
    // "NAME=value" beside ours: what others must not read in a list of processes.
    std::vector<std::string> environment;
};

// Starts it with /dev/null as stdin, in a process group of its own (Ctrl-C reaches only us) and
// killed by the kernel when the calling thread ends. Throws std::runtime_error if it cannot be
// started.
pid_t start_child(const ChildSpec& spec);

// "ended with code 1", "was killed by signal 9 (Killed)".
std::string describe_exit(int wait_status);

// Moves a log of an earlier run aside, to *.log.1.
void set_log_aside(const std::filesystem::path& log);

// Copies a log beyond `limit` bytes to *.log.1 and empties it; the child goes on appending.
void bound_log(const std::filesystem::path& log, std::uintmax_t limit);

// The last `count` lines; fewer if there are fewer.
std::vector<std::string> last_lines(const std::filesystem::path& log, std::size_t count);

}  // namespace circle::deploy
