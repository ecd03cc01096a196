// A child process of a test: its lines of output, its end.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace circle::test {

class Process {
  public:
    // Starts `command`; its stdout and stderr are kept. It dies with the starting thread.
    explicit Process(const std::vector<std::string>& command);
    ~Process();  // kills it
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    // Waits until `text` is in the output; returns the rest of its line. Throws
    // std::runtime_error with all output when the process ends or the time is over.
    std::string wait_for(const std::string& text,
                         std::chrono::milliseconds limit = std::chrono::seconds(60));

    pid_t pid() const { return pid_; }
    void signal(int number);

    // Exit status of a process that ends by itself; nullopt: not within `limit`, or by a signal.
    std::optional<int> wait(std::chrono::milliseconds limit = std::chrono::seconds(60));

    const std::string& output();

  private:
    bool read_some(std::chrono::milliseconds limit);

    pid_t pid_ = -1;
    int pipe_ = -1;
    std::string output_;
};

}  // namespace circle::test
