#include "dispatcher/core/cover.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "dispatcher/core/acceptance.hpp"
#include "dispatcher/core/clock.hpp"
#include "dispatcher/core/local_time.hpp"
#include "dispatcher/core/matching.hpp"
#include "dispatcher/core/request_rules.hpp"
#include "dispatcher/core/roster.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

// So late that no shared position is fresh: usual minutes start where people live or checked in.
constexpr Time kNoPosition = std::numeric_limits<Time>::max() / 2;
constexpr double kCoverStep = 1'000;  // ms, of the integration

std::uint32_t whole_minutes(double ms) {
    return static_cast<std::uint32_t>(std::ceil(ms / static_cast<double>(kMinute)));
}

template <class T>
T median_of(std::vector<T> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

bool can_do(const v1::Volunteer& volunteer, const v1::Category& category) {
    return holds(volunteer, category.skill()) && holds(volunteer, category.licence());
}

// What time alone changes, it changes at multiples of kCoverEvery: whenever else one looks, one
// sees the same.
Time as_of(Time now) {
    return now / kCoverEvery * kCoverEvery - 1;
}

using People = std::vector<const VolunteerRecord*>;

// On duty and without a visit; who is being asked by others is free within the minute, and who
// rests is asked after the others.
People who_is_there(const Estate& estate) {
    People there;
    for (const VolunteerRecord* record : estate.roll) {
        const bool on_duty = record->value.duty() == v1::DUTY_ON_DUTY;
        if (on_duty && record->live_request.empty()) there.push_back(record);
    }
    return there;
}

// Volunteers, and staff where they are asked at once: urgent, or nobody else is there (P5). None
// of those whom the engine would keep or spare.
People who_could_come(const Estate& estate, const People& there, const v1::Category& category,
                      Time now) {
    const auto free = std::count_if(there.begin(), there.end(),
                                    [](const auto* record) { return !record->value.staff(); });
    if (is_reserved(estate.policy, category.urgency(), static_cast<std::size_t>(free))) return {};
    People volunteers, staff;
    for (const VolunteerRecord* record : there) {
        if (!can_do(record->value, category)) continue;
        if (is_spared(estate, category.urgency(), *record, now)) continue;
        (record->value.staff() ? staff : volunteers).push_back(record);
    }
    if (category.urgency() == v1::URGENCY_URGENT || volunteers.empty()) {
        volunteers.insert(volunteers.end(), staff.begin(), staff.end());
    }
    return volunteers;
}

// On duty with what it takes, whatever they do now.
std::uint32_t how_many_able(const Estate& estate, const v1::Category& category) {
    return static_cast<std::uint32_t>(
        std::count_if(estate.roll.begin(), estate.roll.end(), [&](const VolunteerRecord* record) {
            return record->value.duty() == v1::DUTY_ON_DUTY && can_do(record->value, category);
        }));
}

// A door as good as any other of the building.
v1::Request usual_request(const Estate& estate, const v1::Category& category,
                          const v1::Building& building) {
    v1::Request r;
    r.set_id("cover " + building.id());  // the walks there are kept from look to look
    r.set_category(category.id());
    r.set_urgency(category.urgency());
    r.set_building(building.id());
    *r.mutable_point() = building.point();
    const auto floor = estate.floors.find(building.id());
    r.set_floor(floor == estate.floors.end() ? 1 : floor->second);
    return r;
}

// Everybody's walk to one building, worked out once for all categories.
class WalksThere {
  public:
    std::uint32_t of(const Estate& estate, const VolunteerRecord& who, const v1::Request& request) {
        if (walks_.empty()) walks_.assign(estate.roll.size(), kUnknown);
        std::uint32_t& walk = walks_[who.seat];
        // The door is good only until another one is asked for.
        if (walk == kUnknown) walk = walk_seconds(estate, estate.door(request), who, kNoPosition);
        return walk;
    }

  private:
    static constexpr std::uint32_t kUnknown = std::numeric_limits<std::uint32_t>::max();
    std::vector<std::uint32_t> walks_;  // by seat
};

// Tap to door as the engine would ask for one request, in milliseconds.
double expected_ms(const Estate& estate, const People& people, const v1::Request& request,
                   double mean_chance, WalksThere& there) {
    std::vector<std::pair<std::uint32_t, const VolunteerRecord*>> near;
    near.reserve(people.size());
    for (const VolunteerRecord* record : people) {
        near.emplace_back(there.of(estate, *record, request), record);
    }
    const Policy policy = estate.policy.at_pace_of(request.urgency());
    const std::size_t asked = std::min<std::size_t>(
        near.size(), policy.wave_size > 0 ? policy.wave_size : policy.wave_first);
    std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(asked), near.end(),
                      [](const auto& a, const auto& b) {
                          return std::tie(a.first, a.second->value.id()) <
                                 std::tie(b.first, b.second->value.id());
                      });
    near.resize(asked);
    std::vector<std::uint32_t> walks;
    std::vector<double> chances;
    for (const auto& [walk, record] : near) {
        walks.push_back(walk);
        chances.push_back(chance_of_yes(record->value.workload(), mean_chance));
    }
    return time_to_yes(chances, policy.answer_median, policy.window_max) +
           static_cast<double>(policy.turnout) + median_of(walks) * 1000.0;
}

