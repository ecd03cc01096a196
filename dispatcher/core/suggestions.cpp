// Which found items a report's coordinator is shown.
#include <algorithm>
#include <tuple>

#include "dispatcher/core/likeness.hpp"
#include "dispatcher/core/lost_found.hpp"

namespace circle::core {
namespace {

using List = google::protobuf::RepeatedPtrField<v1::Suggestion>;

// Best first, dismissed ones last.
bool before(const v1::Suggestion& a, const v1::Suggestion& b) {
    return std::tuple(a.dismissed(), b.score(), a.item_id()) <
           std::tuple(b.dismissed(), a.score(), b.item_id());
}

bool is_dismissed(const v1::LostReport& report, const std::string& item) {
    return std::any_of(report.suggestions().begin(), report.suggestions().end(),
                       [&](const auto& s) { return s.dismissed() && s.item_id() == item; });
}

void add(List& list, const v1::Thing& lost, const v1::FoundItem& item, bool dismissed) {
    Likeness found = likeness(lost, item.thing());
    if (!dismissed && found.score < kSuggestFrom) return;
    v1::Suggestion& s = *list.Add();
    s.set_item_id(item.id());
    s.set_score(found.score);
    s.set_dismissed(dismissed);
    for (std::string& reason : found.reasons) s.add_reasons(std::move(reason));
}

// Sorts, and keeps the best of those that were not dismissed.
void settle(List& list) {
    std::sort(list.begin(), list.end(), before);
    const auto live =
        std::count_if(list.begin(), list.end(), [](const auto& s) { return !s.dismissed(); });
    if (live <= kMaxSuggestions) return;
    list.erase(list.begin() + kMaxSuggestions, list.begin() + static_cast<int>(live));
}

bool same(const List& a, const List& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.item_id() == y.item_id() && x.score() == y.score() &&
               x.dismissed() == y.dismissed() &&
               std::equal(x.reasons().begin(), x.reasons().end(), y.reasons().begin(),
                          y.reasons().end());
    });
}

bool put(v1::LostReport& report, List& list) {
    settle(list);
    if (same(report.suggestions(), list)) return false;
    report.mutable_suggestions()->Swap(&list);
    return true;
}

bool suggest_one(const Estate& estate, v1::LostReport& report, const v1::FoundItem& item) {
    const auto& held = report.suggestions();
    const auto it = std::find_if(held.begin(), held.end(),
                                 [&](const auto& s) { return s.item_id() == item.id(); });
    const bool shown = it != held.end() && !it->dismissed();
    // The list is full: whoever comes next in its stead is not known.
    if (shown && held.size() >= kMaxSuggestions && !held[kMaxSuggestions - 1].dismissed()) {
        return suggest(estate, report);
    }
    List list;
    for (const auto& s : held) {
        if (s.item_id() != item.id()) *list.Add() = s;
    }
    if (is_standing(item)) add(list, report.thing(), item, it != held.end() && it->dismissed());
    return put(report, list);
}

}  // namespace

bool suggest(const Estate& estate, v1::LostReport& report) {
    List list;
    for (const auto& [id, item] : estate.items) {
        if (!is_standing(item.value)) continue;
        add(list, report.thing(), item.value, is_dismissed(report, id));
    }
    return put(report, list);
}

void suggest_item(Turn& turn, const v1::FoundItem& item) {
    Estate& estate = turn.estate();
    for (auto& [id, report] : estate.lost) {
        if (!is_open(report.value)) continue;
        if (suggest_one(estate, report.value, item)) turn.touch(report);
    }
}

}  // namespace circle::core
