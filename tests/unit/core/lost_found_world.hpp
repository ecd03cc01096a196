// Lost and found on the small estate: shorthands for its tests.
#pragma once

#include <map>
#include <string>

#include "tests/unit/core/world.hpp"

namespace circle::core::testing {

// A thing of now, at the place "南门".
inline v1::Thing thing(const World& world, v1::ThingKind kind = v1::THING_KIND_WALLET,
                       v1::Colour colour = v1::COLOUR_BLACK) {
    v1::Thing t;
    t.set_kind(kind);
    t.set_colour(colour);
    t.set_place("南门");
    t.set_from(world.now());
    t.set_to(world.now());
    return t;
}

inline v1::Sealed sealed(const std::string& bytes) {
    v1::Sealed s;
    s.set_key_id("null");
    s.set_data(bytes);
    return s;
}

inline v1::Outcome report_lost(World& world, const std::string& household, const v1::Thing& what) {
    v1::Command c;
    *c.mutable_report_lost()->mutable_thing() = what;
    return world.ask(World::resident(household), std::move(c));
}

inline v1::Outcome report_found(World& world, const v1::Principal& who, const v1::Thing& what) {
    v1::Command c;
    *c.mutable_report_found()->mutable_thing() = what;
    return world.ask(who, std::move(c));
}

inline v1::Outcome withdraw_lost(World& world, const v1::Principal& who, const std::string& id) {
    v1::Command c;
    c.mutable_withdraw_lost()->set_id(id);
    return world.ask(who, std::move(c));
}

inline v1::Outcome change_item(World& world, const std::string& id, v1::ItemState state,
                               const std::string& reason = {}) {
    v1::Command c;
    c.mutable_change_item()->set_id(id);
    c.mutable_change_item()->set_state(state);
    c.mutable_change_item()->set_reason(reason);
    return world.ask(World::coordinator("k1"), std::move(c));
}

inline v1::Outcome shelve(World& world, const std::string& id) {
    return change_item(world, id, v1::ITEM_STATE_SHELVED);
}

inline v1::Outcome dispose(World& world, const std::string& id) {
    return change_item(world, id, v1::ITEM_STATE_DISPOSED, "交派出所");
}

inline v1::Outcome dismiss(World& world, const std::string& lost, const std::string& item) {
    v1::Command c;
    c.mutable_dismiss_suggestion()->set_lost_id(lost);
    c.mutable_dismiss_suggestion()->set_item_id(item);
    return world.ask(World::coordinator("k1"), std::move(c));
}

inline v1::Outcome hand_over(World& world, const std::string& item, const std::string& lost = {}) {
    v1::Command c;
    c.mutable_hand_over_item()->set_id(item);
    c.mutable_hand_over_item()->set_lost_id(lost);
    *c.mutable_hand_over_item()->mutable_who() = sealed("who");
    *c.mutable_hand_over_item()->mutable_proof() = sealed("proof");
    return world.ask(World::coordinator("k2"), std::move(c));
}

// All reports and items that there are, by id.
inline std::map<std::string, v1::LostReport> reports(const World& world) {
    std::map<std::string, v1::LostReport> all;
    for (const auto& e : world.machine().entities()) {
        if (e.has_lost()) all[e.lost().id()] = e.lost();
    }
    return all;
}

inline std::map<std::string, v1::FoundItem> items(const World& world) {
    std::map<std::string, v1::FoundItem> all;
    for (const auto& e : world.machine().entities()) {
        if (e.has_item()) all[e.item().id()] = e.item();
    }
    return all;
}

}  // namespace circle::core::testing
