#include "deploy/circlectl/redis_child.hpp"

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace circle::deploy {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;
constexpr char kPrefix[] = "service-circle-";

fs::path runtime_directory() {
    const char* runtime = getenv("XDG_RUNTIME_DIR");
    std::error_code ignored;
    const bool usable = runtime != nullptr && *runtime == '/' && fs::is_directory(runtime, ignored);
    return usable ? runtime : "/tmp";
}

bool is_ours(const fs::path& directory) {
    struct stat found {};
    return lstat(directory.c_str(), &found) == 0 && S_ISDIR(found.st_mode) &&
           found.st_uid == getuid();
}

// After a kill -9 a short socket directory stays behind; run/redis still names it.
void remove_left_over(const DataDir& data) {
    const auto url = read_text(data.path() / "run" / "redis");
    constexpr std::string_view scheme = "unix://";
    if (!url || !url->starts_with(scheme)) return;
    const fs::path directory = fs::path(url->substr(scheme.size())).parent_path();
    if (!directory.filename().string().starts_with(kPrefix)) return;
    // Somebody may listen there: another installation got the name in the meantime.
    if (!is_ours(directory) || socket_is_live(directory / "redis.sock")) return;
    std::error_code ignored;
    fs::remove(directory / "redis.sock", ignored);
    fs::remove(directory, ignored);
}

bool mentions(const std::vector<std::string>& lines, std::string_view words) {
    for (const auto& line : lines) {
        if (line.find(words) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

bool socket_is_live(const fs::path& socket) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (socket.string().size() > kLongestSocketPath) return false;
    socket.string().copy(address.sun_path, kLongestSocketPath);
    const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (probe < 0) return true;  // better not
    const bool refused =
        connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
        (errno == ECONNREFUSED || errno == ENOENT);
    close(probe);
    return !refused;
}

RedisSocket::RedisSocket(const DataDir& data) : path_(data.redis() / "redis.sock") {
    remove_left_over(data);
    if (path_.string().size() <= kLongestSocketPath) return;
    std::string pattern = fmt::format("{}/{}XXXXXX", runtime_directory().string(), kPrefix);
    if (mkdtemp(pattern.data()) == nullptr) {
        throw std::runtime_error(fmt::format(
            "the data directory's path is too long for a socket, and {} cannot be created: {}",
            pattern, std::strerror(errno)));
    }
    own_directory_ = pattern;
    path_ = own_directory_ / "redis.sock";
}

RedisSocket::~RedisSocket() {
    if (own_directory_.empty()) return;
    std::error_code ignored;
    fs::remove_all(own_directory_, ignored);
}

std::uint64_t memory_bytes() {
    const auto pages = static_cast<std::uint64_t>(sysconf(_SC_PHYS_PAGES));
    const std::uint64_t machine = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    std::uint64_t group = 0;  // "max" and no file: none
    std::ifstream("/sys/fs/cgroup/memory.max") >> group;
    return group > 0 ? std::min(machine, group) : machine;
}

ChildSpec redis_spec(const DataDir& data, const fs::path& socket, std::uint64_t memory) {
    ChildSpec spec;
    spec.name = "redis-server";
    spec.log = data.log("redis");
    spec.argv = {"redis-server",
                 "--port",
                 "0",
                 "--unixsocket",
                 socket.string(),
                 "--unixsocketperm",
                 "700",
                 "--dir",
                 data.redis().string(),
                 "--daemonize",
                 "no",
                 "--save",
                 "",
                 "--appendonly",
                 "yes",
                 "--appendfsync",
                 "always",
                 "--maxmemory-policy",
                 "noeviction",
                 "--maxmemory",
                 std::to_string(memory > 0 ? memory : memory_bytes() / 2),
                 "--client-output-buffer-limit",
                 "normal",
                 "64mb",
                 "32mb",
                 "30"};
    return spec;
}

std::string diagnose_redis(const DataDir& data) {
    const fs::path log = data.log("redis");
    const auto lines = last_lines(log, 40);
    std::string what;
    // The causes first: each of them names the append-only directory, too.
    if (mentions(lines, "No space left on device")) {
        what = fmt::format("the disk is full. Make room for {} and start again",
                           data.redis().string());
    } else if (mentions(lines, "Permission denied")) {
        what = fmt::format("it may not write its files. Make {} belong to this user",
                           data.redis().string());
    } else if (mentions(lines, "Bad file format reading the append only file") ||
               mentions(lines, "Unexpected end of file reading the append only file") ||
               mentions(lines, "appendonlydir")) {
        what = fmt::format(
            "its append-only file is damaged. Make a copy of {0}/appendonlydir, then run: "
            "redis-check-aof --fix {0}/appendonlydir/appendonly.aof.manifest (it cuts off what "
            "follows the damage)",
            data.redis().string());
    } else if (mentions(lines, "out of memory") || mentions(lines, "Cannot allocate memory")) {
        what = "there is not enough memory";
    } else {
        what = lines.empty() ? "it left no log" : "its last words: " + lines.back();
    }
    return fmt::format("redis-server does not stay alive: {} (log: {})", what, log.string());
}

}  // namespace circle::deploy
