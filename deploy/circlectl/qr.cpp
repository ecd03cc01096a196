#include "deploy/circlectl/qr.hpp"

#include <qrencode.h>

#include <memory>

namespace circle::deploy {
namespace {

constexpr int kQuiet = 2;  // modules around it; the terminal's own margin does the rest

}  // namespace

std::vector<std::string> qr_lines(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_L), &QRcode_free);
    std::vector<std::string> lines;
    if (!code) return lines;
    const auto light = [&](int row, int column) {
        const bool inside = row >= 0 && row < code->width && column >= 0 && column < code->width;
        return !inside || (code->data[row * code->width + column] & 1) == 0;
    };
    for (int row = -kQuiet; row < code->width + kQuiet; row += 2) {
        std::string line;
        for (int column = -kQuiet; column < code->width + kQuiet; ++column) {
            const bool upper = light(row, column);
            const bool lower = light(row + 1, column);
            line += upper ? (lower ? "█" : "▀") : (lower ? "▄" : " ");
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace circle::deploy
