#include "dispatcher/sim/plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace circle::sim {
namespace {

constexpr double kWidth = 460, kHeight = 260, kLeft = 46, kRight = 14, kTop = 10, kBottom = 40;

constexpr std::array<Style, 5> kStyles{{{"#d55e00", "2 3"},
                                        {"#e69f00", "6 3"},
                                        {"#cc79a7", "9 3 2 3"},
                                        {"#0072b2", ""},
                                        {"#555555", "1 2"}}};

// The next 1, 2 or 5 times a power of ten, so that about five steps make `range`.
double round_step(double range) {
    const double power = std::pow(10, std::floor(std::log10(range / 5)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power * 5 >= range) return factor * power;
    }
    return 10 * power;
}

}  // namespace

const Style& style_of(std::size_t line) {
    return kStyles[line % kStyles.size()];
}

std::string Plot::svg() const {
    std::string text = fmt::format(
        "<figure><figcaption>{}</figcaption><svg viewBox=\"0 0 {} {}\" role=\"img\" "
        "aria-label=\"{}\">\n",
        title, kWidth, kHeight, title);
    for (double v = y_from; v <= y_to + y_step / 1000; v += y_step) {
        const auto label = percent ? fmt::format("{:g} %", std::round(v * 1000) / 10)
                                   : fmt::format("{:g}", std::round(v * 1000) / 1000);
        text += fmt::format(
            "<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
            "<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
            kLeft, kWidth - kRight, y(v), y(v), kLeft - 4, y(v) + 4, label);
    }
    for (double v = x_from; v <= x_to + x_step / 1000; v += x_step) {
        text += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:g}</text>\n",
                            x(v), kHeight - kBottom + 16, v);
    }
    text += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
                        (kLeft + kWidth - kRight) / 2, kHeight - 6, x_name);
    for (const Curve& curve : curves) text += line(curve);
    return text + "</svg></figure>\n";
}

double Plot::x(double v) const {
    return kLeft + (v - x_from) / (x_to - x_from) * (kWidth - kLeft - kRight);
}

double Plot::y(double v) const {
    return kHeight - kBottom - (v - y_from) / (y_to - y_from) * (kHeight - kTop - kBottom);
}

std::string Plot::line(const Curve& curve) const {
    std::string points;
    for (const auto& [px, py] : curve.points) {
        points += fmt::format("{:.1f},{:.1f} ", x(px), y(std::clamp(py, y_from, y_to)));
    }
    const Style& style = style_of(curve.style);
    return fmt::format(
        "<polyline class=\"line\" stroke=\"{}\" stroke-dasharray=\"{}\" points=\"{}\"/>\n",
        style.colour, style.dashes, points);
}

void fit_y(Plot& plot, double lowest, double highest) {
    for (const Curve& curve : plot.curves) {
        for (const auto& [x, y] : curve.points) {
            lowest = std::min(lowest, y);
            highest = std::max(highest, y);
        }
    }
    plot.y_step = round_step(std::max(highest - lowest, 1e-3));
    plot.y_from = std::floor(lowest / plot.y_step) * plot.y_step;
    plot.y_to = std::ceil(highest / plot.y_step) * plot.y_step;
}

}  // namespace circle::sim
