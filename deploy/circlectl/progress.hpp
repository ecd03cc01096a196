// One line on a terminal that says how far long work has come.
#pragma once

#include <string>

namespace circle::deploy {

// Replaces the line before; nothing where nobody looks.
void show_progress(const std::string& text);
void end_progress();

}  // namespace circle::deploy
