#include "deploy/circlectl/progress.hpp"

#include <unistd.h>

#include <chrono>
#include <iostream>

namespace circle::deploy {
namespace {

constexpr std::chrono::seconds kEvery{10};

bool on_terminal() {
    return ::isatty(STDERR_FILENO) == 1;
}

// A log that somebody reads later has a line now and then, and none of what is soon over.
void tell_the_log(const std::string& text) {
    static auto told = std::chrono::steady_clock::now();
    const auto now = std::chrono::steady_clock::now();
    if (text.empty() || now - told < kEvery) return;
    told = now;
    std::cerr << text << std::endl;
}

}  // namespace

void show_progress(const std::string& text) {
    if (!on_terminal()) return tell_the_log(text);
    std::cerr << "\r\033[K" << text << std::flush;
}

void end_progress() {
    if (on_terminal()) std::cerr << std::endl;
}

}  // namespace circle::deploy
