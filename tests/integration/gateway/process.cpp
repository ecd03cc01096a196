#include "tests/integration/gateway/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <stdexcept>

namespace circle::test {

using Clock = std::chrono::steady_clock;

Process::Process(const std::vector<std::string>& command) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    std::vector<char*> argv;
    for (const auto& argument : command) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    pid_ = fork();
    if (pid_ < 0) throw std::runtime_error("no process");
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        execv(argv[0], argv.data());
        _exit(127);
    }
    close(ends[1]);
    pipe_ = ends[0];
}

Process::~Process() {
    if (pid_ > 0) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    close(pipe_);
}

bool Process::read_some(std::chrono::milliseconds limit) {
    pollfd ready{pipe_, POLLIN, 0};
    if (poll(&ready, 1, static_cast<int>(limit.count())) <= 0) return true;
    std::array<char, 4096> bytes{};
    const ssize_t n = ::read(pipe_, bytes.data(), bytes.size());
    if (n <= 0) return false;
    output_.append(bytes.data(), static_cast<std::size_t>(n));
    return true;
}

const std::string& Process::output() {
    std::size_t before = 0;
    do {
        before = output_.size();
        read_some(std::chrono::milliseconds(0));
    } while (output_.size() > before);
    return output_;
}

std::string Process::wait_for(const std::string& text, std::chrono::milliseconds limit) {
    const auto deadline = Clock::now() + limit;
    for (;;) {
        const auto at = output_.find(text);
        const auto end = at == std::string::npos ? at : output_.find('\n', at);
        if (end != std::string::npos) {
            return output_.substr(at + text.size(), end - at - text.size());
        }
        if (!read_some(std::chrono::milliseconds(50))) {
            throw std::runtime_error("ended without saying '" + text + "':\n" + output_);
        }
        if (Clock::now() > deadline) {
            throw std::runtime_error("did not say '" + text + "':\n" + output_);
        }
    }
}

void Process::signal(int number) {
    kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds limit) {
    const auto deadline = Clock::now() + limit;
    while (Clock::now() < deadline) {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == pid_) {
            pid_ = -1;
            output();
            if (WIFEXITED(status)) return WEXITSTATUS(status);
            return std::nullopt;
        }
        // Returns as soon as it says something or closes its output.
        if (!read_some(std::chrono::milliseconds(20))) usleep(1000);
    }
    return std::nullopt;
}

}  // namespace circle::test
