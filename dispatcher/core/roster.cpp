#include "dispatcher/core/roster.hpp"

#include <algorithm>
#include <tuple>

#include "dispatcher/core/local_time.hpp"

namespace circle::core {
namespace {

constexpr std::int64_t kDaysBack = 8;  // a week and a day: a chain that is longer never ends

// Those that hold, in the order in which they were agreed: what was swapped may be swapped on.
std::vector<const v1::ShiftChange*> changes_in_order(const Estate& estate) {
    std::vector<const v1::ShiftChange*> changes;
    for (const auto& [id, kept] : estate.shift_changes) {
        if (holds(kept.value)) changes.push_back(&kept.value);
    }
    std::sort(changes.begin(), changes.end(), [](const auto* a, const auto* b) {
        return std::tuple(a->answered_at(), a->id()) < std::tuple(b->answered_at(), b->id());
    });
    return changes;
}

}  // namespace

void add(Spans& spans, const Span& more) {
    if (more.from >= more.to) return;
    Span whole = more;
    Spans next;
    for (const Span& span : spans) {
        if (span.to < whole.from || whole.to < span.from) {
            next.push_back(span);
        } else {
            whole = {std::min(whole.from, span.from), std::max(whole.to, span.to)};
        }
    }
    const auto after = std::find_if(next.begin(), next.end(),
                                    [&](const Span& span) { return span.from > whole.from; });
    next.insert(after, whole);
    spans = std::move(next);
}

void take_away(Spans& spans, const Span& less) {
    Spans next;
    for (const Span& span : spans) {
        if (!span.meets(less)) {
            next.push_back(span);
            continue;
        }
        if (span.from < less.from) next.push_back({span.from, less.from});
        if (less.to < span.to) next.push_back({less.to, span.to});
    }
    spans = std::move(next);
}

bool holds(const v1::ShiftChange& change) {
    return change.state() == v1::SHIFT_CHANGE_STATE_AGREED ||
           (change.state() == v1::SHIFT_CHANGE_STATE_OVER && change.answered_at() > 0);
}

Roster::Roster(const Estate& estate, Time from, Time to) {
    const std::int64_t first = day_of(estate, from) - kDaysBack;
    const std::int64_t last = day_of(estate, to) + 1;
    for (const v1::Shift& shift : estate.config.value.config().shifts()) {
        Spans& theirs = spans_[shift.volunteer()];
        // The first such weekday on or after `first`.
        const std::int64_t day = first + (shift.weekday() + 7 - weekday_of(first)) % 7;
        for (std::int64_t d = day; d <= last; d += 7) {
            add(theirs, {on_day(estate, d, shift.from_min()), on_day(estate, d, shift.to_min())});
        }
    }
    for (const v1::ShiftChange* change : changes_in_order(estate)) {
        const Span span{change->from(), change->to()};
        take_away(spans_[change->volunteer_id()], span);
        if (change->kind() == v1::SHIFT_CHANGE_KIND_SWAP) {
            add(spans_[change->with_volunteer_id()], span);
        }
    }
    for (auto& [volunteer, spans] : spans_) {
        if (!spans.empty() && spans.front().from == on_day(estate, first, 0)) {
            spans.front().from = 0;
        }
    }
}

const Spans& Roster::of(const std::string& volunteer) const {
    static const Spans kNone;
    const auto it = spans_.find(volunteer);
    return it == spans_.end() ? kNone : it->second;
}

const Span* Roster::at(const std::string& volunteer, Time moment) const {
    for (const Span& span : of(volunteer)) {
        if (span.holds(moment)) return &span;
    }
    return nullptr;
}

}  // namespace circle::core
