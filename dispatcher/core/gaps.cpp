#include "dispatcher/core/gaps.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "dispatcher/core/handlers.hpp"
#include "dispatcher/core/local_time.hpp"
#include "dispatcher/core/safety.hpp"

namespace circle::core {
namespace {

using GapsFound = std::map<std::string, v1::CoverGap>;

Time full_hour(Time now) {
    return now / kHour * kHour;
}

// The shifts of everybody who counts for a rule.
std::vector<Span> shifts_with(const Estate& estate, const Roster& roster,
                              const std::string& skill) {
    std::vector<Span> shifts;
    for (const auto& [id, spans] : roster.all()) {
        const auto it = estate.volunteers.find(id);
        if (it == estate.volunteers.end()) continue;
        if (!holds(it->second.value, skill)) continue;
        shifts.insert(shifts.end(), spans.begin(), spans.end());
    }
    return shifts;
}

v1::CoverGap gap_of(const v1::CoverRule& rule, const Span& span, std::uint32_t have) {
    v1::CoverGap gap;
    gap.set_id((rule.skill().empty() ? "any" : rule.skill()) + "-" +
               std::to_string(span.from / kMinute) + "-" + std::to_string(rule.least()));
    gap.set_skill(rule.skill());
    gap.set_from(span.from);
    gap.set_to(span.to);
    gap.set_least(rule.least());
    gap.set_have(have);
    return gap;
}

// The gaps of one rule within one window of it.
std::vector<v1::CoverGap> gaps_in(const v1::CoverRule& rule, const Span& window,
                                  const std::vector<Span>& shifts) {
    std::set<Time> edges{window.from, window.to};
    for (const Span& shift : shifts) {
        for (const Time edge : {shift.from, shift.to}) {
            if (window.holds(edge)) edges.insert(edge);
        }
    }
    std::vector<v1::CoverGap> gaps;
    for (auto edge = edges.begin(); std::next(edge) != edges.end(); ++edge) {
        const Span piece{*edge, *std::next(edge)};
        const auto have = static_cast<std::uint32_t>(
            std::count_if(shifts.begin(), shifts.end(),
                          [&](const Span& shift) { return shift.holds(piece.from); }));
        if (have >= rule.least()) continue;
        if (!gaps.empty() && gaps.back().to() == piece.from) {
            gaps.back().set_to(piece.to);
            gaps.back().set_have(std::min(gaps.back().have(), have));
        } else {
            gaps.push_back(gap_of(rule, piece, have));
        }
    }
    return gaps;
}

// What was said of a gap goes over to what is left of it, or to what it has become.
void take_over(const v1::CoverGap& before, v1::CoverGap& now) {
    const bool grew =
        now.from() < before.from() || now.to() > before.to() || now.have() < before.have();
    if (now.from() >= before.from()) {
        now.set_day_warned_at(before.day_warned_at());
        now.set_hour_warned_at(before.hour_warned_at());
    }
    if (!grew) now.set_acknowledged_by(before.acknowledged_by());
}

const v1::CoverGap* before_of(const Estate& estate, const v1::CoverGap& now) {
    const auto same = estate.cover_gaps.find(now.id());
    if (same != estate.cover_gaps.end()) return &same->second.value;
    for (const auto& [id, kept] : estate.cover_gaps) {
        const v1::CoverGap& gap = kept.value;
        if (gap.skill() == now.skill() && gap.least() == now.least() &&
            Span{gap.from(), gap.to()}.meets({now.from(), now.to()})) {
            return &gap;
        }
    }
    return nullptr;
}

bool differs(const v1::CoverGap& a, const v1::CoverGap& b) {
    return a.to() != b.to() || a.have() != b.have();
}

// The warning that is due, marked as given; nullptr: none.
const char* warn(v1::CoverGap& gap, Time now) {
    const bool hour = gap.hour_warned_at() == 0 && gap.from() - kHourBefore <= now;
    const bool day = gap.day_warned_at() == 0 && gap.from() - kDayBefore <= now;
    if (day) gap.set_day_warned_at(now);
    if (hour) gap.set_hour_warned_at(now);
    if (hour) gap.clear_acknowledged_by();  // noticed a day ahead, and still there: once more
    return hour ? "hour" : day ? "day" : nullptr;
}

void close_others(Turn& turn, const GapsFound& found) {
    Estate& estate = turn.estate();
    for (auto it = estate.cover_gaps.begin(); it != estate.cover_gaps.end();) {
        if (found.contains(it->first)) {
            ++it;
            continue;
        }
        const bool over = it->second.value.to() <= turn.now();
        turn.record(v1::FACT_KIND_COVER_GAP_CLOSED).set_reason(over ? "over" : "covered");
        turn.erase("cover_gap/" + estate.code + "/" + it->first);
        it = estate.cover_gaps.erase(it);
    }
}

}  // namespace

std::vector<v1::CoverGap> find_gaps(const Estate& estate, const Roster& roster, Time now) {
    const Time horizon = full_hour(now) + kGapsAhead;
    GapsFound found;
    for (const v1::CoverRule& rule : estate.config.value.config().cover()) {
        const auto shifts = shifts_with(estate, roster, rule.skill());
        for (std::int64_t day = day_of(estate, now); day <= day_of(estate, horizon); ++day) {
            if (rule.weekday() != 0 && rule.weekday() != weekday_of(day)) continue;
            const Span window{on_day(estate, day, rule.from_min()),
                              on_day(estate, day, rule.to_min())};
            for (v1::CoverGap& gap : gaps_in(rule, window, shifts)) {
                if (gap.to() <= now || gap.from() > horizon) continue;
                v1::CoverGap& slot = found[gap.id()];
                if (slot.to() < gap.to()) slot = std::move(gap);
            }
        }
    }
    std::vector<v1::CoverGap> gaps;
    for (auto& [id, gap] : found) gaps.push_back(std::move(gap));
    return gaps;
}

void keep_gaps(Turn& turn, const Roster& roster) {
    Estate& estate = turn.estate();
    GapsFound found;
    for (v1::CoverGap& gap : find_gaps(estate, roster, turn.now())) {
        if (const v1::CoverGap* before = before_of(estate, gap)) take_over(*before, gap);
        found[gap.id()] = std::move(gap);
    }
    close_others(turn, found);
    for (auto& [id, gap] : found) {
        const auto held = estate.cover_gaps.find(id);
        const bool changed = held == estate.cover_gaps.end() || differs(held->second.value, gap);
        const char* warning = warn(gap, turn.now());
        if (!changed && !warning) continue;
        turn.record(warning ? v1::FACT_KIND_COVER_GAP_WARNED : v1::FACT_KIND_COVER_CHANGED)
            .set_reason(warning ? warning : "gap");
        Kept<v1::CoverGap>& kept = estate.cover_gaps[id];
        kept.value = std::move(gap);
        turn.touch(kept);
    }
}

std::optional<Time> gaps_due(const Estate& estate, Time now) {
    const v1::EstateConfig& config = estate.config.value.config();
    if (config.cover().empty() && estate.cover_gaps.empty()) return std::nullopt;
    Time earliest = full_hour(now) + kHour;
    const auto consider = [&](Time at) {
        if (at > now) earliest = std::min(earliest, at);
    };
    for (const auto& [id, kept] : estate.cover_gaps) {
        consider(kept.value.from() - kDayBefore);
        consider(kept.value.from() - kHourBefore);
        consider(kept.value.to());
    }
    return earliest;
}

v1::Outcome handle(Turn& turn, const v1::AcknowledgeGap& command, const v1::Principal& who) {
    const auto it = turn.estate().cover_gaps.find(command.id());
    if (it == turn.estate().cover_gaps.end()) {
        return refused(v1::CODE_NOT_FOUND, "acknowledge_gap.id");
    }
    v1::Outcome outcome = accepted();
    outcome.set_id(command.id());
    if (!it->second.value.acknowledged_by().empty()) {
        outcome.set_repeat(true);
        return outcome;
    }
    it->second.value.set_acknowledged_by(who.id());
    turn.record(v1::FACT_KIND_COVER_CHANGED).set_reason("acknowledged");
    turn.touch(it->second);
    return outcome;
}

}  // namespace circle::core
