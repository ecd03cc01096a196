// Findings as lines of text, for comparison.
#pragma once

#include <string>

#include "deploy/verify/checks.hpp"

namespace circle::verify {

inline std::string text_of(const Findings& findings) {
    std::string all;
    for (const auto& f : findings) all += f.check + " " + f.key + ": " + f.text + "\n";
    return all;
}

}  // namespace circle::verify
