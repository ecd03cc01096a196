// Frames of lost and found: what is refused, and what is sealed.
#include <gtest/gtest.h>

#include <limits>

#include "gateway/ws/check_lost.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;

v1::Thing thing() {
    v1::Thing t;
    t.set_kind(v1::THING_KIND_KEYS);
    t.set_from(kNow - 1);
    t.set_to(kNow);
    return t;
}

v1::ClientFrame lost(void (*change)(v1::Thing&)) {
    auto f = keyed_frame();
    *f.mutable_report_lost()->mutable_thing() = thing();
    change(*f.mutable_report_lost()->mutable_thing());
    return f;
}

TEST(LostFrames, NameTheField) {
    struct Row {
        v1::ClientFrame frame;
        const char* field;
        Problem problem;
    };
    const auto with = [](auto&& fill) {
        auto f = keyed_frame();
        fill(f);
        return f;
    };
    using T = v1::Thing;
    const Row rows[] = {
        {with([](auto& f) { f.mutable_report_lost(); }), "report_lost.thing", Problem::missing},
        {with([](auto& f) { f.mutable_report_found(); }), "report_found.thing", Problem::missing},
        {lost([](T& t) { t.clear_kind(); }), "report_lost.thing.kind", Problem::not_a_choice},
        {lost([](T& t) { t.set_kind(v1::ThingKind(77)); }), "report_lost.thing.kind",
         Problem::not_a_choice},
        {lost([](T& t) { t.set_colour(v1::Colour(-1)); }), "report_lost.thing.colour",
         Problem::not_a_choice},
        {lost([](T& t) { t.clear_from(); }), "report_lost.thing.from", Problem::missing},
        {lost([](T& t) { t.set_to(1); }), "report_lost.thing.to", Problem::out_of_range},
        {lost([](T& t) { t.mutable_point()->set_lat(91); }), "report_lost.thing.point.lat",
         Problem::out_of_range},
        {lost([](T& t) { t.mutable_point()->set_lon(std::numeric_limits<double>::quiet_NaN()); }),
         "report_lost.thing.point.lon", Problem::out_of_range},
        {lost([](T& t) { t.set_place(std::string(51, 'x')); }), "report_lost.thing.place",
         Problem::too_long},
        {lost([](T& t) { t.set_words(std::string(201, 'x')); }), "report_lost.thing.words",
         Problem::too_long},
        {with([](auto& f) {
             *f.mutable_report_lost()->mutable_thing() = thing();
             f.mutable_report_lost()->set_contact(std::string(201, 'x'));
         }),
         "report_lost.contact", Problem::too_long},
        {with([](auto& f) { f.mutable_withdraw_lost(); }), "withdraw_lost.id", Problem::missing},
        {with([](auto& f) { f.mutable_change_item(); }), "change_item.id", Problem::missing},
        {with([](auto& f) {
             f.mutable_change_item()->set_id("i");
             f.mutable_change_item()->set_state(v1::ITEM_STATE_RETURNED);
         }),
         "change_item.state", Problem::not_a_choice},
        {with([](auto& f) {
             f.mutable_change_item()->set_id("i");
             f.mutable_change_item()->set_state(v1::ITEM_STATE_DISPOSED);
         }),
         "change_item.reason", Problem::missing},
        {with([](auto& f) {
             f.mutable_change_item()->set_id("i");
             f.mutable_change_item()->mutable_thing();
         }),
         "change_item.thing.kind", Problem::not_a_choice},
        {with([](auto& f) { f.mutable_dismiss_suggestion()->set_lost_id("l"); }),
         "dismiss_suggestion.item_id", Problem::missing},
        {with([](auto& f) { f.mutable_hand_over_item()->set_id("i"); }), "hand_over_item.who",
         Problem::missing},
        {with([](auto& f) {
             f.mutable_hand_over_item()->set_id("i");
             f.mutable_hand_over_item()->set_who("李阿姨");
         }),
         "hand_over_item.proof", Problem::missing},
    };
    for (const Row& row : rows) {
        const auto error = validate(row.frame);
        ASSERT_TRUE(error) << row.field;
        EXPECT_EQ(error->field, row.field);
        EXPECT_EQ(error->problem, row.problem) << row.field;
    }
    EXPECT_FALSE(validate(lost([](T&) {})));
}

TEST(LostFrames, AnUnknownKindIsToldWhichThereAre) {
    const auto error = validate(lost([](v1::Thing& t) { t.clear_kind(); }));
    EXPECT_NE(text_of(*error, Lang::en).find("THING_KIND_KEYS, THING_KIND_PHONE"),
              std::string::npos);
    EXPECT_EQ(error->choices.find("UNSPECIFIED"), std::string::npos);
}

TEST(LostFrames, WhoProofAndContactAreSealed) {
    auto f = keyed_frame();
    f.mutable_hand_over_item()->set_id("i");
    f.mutable_hand_over_item()->set_lost_id("l");
    f.mutable_hand_over_item()->set_who("李阿姨");
    f.mutable_hand_over_item()->set_proof("说出钥匙数");
    const auto who = principal(v1::ROLE_COORDINATOR, "station");
    const auto handed = to_command(f, who, sealer()).hand_over_item();
    EXPECT_EQ(handed.id(), "i");
    EXPECT_EQ(handed.lost_id(), "l");
    EXPECT_EQ(sealer().open(handed.who())->note(), "李阿姨");
    EXPECT_EQ(sealer().open(handed.proof())->note(), "说出钥匙数");

    auto reported = lost([](v1::Thing&) {});
    EXPECT_FALSE(to_command(reported, who, sealer()).report_lost().has_contact());
    reported.mutable_report_lost()->set_contact("王师傅 138");
    const auto sealed = to_command(reported, who, sealer()).report_lost();
    EXPECT_EQ(sealer().open(sealed.contact())->note(), "王师傅 138");
    EXPECT_EQ(sealed.thing().kind(), v1::THING_KIND_KEYS);
}

}  // namespace
}  // namespace circle::gateway
