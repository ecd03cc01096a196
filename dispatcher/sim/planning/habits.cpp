#include "dispatcher/sim/planning/habits.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "dispatcher/core/acceptance.hpp"
#include "dispatcher/core/local_time.hpp"

namespace circle::sim {
namespace {

constexpr double kLeastTurnout = 5;         // s: a tap that came before the walk can have ended
constexpr double kShortestVisit = 60;       // s: less is a tap for its own sake
constexpr double kLongestVisit = 3 * 3600;  // s: more is a tap that was forgotten
constexpr std::size_t kEnough = 100;        // cases beside which what is typical hardly counts

// The median of a lognormal time, moved from a typical one by cases.
class Lognormal {
  public:
    Lognormal(double median, double sigma) : typical_(std::log(median)), sigma_(sigma) {}

    void add(double seconds) {
        const double x = std::log(seconds);
        ++n_;
        sum_ += x;
        squares_ += x * x;
    }
    std::size_t n() const { return n_; }
    double weight() const { return static_cast<double>(n_) + kTypicalWeight; }
    double median() const { return std::exp(centre()); }
    // Of squared distances from the median, the typical ones among them.
    double spread() const {
        const auto n = static_cast<double>(n_);
        const double around = squares_ - 2 * centre() * sum_ + n * centre() * centre();
        return std::max(around, 0.0) + kTypicalWeight * sigma_ * sigma_;
    }

  private:
    double centre() const { return (sum_ + kTypicalWeight * typical_) / weight(); }

    double typical_, sigma_;
    std::size_t n_ = 0;
    double sum_ = 0, squares_ = 0;
};

double shrunk_share(std::size_t of, std::size_t n, double typical) {
    return (static_cast<double>(of) + kTypicalWeight * typical) /
           (static_cast<double>(n) + kTypicalWeight);
}

double seconds_between(std::int64_t from, std::int64_t to) {
    return static_cast<double>(to - from) / 1000;
}

// What became of the offers.
struct OfferCount {
    std::size_t opened = 0, unreachable = 0, declined = 0, silent = 0, timed = 0;
    std::size_t answered = 0;  // yes, no, or silent until the window closed
    double answer_s = 0;       // sum over `timed`

    void add(const v1::Offer& offer) {
        ++opened;
        const bool yes = offer.outcome() == v1::OFFER_OUTCOME_ACCEPTED;
        const bool no = offer.outcome() == v1::OFFER_OUTCOME_DECLINED;
        if (offer.outcome() == v1::OFFER_OUTCOME_UNREACHABLE) ++unreachable;
        if (no) ++declined;
        if (offer.outcome() == v1::OFFER_OUTCOME_TIMED_OUT) ++silent;
        if (yes || no || offer.outcome() == v1::OFFER_OUTCOME_TIMED_OUT) ++answered;
        const std::int64_t said = offer.said_yes_at() > 0 ? offer.said_yes_at() : offer.ended_at();
        if (!(yes || no) || said <= offer.opened_at()) return;
        ++timed;
        answer_s += seconds_between(offer.opened_at(), said);
    }
};

struct VisitCount {
    std::size_t begun = 0, aborted = 0;
    Lognormal by_day, by_night, stay;

    explicit VisitCount(const Behaviour& b)
        : by_day(b.turnout[0], b.turnout_sigma),
          by_night(b.turnout[1], b.turnout_sigma),
          stay(b.visit_median, b.visit_sigma) {}

