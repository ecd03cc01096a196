#include "deploy/circlectl/progress.hpp"

#include <unistd.h>

#include <iostream>

namespace circle::deploy {

void show_progress(const std::string& text) {
    if (::isatty(STDERR_FILENO) == 1) std::cerr << "\r\033[K" << text << std::flush;
}

void end_progress() {
    if (::isatty(STDERR_FILENO) == 1) std::cerr << std::endl;
}

}  // namespace circle::deploy