// What the newest requests of each category really took, tap to door; only where enough are known.
std::map<std::string, Time> really_took(const Estate& estate) {
    std::map<std::string, std::vector<Time>> times_of;
    int looked = 0;
    for (auto it = estate.ended.rbegin(); it != estate.ended.rend() && looked < kRecentRequests;
         ++it, ++looked) {
        const v1::Request& r = estate.requests.at(it->second).value;
        std::vector<Time>& of_category = times_of[r.category()];
        if (r.arrived_at() > 0 && of_category.size() < kRecentVisits) {
            of_category.push_back(took(r));
        }
    }
    std::map<std::string, Time> medians;
    for (const auto& [category, times] : times_of) {
        if (times.size() >= kEnoughVisits) medians[category] = median_of(times);
    }
    return medians;
}

// When somebody who could do it comes on duty by the roster; 0: not known.
Time next_on_roster(const Estate& estate, const Roster& roster, const v1::Category& category,
                    Time now) {
    Time next = 0;
    for (const VolunteerRecord* record : estate.roll) {
        if (!can_do(record->value, category)) continue;
        for (const Span& span : roster.of(record->value.id())) {
            if (span.from > now && (next == 0 || span.from < next)) next = span.from;
        }
    }
    return next;
}

bool same_lines(const v1::CoverNow& a, const v1::CoverNow& b) {
    const auto& lines = b.categories();
    return std::equal(a.categories().begin(), a.categories().end(), lines.begin(), lines.end(),
                      [](const v1::CategoryCover& x, const v1::CategoryCover& y) {
                          return x.SerializeAsString() == y.SerializeAsString();  // no maps in it
                      });
}

// When time alone changes what is shown; nullopt: never.
std::optional<Time> changes_by_itself(const Estate& estate, Time now) {
    std::optional<Time> earliest;
    bool unknown = false;
    const auto consider = [&](Time at) {
        const Time look = cover_due_after(at);  // who comes on duty then is on duty by then
        if (look <= now) return;
        earliest = earliest ? std::min(*earliest, look) : look;
    };
    for (const v1::CategoryCover& line : estate.cover.value.categories()) {
        consider(line.next_at());
        // Not within the days that a look at the roster sees: one more comes with each.
        unknown |= line.people() == 0 && line.next_at() == 0;
    }
    const bool shifts = !estate.config.value.config().shifts().empty();
    if ((unknown && shifts) || has_daily_limits(estate.policy)) {
        consider(on_day(estate, day_of(estate, as_of(now)) + 1, 0));
    }
    return earliest;
}

}  // namespace

double time_to_yes(const std::vector<double>& chances, Time answer_median, Time window) {
    if (chances.empty()) return 0;
    const AnswerTime times(answer_median);
    const auto silence = [&](double t) {
        const double answered = times.answered(static_cast<Time>(t));
        double none = 1;
        for (const double p : chances) none *= 1 - p * answered;
        return none;
    };
    const auto whole = static_cast<double>(window);
    double waited = 0;  // trapezoids under the chance that nobody has said yes yet
    double before = 1;
    for (double t = 0; t < whole; t += kCoverStep) {
        const double width = std::min(kCoverStep, whole - t);
        const double after = silence(t + width);
        waited += (before + after) / 2 * width;
        before = after;
    }
    // A geometric number of windows, the last one with a yes in it.
    return waited / (1 - before);
}

v1::CoverNow cover_now(const Estate& estate, Time now) {
    now = as_of(now);
    const v1::EstateConfig& config = estate.config.value.config();
    const Roster roster(estate, now, now + kRosterAhead);
    const std::map<std::string, Time> took = really_took(estate);
    const double mean = estate_chance(estate.answers, estate.policy);
    const People there_are = who_is_there(estate);
    std::vector<WalksThere> there(static_cast<std::size_t>(config.buildings_size()));
    v1::CoverNow cover;
    for (const v1::Category& category : config.categories()) {
        const People people = who_could_come(estate, there_are, category, now);
        const auto real = took.find(category.id());
        const std::uint32_t able = how_many_able(estate, category);
        const Time next = people.empty() ? next_on_roster(estate, roster, category, now) : 0;
        for (int b = 0; b < config.buildings_size(); ++b) {
            const v1::Building& building = config.buildings(b);
            v1::CategoryCover& line = *cover.add_categories();
            line.set_category(category.id());
            line.set_building(building.id());
            line.set_people(static_cast<std::uint32_t>(people.size()));
            line.set_able(able);
            line.set_next_at(next);
            if (people.empty()) continue;
            const v1::Request request = usual_request(estate, category, building);
            const double expected =
                expected_ms(estate, people, request, mean, there[static_cast<std::size_t>(b)]);
            const double least = real == took.end() ? 0 : static_cast<double>(real->second);
            line.set_minutes(whole_minutes(std::max(expected, least)));
        }
    }
    return cover;
}

void keep_cover(Turn& turn) {
    Estate& estate = turn.estate();
    v1::CoverNow next = cover_now(estate, turn.now());
    next.set_at(turn.now());
    if (estate.cover.version == 0 || !same_lines(next, estate.cover.value)) {
        estate.cover.value = std::move(next);
        turn.record(v1::FACT_KIND_COVER_CHANGED).set_reason("now");
        turn.touch_cover();
    }
    estate.cover_due = changes_by_itself(estate, turn.now());
}

Time cover_due_after(Time change) {
    return (change / kCoverEvery + 1) * kCoverEvery;
}

}  // namespace circle::core
