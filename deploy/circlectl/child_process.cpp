#include "deploy/circlectl/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>
#include <limits>
#include <stdexcept>

namespace circle::deploy {
namespace {

// Between fork and exec only async-signal-safe calls. Reports errno through `report`.
[[noreturn]] void become(char* const* argv, char* const* environment, int input, int output,
                         pid_t parent, int report) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);  // it died before the line above
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGCHLD}) signal(number, SIG_DFL);
    dup2(input, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    close_range(3, std::numeric_limits<unsigned>::max(), CLOSE_RANGE_CLOEXEC);
    execvpe(argv[0], argv, environment);
    const int error = errno;
    [[maybe_unused]] const auto written = write(report, &error, sizeof error);
    _exit(127);
}

char** end_of(char** list) {
    while (*list != nullptr) ++list;
    return list;
}

struct Descriptor {
    int fd = -1;
    explicit Descriptor(int opened) : fd(opened) {}
    ~Descriptor() { reset(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    void reset() {
        if (fd >= 0) close(fd);
        fd = -1;
    }
};

[[noreturn]] void fail(const ChildSpec& spec, const std::string& what, int error) {
    throw std::runtime_error(
        fmt::format("cannot start {}: {}: {}", spec.name, what, std::strerror(error)));
}

}  // namespace

pid_t start_child(const ChildSpec& spec) {
    const Descriptor input(open("/dev/null", O_RDONLY | O_CLOEXEC));
    const Descriptor output(
        open(spec.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    if (output.fd < 0) fail(spec, spec.log.string(), errno);
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) fail(spec, "pipe", errno);
    Descriptor report_in(ends[0]);
    Descriptor report_out(ends[1]);
    const auto to_c = [](const std::vector<std::string>& words) {
        std::vector<char*> list;
        for (const auto& word : words) list.push_back(const_cast<char*>(word.c_str()));
        list.push_back(nullptr);
        return list;
    };
    const std::vector<char*> argv = to_c(spec.argv);
    std::vector<char*> environment = to_c(spec.environment);  // the first of a name counts
    environment.insert(environment.end() - 1, environ, end_of(environ));

    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) fail(spec, "fork", errno);
    if (child == 0)
        become(argv.data(), environment.data(), input.fd, output.fd, parent, report_out.fd);
    report_out.reset();
    int error = 0;
    ssize_t got = 0;
    do {
        got = read(report_in.fd, &error, sizeof error);
    } while (got < 0 && errno == EINTR);
    if (got > 0) {
        waitpid(child, nullptr, 0);
        fail(spec, spec.argv[0], error);
    }
    return child;
}

std::string describe_exit(int wait_status) {
    if (WIFSIGNALED(wait_status)) {
        const int number = WTERMSIG(wait_status);
        return fmt::format("was killed by signal {} ({})", number, strsignal(number));
    }
    return fmt::format("ended with code {}", WEXITSTATUS(wait_status));
}

void set_log_aside(const std::filesystem::path& log) {
    std::error_code ignored;  // there is none
    std::filesystem::rename(log, log.string() + ".1", ignored);
}

void bound_log(const std::filesystem::path& log, std::uintmax_t limit) {
    std::error_code error;
    const auto size = std::filesystem::file_size(log, error);
    if (error || size <= limit) return;
    std::filesystem::copy_file(log, log.string() + ".1",
                               std::filesystem::copy_options::overwrite_existing, error);
    if (!error) std::filesystem::resize_file(log, 0, error);
}

std::vector<std::string> last_lines(const std::filesystem::path& log, std::size_t count) {
    std::deque<std::string> lines;
    std::ifstream input(log);
    for (std::string line; std::getline(input, line);) {
        lines.push_back(std::move(line));
        if (lines.size() > count) lines.pop_front();
    }
    return {lines.begin(), lines.end()};
}

}  // namespace circle::deploy
