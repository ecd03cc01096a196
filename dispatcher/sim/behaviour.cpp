#include "dispatcher/sim/behaviour.hpp"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numbers>

#include "dispatcher/sim/random.hpp"

namespace circle::sim {
namespace {

Millis millis(double seconds) {
    return std::llround(seconds * kSecond);
}

double lognormal(double median, double sigma, double uniform) {
    return median * std::exp(sigma * boost::math::quantile(boost::math::normal(), uniform));
}

bool is_night(Millis at, double from_h, double to_h) {
    const double hour = static_cast<double>(at % kDay) / kHour;
    return from_h > to_h ? hour >= from_h || hour < to_h : hour >= from_h && hour < to_h;
}

}  // namespace

enum class Draws::About : std::uint64_t {
    accept = 1,
    pace,
    yes,
    decline,
    reached,
    answer,
    turnout,
    lift,
    abort,
    abort_where,
    visit,
    idle
};

double Draws::uniform(About about, std::uint64_t request, std::uint64_t person,
                      std::uint64_t ask) const {
    return uniform_of(seed_ ^ (static_cast<std::uint64_t>(about) << 56), request, person, ask);
}

double Draws::accept_of(unsigned person) const {
    const bool certain = b_.accept <= 0 || b_.accept >= 1;
    if (b_.concentration <= 0 || certain) return b_.accept;
    const boost::math::beta_distribution<> beta(b_.accept * b_.concentration,
                                                (1 - b_.accept) * b_.concentration);
    return boost::math::quantile(beta, uniform(About::accept, 0, person));
}

double Draws::pace_of(unsigned person) const {
    return b_.slowest_mps + (b_.fastest_mps - b_.slowest_mps) * uniform(About::pace, 0, person);
}

bool Draws::says_yes(double accept, unsigned person, unsigned request) const {
    return uniform(About::yes, request, person) < accept;
}

bool Draws::declines(unsigned person, unsigned request) const {
    return uniform(About::decline, request, person) < b_.decline;
}

bool Draws::reached(unsigned person, unsigned request, unsigned ask) const {
    return b_.unreachable <= 0 || uniform(About::reached, request, person, ask) >= b_.unreachable;
}

Millis Draws::answer(unsigned person, unsigned request, unsigned ask) const {
    const double mean = b_.answer_median / std::numbers::ln2;
    return millis(-mean * std::log(uniform(About::answer, request, person, ask)));
}

Millis Draws::turnout(unsigned person, unsigned request, Millis at) const {
    const bool night = is_night(at, b_.night_from_h, b_.night_to_h);
    return millis(lognormal(b_.turnout[night ? 1 : 0], b_.turnout_sigma,
                            uniform(About::turnout, request, person)));
}

double Draws::sets_out_within(Millis time, Millis at) const {
    const double median = b_.turnout[is_night(at, b_.night_from_h, b_.night_to_h) ? 1 : 0];
    const auto within = [&](double seconds) {
        if (seconds <= 0) return 0.0;
        if (b_.turnout_sigma <= 0) return seconds >= median ? 1.0 : 0.0;
        return boost::math::cdf(boost::math::normal(),
                                std::log(seconds / median) / b_.turnout_sigma);
    };
    const double seconds = static_cast<double>(time) / kSecond;
    return (1 - b_.lift_stop) * within(seconds) + b_.lift_stop * within(seconds - b_.lift_stop_s);
}

Millis Draws::lift_stops(unsigned person, unsigned request) const {
    const bool stops = uniform(About::lift, request, person) < b_.lift_stop;
    return stops ? millis(b_.lift_stop_s) : 0;
}

double Draws::aborts_after(unsigned person, unsigned request) const {
    if (uniform(About::abort, request, person) >= b_.abort) return -1;
    return uniform(About::abort_where, request, person);
}

Millis Draws::visit(unsigned request) const {
    if (uniform(About::idle, request, 0) < b_.idle) return 60 * kSecond;
    const double s = lognormal(b_.visit_median, b_.visit_sigma, uniform(About::visit, request, 0));
    return millis(b_.visit_most > 0 ? std::min(s, b_.visit_most) : s);
}

}  // namespace circle::sim
