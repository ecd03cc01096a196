// What the tests of rare coincidences share.
#pragma once

#include "dispatcher/core/local_time.hpp"
#include "tests/unit/core/street.hpp"

namespace circle::core::testing {

inline v1::Outcome by_k1(World& world, const v1::Command& command) {
    return world.ask(World::coordinator("k1"), command);
}

inline v1::Command pause_of(const std::string& request, unsigned seconds) {
    v1::Command c;
    c.mutable_pause_clock()->set_request_id(request);
    c.mutable_pause_clock()->set_reason(v1::PAUSE_REASON_PART);
    c.mutable_pause_clock()->set_seconds(seconds);
    return c;
}

inline v1::Command object_of(const std::string& request) {
    v1::Command c;
    c.mutable_object_pause()->set_request_id(request);
    return c;
}

inline v1::Command stand_at(double lon) {
    v1::Command c;
    c.mutable_set_position()->mutable_position()->set_lat(31.2);
    c.mutable_set_position()->mutable_position()->set_lon(lon);
    return c;
}

inline v1::EstateConfig one_riser(unsigned fold_after) {
    v1::EstateConfig config = small_estate();
    config.mutable_policy()->set_fold_after(fold_after);
    v1::DoorGroup& group = *config.add_groups();
    group.set_id("r1");
    group.set_name("立管");
    group.set_kind(v1::DOOR_GROUP_KIND_RISER);
    group.add_categories("water");
    for (int i = 0; i < 5; ++i) config.mutable_households(i)->add_groups("r1");
    return config;
}

// One option of the first category's question: where it bursts, more is needed.
inline v1::Option& ask_how_bad(v1::EstateConfig& config) {
    v1::Question& question = *config.mutable_categories(0)->add_questions();
    question.set_id("how");
    question.set_text("多严重");
    for (const char* id : {"slow", "burst"}) {
        v1::Option& option = *question.add_options();
        option.set_id(id);
        option.set_text(id);
    }
    return *question.mutable_options(1);
}

inline v1::Command unfold_of(const std::string& request) {
    v1::Command c;
    c.mutable_unfold_request()->set_request_id(request);
    return c;
}

inline v1::Offer farthest_offer(const World& world, const std::string& request) {
    v1::Offer far;
    for (const auto& o : world.request(request).offers()) {
        if (far.id().empty() || o.walk_s() > far.walk_s()) far = o;
    }
    return far;
}

inline std::string incident_id(const World& world) {
    for (const auto& entity : world.machine().entities()) {
        if (entity.has_incident() && entity.incident().ended_at() == 0)
            return entity.incident().id();
    }
    return {};
}

inline v1::CoverNow cover_of(const World& world) {
    for (const auto& entity : world.machine().entities()) {
        if (entity.has_cover()) return entity.cover();
    }
    return {};
}

// Of one's own shift; `from` and `to` in ms.
inline v1::Outcome change(World& world, const std::string& who, v1::ShiftChangeKind kind, Time from,
                          Time to) {
    v1::Command c;
    c.mutable_ask_shift_change()->set_kind(kind);
    c.mutable_ask_shift_change()->set_from(from);
    c.mutable_ask_shift_change()->set_to(to);
    return world.ask(World::helper(who), c);
}
inline v1::Outcome answer(World& world, const std::string& who, const std::string& id,
                          v1::ShiftChangeState state) {
    v1::Command c;
    c.mutable_answer_shift_change()->set_id(id);
    c.mutable_answer_shift_change()->set_state(state);
    return world.ask(World::helper(who), c);
}
// On Wednesdays, in hours.
inline void add_shift(v1::EstateConfig& config, const char* who, unsigned from, unsigned to) {
    v1::Shift& shift = *config.add_shifts();
    shift.set_volunteer(who);
    shift.set_weekday(3);
    shift.set_from_min(from * 60);
    shift.set_to_min(to * 60);
}
inline constexpr Time kWednesday = 1'700'006'400'000;  // 00:00 UTC after kStart

}  // namespace circle::core::testing
