// Curves as SVG, for pages that need nothing else. Colours and lines follow the page's own text.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace circle::sim {

// Told apart without colour, too: each has its own dashes (Okabe and Ito 2008 for the colours).
struct Style {
    const char* colour;
    const char* dashes;
};
// Of the n-th line; they repeat.
const Style& style_of(std::size_t line);

using Points = std::vector<std::pair<double, double>>;

// One curve; x and y in the plot's units.
struct Curve {
    std::size_t style = 0;
    Points points;
};

struct Plot {
    std::string title, x_name;
    double x_from = 0, x_to = 1, y_from = 0, y_to = 1;
    double x_step = 1, y_step = .1;
    bool percent = false;
    std::vector<Curve> curves = {};

    // A figure with its title; classes grid and line are the page's to style.
    std::string svg() const;

  private:
    double x(double v) const;
    double y(double v) const;
    std::string line(const Curve& curve) const;
};

// Lets the y axis begin and end at whole steps around the curves.
void fit_y(Plot& plot, double lowest, double highest);

}  // namespace circle::sim
