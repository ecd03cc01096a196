#include "dispatcher/sim/planning/knowledge.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <stdexcept>

#include "dispatcher/core/policy.hpp"
#include "dispatcher/sim/planning/habits.hpp"

namespace circle::sim {
namespace {

constexpr double kTypicalPerDoor = .002;  // requests a day: 1 to 3 for 1,000 households
constexpr double kTypicalDays = 7;        // so long a log is worth
constexpr double kHoursWeight = 50;       // requests that the typical hours are worth
constexpr double kEnoughDays = 14, kEachDayDays = 56, kDutyDays = 7;
constexpr std::size_t kEachDayRequests = 700;
constexpr Millis kStep = 600 * kSecond;  // in which duty is added up

using Day = std::array<double, 24>;

// Requests that were, by the estate's own clock.
struct Counts {
    std::size_t n = 0;
    std::array<Day, 7> by_hour{};  // requests, Monday first
    std::array<double, 7> days{};  // of each weekday that the log has
    std::map<std::string, double> by_building;
    std::vector<std::pair<RequestKind, double>> kinds;
    double total_days = 0;

    void add_kind(const RequestKind& kind, double weight) {
        for (auto& [known, count] : kinds) {
            if (known == kind) return static_cast<void>(count += weight);
        }
        kinds.emplace_back(kind, weight);
    }
};

// As milliseconds from a Monday's midnight, local time. The epoch was a Thursday.
Millis local_ms(std::int64_t at, const v1::EstateConfig& config) {
    return at + config.utc_offset_min() * 60'000LL + 3 * kDay;
}

// A tap taken back and the further doors of an outage are no work of their own.
bool counts_as_request(const v1::Request& request) {
    return request.incident_id().empty() && request.end_reason() != "undo";
}

RequestKind kind_of(const v1::Request& request, unsigned usual_promise) {
    return {request.category(),
            request.skill(),
            request.licence(),
            request.urgency(),
            request.headcount(),
            request.place() == v1::PLACE_KIND_PLAN,
            request.sla_s() > 0 ? request.sla_s() : usual_promise};
}

RequestKind kind_of(const v1::Category& category, unsigned usual_promise) {
    return {category.id(),
            category.skill(),
            category.licence(),
            category.urgency() == v1::URGENCY_UNSPECIFIED ? v1::URGENCY_NORMAL : category.urgency(),
            category.headcount(),
            category.place() == v1::PLACE_KIND_PLAN,
            category.sla_s() > 0 ? category.sla_s() : usual_promise};
}

Counts count_requests(const Past& past, const v1::EstateConfig& config) {
    Counts counts;
    const auto promise = static_cast<unsigned>(core::resolve(config.policy()).sla / 1000);
    std::set<std::string> known;
    for (const v1::Category& category : config.categories()) {
        known.insert(category.id());
        counts.add_kind(kind_of(category, promise), kTypicalWeight / config.categories_size());
    }
    for (const auto& [id, request] : past.requests()) {
        if (!counts_as_request(request)) continue;
        ++counts.n;
        const Millis at = local_ms(request.submitted_at(), config);
        ++counts.by_hour[at / kDay % 7][static_cast<std::size_t>(at % kDay / kHour)];
        ++counts.by_building[request.building()];
        if (known.contains(request.category())) counts.add_kind(kind_of(request, promise), 1);
    }
    const Millis end = local_ms(past.ends(), config);
    for (Millis at = local_ms(past.begins(), config); at < end;) {
        const Millis next = std::min(end, (at / kDay + 1) * kDay);
        counts.days[at / kDay % 7] += static_cast<double>(next - at) / kDay;
        at = next;
    }
    counts.total_days = std::accumulate(counts.days.begin(), counts.days.end(), 0.0);
    return counts;
}

double sum_of_day(const Day& day) {
    return std::accumulate(day.begin(), day.end(), 0.0);
}

// Shares of the hours, `typical` ones counting as kHoursWeight requests.
Day profile(const Day& counts, const Day& typical) {
    Day shares{};
    const double all = sum_of_day(counts) + kHoursWeight;
    for (std::size_t h = 0; h < 24; ++h) {
        shares[h] = (counts[h] + kHoursWeight * typical[h] / sum_of_day(typical)) / all;
    }
    return shares;
}

// Requests on each weekday by those of a mean day, alike within a type of days.
std::array<double, 7> day_factors(const Counts& counts, const Calendar& calendar) {
    std::array<double, 7> factors{};
    for (const auto& weekdays : calendar.day_types) {
        double seen = 0, days = 0;
        for (const unsigned d : weekdays) {
            seen += sum_of_day(counts.by_hour[d]);
            days += counts.days[d];
        }
        const double expected =
            counts.total_days > 0 ? static_cast<double>(counts.n) * days / counts.total_days : 0;
        for (const unsigned d : weekdays) {
            factors[d] = (seen + kTypicalWeight) / (expected + kTypicalWeight);
        }
    }
    const double mean = std::accumulate(factors.begin(), factors.end(), 0.0) / 7;
    for (double& factor : factors) factor /= mean;
    return factors;
}

struct Rate {
    double per_day = 0;
    Source source = Source::assumed;
};

Rate rate_of(const Counts& counts, std::size_t doors, const Wishes& wishes) {
    if (wishes.per_day) return {*wishes.per_day, Source::given};
    if (wishes.arrivals && !wishes.arrivals->empty()) {
        const auto days = static_cast<double>(wishes.arrivals->back().at / kDay + 1);
        return {static_cast<double>(wishes.arrivals->size()) / days, Source::given};
    }
    const double typical = kTypicalPerDoor * static_cast<double>(doors);
    const double per_day = (static_cast<double>(counts.n) + kTypicalDays * typical) /
                           (counts.total_days + kTypicalDays);
    const Source source = source_of(counts.n);
    const bool is_short = counts.total_days < kEnoughDays;
    return {per_day, source == Source::log && is_short ? Source::mixed : source};
}

// Hours of the arrivals that were given, on every day alike.
void take_arrivals(Counts& counts, const Arrivals& arrivals) {
    counts.n = arrivals.size();
    counts.by_hour = {};
    counts.days.fill(1);
    counts.total_days = 7;
    for (const Arrival& arrival : arrivals) {
        const auto hour = static_cast<std::size_t>(arrival.at % kDay / kHour);
        for (Day& day : counts.by_hour) day[hour] += 1.0 / 7;
    }
}

void learn_hours(const Counts& counts, const Rate& rate, Knowledge& k) {
    const Calendar& calendar = k.calendar;
    Day all{};
    for (const Day& day : counts.by_hour) {
        for (std::size_t h = 0; h < 24; ++h) all[h] += day[h];
    }
    const Day mean = profile(all, kHourProfile);
    const auto factors = day_factors(counts, calendar);
    for (const auto& weekdays : calendar.day_types) {
        Day of_type{};
        for (const unsigned d : weekdays) {
            for (std::size_t h = 0; h < 24; ++h) of_type[h] += counts.by_hour[d][h];
        }
        const Day shares = profile(of_type, mean);
        for (const unsigned d : weekdays) {
            for (std::size_t h = 0; h < 24; ++h) {
                k.demand.per_hour[d][h] = rate.per_day * factors[d] * shares[h];
            }
        }
    }
    const double busiest = *std::max_element(mean.begin(), mean.end()) * 24;
    const double weekend = (factors[5] + factors[6]) / 2 /
                           ((factors[0] + factors[1] + factors[2] + factors[3] + factors[4]) / 5);
    k.grounds.push_back({About::weekend_share, weekend, source_of(counts.n), counts.n});
    k.grounds.push_back({About::hours, busiest, source_of(counts.n), counts.n});
}

// Of what was taken from `n` arrivals. Days of the week are not.
void say_as_given(std::vector<Ground>& grounds, std::size_t n) {
    for (Ground& ground : grounds) {
        if (ground.about == About::weekend_share) {
            ground = {ground.about, ground.value};
            continue;
        }
        const bool few = ground.about == About::hours && source_of(n) != Source::log;
        ground.source = few ? source_of(n) : Source::given;
        ground.n = n;
    }
}

void learn_kinds_and_doors(const Counts& counts, Knowledge& k) {
    for (const auto& [kind, weight] : counts.kinds) {
        k.demand.kinds.push_back(kind);
        k.demand.kind_weights.push_back(weight);
        k.behaviour.gives_up = std::max<double>(k.behaviour.gives_up, kind.promise_s);
    }
    std::map<std::string, double> doors;
    for (const auto& household : k.config.households()) ++doors[household.building()];
    const auto all = static_cast<double>(k.config.households_size());
    for (const auto& household : k.config.households()) {
        const double here = doors.at(household.building());
        const auto asked = counts.by_building.find(household.building());
        const double seen = asked == counts.by_building.end() ? 0 : asked->second;
        k.demand.door_weights.push_back((seen + kTypicalWeight * here / all) / here);
    }
    k.grounds.push_back(
        {About::kinds, static_cast<double>(counts.kinds.size()), source_of(counts.n), counts.n});
    k.grounds.push_back({About::buildings, static_cast<double>(counts.by_building.size()),
                         source_of(counts.n), counts.n});
}

// Mean number of volunteers on duty in each period.
std::vector<double> duty_seen(const Past& past, const Knowledge& k) {
    std::vector<double> sums(k.calendar.periods(), 0), time(k.calendar.periods(), 0);
    const auto add = [&](std::int64_t from, std::int64_t to, std::vector<double>& into) {
        for (std::int64_t at = from; at < to; at += kStep) {
            into[k.calendar.period_of(local_ms(at, k.config))] +=
                static_cast<double>(std::min<std::int64_t>(kStep, to - at));
        }
    };
    add(past.begins(), past.ends(), time);
    for (const DutySpan& span : past.duties()) {
        const auto who = past.volunteers().find(span.volunteer);
        if (who != past.volunteers().end() && who->second.staff()) continue;
        add(span.from, span.to, sums);
    }
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = time[i] > 0 ? sums[i] / time[i] : 0;
    return sums;
}

void look_back(const Past& past, const Counts& counts, Knowledge& k) {
    k.seen.until = past.ends();
    k.seen.days = counts.total_days;
    for (const auto& [id, request] : past.requests()) {
        if (!counts_as_request(request)) continue;
        ++k.seen.requests;
        const bool helped = request.arrived_at() > 0, late = request.breached_at() > 0;
        if (helped || late) ++k.seen.judged;
        if (helped && !late) ++k.seen.in_time;
    }
    if (counts.total_days >= kDutyDays) k.seen.on_duty = duty_seen(past, k);
}

void check_playable(const Past& past, const v1::EstateConfig& config) {
    if (!past.is_configured() || config.categories().empty() || config.buildings().empty()) {
        throw std::invalid_argument("the estate is not configured: import it");
    }
    if (config.households().empty()) {
        throw std::invalid_argument("the estate has no households: nobody could ask for help");
    }
    const auto is_volunteer = [](const auto& person) { return !person.staff(); };
    if (std::none_of(config.volunteers().begin(), config.volunteers().end(), is_volunteer)) {
        throw std::invalid_argument("the estate has no volunteers: there is nobody to plan with");
    }
}

}  // namespace

Knowledge learn(const Past& past, const Wishes& wishes) {
    Knowledge k;
    k.config = past.config();
    check_playable(past, k.config);
    Counts counts = count_requests(past, k.config);
    k.calendar = make_calendar(k.config, counts.total_days >= kEachDayDays &&
                                             counts.n >= kEachDayRequests && !wishes.arrivals);
    look_back(past, counts, k);
    const Rate rate = rate_of(counts, static_cast<std::size_t>(k.config.households_size()), wishes);
    k.grounds.push_back({About::requests_per_day, rate.per_day, rate.source, counts.n});
    Counts hours = counts;
    if (wishes.arrivals) take_arrivals(hours, *wishes.arrivals);
    learn_hours(hours, rate, k);
    if (wishes.arrivals) say_as_given(k.grounds, hours.n);
    learn_kinds_and_doors(counts, k);
    learn_habits(past, k);
    k.needs = needs_of(k.demand.kinds);
    return k;
}

}  // namespace circle::sim