    void add(const v1::Visit& visit, const Behaviour& b, std::int64_t offset_ms) {
        if (visit.accepted_at() == 0) return;
        ++begun;
        if (visit.state() == v1::VISIT_STATE_ABORTED ||
            visit.state() == v1::VISIT_STATE_WITHDRAWN || visit.state() == v1::VISIT_STATE_MISSED) {
            ++aborted;
        }
        if (visit.arrived_at() == 0) return;
        const double took =
            seconds_between(visit.accepted_at(), visit.arrived_at()) - visit.walk_s();
        const double hour = static_cast<double>((visit.accepted_at() + offset_ms) % kDay) / kHour;
        const bool night = hour >= b.night_from_h || hour < b.night_to_h;
        (night ? by_night : by_day).add(std::max(took, kLeastTurnout));
        if (visit.state() != v1::VISIT_STATE_DONE) return;
        const double stayed = seconds_between(visit.arrived_at(), visit.ended_at());
        stay.add(std::clamp(stayed, kShortestVisit, kLongestVisit));
    }
};

void learn_offers(const OfferCount& offers, Behaviour& b, std::vector<Ground>& grounds) {
    const double mean = b.answer_median / std::numbers::ln2;
    b.answer_median = (offers.answer_s + kTypicalWeight * mean) /
                      (static_cast<double>(offers.timed) + kTypicalWeight) * std::numbers::ln2;
    grounds.push_back({About::answer_s, b.answer_median, source_of(offers.timed), offers.timed});
    const std::size_t others = offers.declined + offers.silent;
    b.decline = shrunk_share(offers.declined, others, b.decline);
    grounds.push_back({About::says_no, b.decline, source_of(others), others});
    b.unreachable = shrunk_share(offers.unreachable, offers.opened, b.unreachable);
    grounds.push_back({About::unreachable, b.unreachable, source_of(offers.opened), offers.opened});
}

void learn_visits(const VisitCount& visits, Behaviour& b, std::vector<Ground>& grounds) {
    const std::size_t n = visits.by_day.n(), by_night = visits.by_night.n();
    // What the log measures has the stops of the lift in it.
    b.lift_stop *= kTypicalWeight / (static_cast<double>(n + by_night) + kTypicalWeight);
    b.turnout = {visits.by_day.median(), visits.by_night.median()};
    b.turnout_sigma = std::sqrt((visits.by_day.spread() + visits.by_night.spread()) /
                                (visits.by_day.weight() + visits.by_night.weight()));
    grounds.push_back({About::turnout_s, b.turnout[0], source_of(n), n});
    grounds.push_back({About::turnout_night_s, b.turnout[1], source_of(by_night), by_night});
    b.abort = shrunk_share(visits.aborted, visits.begun, b.abort);
    grounds.push_back({About::abort, b.abort, source_of(visits.begun), visits.begun});
    b.visit_most = kLongestVisit;
    b.visit_median = visits.stay.median();
    b.visit_sigma = std::sqrt(visits.stay.spread() / visits.stay.weight());
    grounds.push_back(
        {About::visit_min, b.visit_median / 60, source_of(visits.stay.n()), visits.stay.n()});
}

// Each person's chance of a yes is the core's own estimate.
void learn_people(const Past& past, std::size_t answered, Knowledge& knowledge) {
    const v1::EstateConfig& config = knowledge.config;
    const std::int64_t today = core::local_day(past.ends(), config.utc_offset_min());
    core::Answers answers;
    std::map<std::string, v1::Workload> loads;
    for (const auto& [id, volunteer] : past.volunteers()) {
        v1::Workload& load = loads[id] = volunteer.workload();
        core::turn_to_day(load, today);
        answers.yes += load.yes_milli();
        answers.no += load.no_milli();
    }
    const double mean = core::estate_chance(answers, core::resolve(config.policy()));
    for (const v1::VolunteerConfig& volunteer : config.volunteers()) {
        auto& list = volunteer.staff() ? knowledge.people.staff : knowledge.people.volunteers;
        list.push_back({volunteer, core::chance_of_yes(loads[volunteer.id()], mean)});
    }
    knowledge.people.shifts.assign(config.shifts().begin(), config.shifts().end());
    knowledge.behaviour.accept = mean;
    knowledge.grounds.push_back({About::accept, mean, source_of(answered), answered});
}

}  // namespace

Source source_of(std::size_t n) {
    return n == 0 ? Source::assumed : n < kEnough ? Source::mixed : Source::log;
}

void learn_habits(const Past& past, Knowledge& knowledge) {
    Behaviour& b = knowledge.behaviour;
    const std::int64_t offset_ms = knowledge.config.utc_offset_min() * 60'000LL;
    OfferCount offers;
    VisitCount visits(b);
    for (const auto& [id, request] : past.requests()) {
        for (const v1::Offer& offer : request.offers()) offers.add(offer);
        for (const v1::Visit& visit : request.visits()) visits.add(visit, b, offset_ms);
    }
    learn_people(past, offers.answered, knowledge);
    learn_offers(offers, b, knowledge.grounds);
    learn_visits(visits, b, knowledge.grounds);
}

}  // namespace circle::sim
