// How far long work has come: one line on a terminal, a line every ten seconds elsewhere.
#pragma once

#include <string>

namespace circle::deploy {

// On a terminal it replaces the line before. For one thread at a time.
void show_progress(const std::string& text);
void end_progress();

}  // namespace circle::deploy
