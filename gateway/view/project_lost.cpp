#include "gateway/view/project_lost.hpp"

#include <algorithm>

namespace circle::gateway {
namespace {

bool is_by(const v1::Principal& a, const v1::Principal& b) {
    return a.role() == b.role() && a.id() == b.id();
}

std::string words_in(const Lens& lens, const v1::Sealed& sealed) {
    return lens.sealer.open(sealed).value_or(v1::Personal()).note();
}

std::string finder(const Lens& lens, const v1::Principal& by) {
    if (by.role() == v1::ROLE_RESIDENT) {
        const v1::Personal personal = personal_of_household(lens, by.id());
        return personal.name() + " " + personal.door() + " " + personal.phone();
    }
    if (by.role() == v1::ROLE_COORDINATOR) {
        for (const auto& contact : lens.model.config().contacts()) {
            if (contact.id() == by.id()) return contact.name();
        }
        return by.id();
    }
    const v1::Volunteer* volunteer = lens.model.volunteer(by.id());
    return volunteer ? volunteer->name() : by.id();
}

v1::LostView common_lost(const v1::LostReport& report) {
    v1::LostView view;
    view.set_id(report.id());
    view.set_number(report.number());
    *view.mutable_thing() = report.thing();
    view.set_reported_at(report.reported_at());
    view.set_state(report.state());
    view.set_ended_at(report.ended_at());
    return view;
}

v1::LostView lost_for_owner(const Lens& lens, const v1::LostReport& report) {
    v1::LostView view = common_lost(report);
    const auto& items = lens.model.items();
    view.set_similar(static_cast<std::uint32_t>(std::count_if(
        report.suggestions().begin(), report.suggestions().end(), [&](const v1::Suggestion& s) {
            const auto it = items.find(s.item_id());
            return !s.dismissed() && it != items.end() &&
                   it->second.value.state() == v1::ITEM_STATE_SHELVED;
        })));
    return view;
}

v1::LostView lost_for_coordinator(const Lens& lens, const v1::LostReport& report) {
    v1::LostView view = common_lost(report);
    *view.mutable_suggestions() = report.suggestions();
    view.set_contact(words_in(lens, report.contact()));
    if (report.by().role() != v1::ROLE_RESIDENT) return view;
    const v1::Personal personal = personal_of_household(lens, report.by().id());
    view.set_name(personal.name());
    view.set_door(personal.door());
    view.set_phone(personal.phone());
    return view;
}

v1::ItemView item_for_finder(const v1::FoundItem& item) {
    v1::ItemView view;
    view.set_id(item.id());
    view.set_shelf(item.shelf());
    *view.mutable_thing() = item.thing();
    view.set_reported_at(item.reported_at());
    view.set_state(item.state());
    view.set_shelved_at(item.shelved_at());
    view.set_ended_at(item.ended_at());
    return view;
}

v1::ItemView item_for_coordinator(const Lens& lens, const v1::FoundItem& item) {
    v1::ItemView view = item_for_finder(item);
    view.set_end_reason(item.end_reason());
    view.set_called_out_at(item.called_out_at());
    view.set_found_by(finder(lens, item.by()));
    if (!item.has_claim()) return view;
    view.set_claimed_by(words_in(lens, item.claim().who()));
    view.set_proof(words_in(lens, item.claim().proof()));
    view.set_lost_id(item.claim().lost_id());
    return view;
}

void add_report(const Lens& lens, const v1::LostReport& report, const v1::Principal& viewer,
                v1::View& view) {
    if (viewer.role() == v1::ROLE_COORDINATOR) {
        *view.add_lost() = lost_for_coordinator(lens, report);
    } else if (is_by(report.by(), viewer)) {
        *view.add_lost() = lost_for_owner(lens, report);
    }
}

void add_item(const Lens& lens, const v1::FoundItem& item, const v1::Principal& viewer,
              v1::View& view) {
    if (viewer.role() == v1::ROLE_COORDINATOR) {
        *view.add_items() = item_for_coordinator(lens, item);
    } else if (is_by(item.by(), viewer)) {
        *view.add_items() = item_for_finder(item);
    }
}

void concern(const v1::Principal& who, Touched& t) {
    if (who.role() == v1::ROLE_RESIDENT) t.concerned_households[who.id()];
    if (who.role() == v1::ROLE_VOLUNTEER || who.role() == v1::ROLE_STAFF) {
        t.concerned_volunteers[who.id()];
    }
}

}  // namespace

void add_lost_found(const Lens& lens, const v1::Principal& viewer, v1::View& view) {
    for (const auto& [id, report] : lens.model.lost()) add_report(lens, report.value, viewer, view);
    for (const auto& [id, item] : lens.model.items()) add_item(lens, item.value, viewer, view);
}

void update_lost_found(const Lens& lens, const Touched& t, const v1::Principal& viewer,
                       v1::View& view) {
    const bool coordinator = viewer.role() == v1::ROLE_COORDINATOR;
    const auto may_hear = [&](const char* kind, const std::string& id) {
        const v1::Principal* owner = lens.model.owner_of_erased(kind, id);
        return coordinator || (owner && is_by(*owner, viewer));
    };
    for (const auto& id : t.lost) {
        const auto it = lens.model.lost().find(id);
        if (it != lens.model.lost().end()) {
            add_report(lens, it->second.value, viewer, view);
        } else if (may_hear("lost", id)) {
            view.add_removed("lost/" + id);
        }
    }
    for (const auto& id : t.items) {
        const auto it = lens.model.items().find(id);
        if (it != lens.model.items().end()) {
            add_item(lens, it->second.value, viewer, view);
        } else if (may_hear("item", id)) {
            view.add_removed("items/" + id);
        }
    }
}

void find_concerned_by_lost_found(const EstateModel& model, Touched& t) {
    if (t.items.empty() && t.lost.empty() && t.households.empty()) return;
    for (const auto& [id, report] : model.lost()) {
        const v1::Principal& by = report.value.by();
        const auto& suggested = report.value.suggestions();
        const bool changed = std::any_of(suggested.begin(), suggested.end(), [&](const auto& s) {
            return t.items.contains(s.item_id());
        });
        // An import corrects doors, names and phones.
        const bool corrected = by.role() == v1::ROLE_RESIDENT && t.households.contains(by.id());
        if (changed || corrected) t.lost.insert(id);
        if (t.lost.contains(id)) concern(by, t);
    }
    for (const auto& id : t.items) {
        const auto it = model.items().find(id);
        if (it != model.items().end()) concern(it->second.value.by(), t);
        if (const auto* owner = model.owner_of_erased("item", id)) concern(*owner, t);
    }
    for (const auto& id : t.lost) {
        if (const auto* owner = model.owner_of_erased("lost", id)) concern(*owner, t);
    }
}

}  // namespace circle::gateway
