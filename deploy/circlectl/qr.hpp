// A QR code for a terminal.
#pragma once

#include <string>
#include <vector>

namespace circle::deploy {

// Lines of half-block characters, two rows of modules each, with the quiet zone; light modules are
// drawn, for dark terminals. Empty when `text` does not fit into a code.
std::vector<std::string> qr_lines(const std::string& text);

}  // namespace circle::deploy
