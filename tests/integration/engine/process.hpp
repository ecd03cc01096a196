// A program that a test runs, kills, stops and waits for.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace circle::test {

class Process {
  public:
    // Starts it; what it writes goes to `log`. It dies with the test at the latest.
    Process(const std::vector<std::string>& command, std::filesystem::path log);
    ~Process();  // SIGKILL if it still runs
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void signal(int number) const;

    // Waits for its end. Exit code, or minus the signal that ended it. Throws std::runtime_error,
    // with the log, when it does not end within `limit`.
    int wait(std::chrono::milliseconds limit = std::chrono::seconds(60));

    // Waits until the log contains `text`, from its `from`th byte on; returns the byte behind it.
    std::size_t wait_for(const std::string& text, std::size_t from = 0,
                         std::chrono::milliseconds limit = std::chrono::seconds(60)) const;
    std::string log() const;

  private:
    std::filesystem::path log_;
    pid_t pid_ = -1;
};

}  // namespace circle::test
