#include "tests/integration/engine/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

namespace circle::test {

using Clock = std::chrono::steady_clock;

Process::Process(const std::vector<std::string>& command, std::filesystem::path log)
    : log_(std::move(log)) {
    std::vector<char*> arguments;
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const auto path = log_.string();
    pid_ = fork();
    if (pid_ == 0) {  // only async-signal-safe calls from here on
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        const int out = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        dup2(out, STDOUT_FILENO);
        dup2(out, STDERR_FILENO);
        execv(arguments[0], arguments.data());
        _exit(127);
    }
    if (pid_ < 0) throw std::runtime_error("fork failed");
}

Process::~Process() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

void Process::signal(int number) const {
    ::kill(pid_, number);
}

int Process::wait(std::chrono::milliseconds limit) {
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    pollfd ended{handle, POLLIN, 0};
    const int ready = poll(&ended, 1, static_cast<int>(limit.count()));
    close(handle);
    if (ready != 1) throw std::runtime_error("the process does not end\n" + log());
    int status = 0;
    waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

std::size_t Process::wait_for(const std::string& text, std::size_t from,
                              std::chrono::milliseconds limit) const {
    for (const auto deadline = Clock::now() + limit; Clock::now() < deadline;) {
        if (const auto at = log().find(text, from); at != std::string::npos) {
            return at + text.size();
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    throw std::runtime_error("not logged: " + text + "\n" + log());
}

std::string Process::log() const {
    std::ifstream file(log_);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace circle::test
