// Who sees the way to a door, the floors to climb and the lifts that do not go.
#include <gtest/gtest.h>

#include "gateway/view/project.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;

v1::Entity with_lift(bool out, std::uint64_t version = 1) {
    v1::Entity e = estate_config(version);
    v1::Unit& unit = *e.mutable_config()->mutable_config()->mutable_buildings(0)->add_units();
    unit.set_id("2");
    unit.set_lift(true);
    if (!out) return e;
    v1::LiftOutage& lift = *e.mutable_config()->add_lifts_out();
    lift.set_building("3");
    lift.set_unit("2");
    lift.set_by("station");
    lift.set_reason("检修");
    lift.set_since(kNow);
    return e;
}

EstateModel estate(bool out) {
    EstateModel model("xinghe");
    model.put(with_lift(out));
    v1::Entity home = household("hA");
    home.mutable_household()->set_unit("2");
    model.put(home);
    model.put(volunteer("v1"));
    return model;
}

v1::Entity with_visit(v1::VisitState state) {
    v1::Entity e = request("r1", "hA", 2);
    v1::Visit& visit = add_visit(e, "v1", state);
    visit.set_walk_s(240);
    visit.set_floors(5);
    for (const double lat : {31.1, 31.2}) visit.add_route()->set_lat(lat);
    return e;
}

TEST(ProjectWalk, LiftsAreForCoordinators) {
    const EstateModel model = estate(true);
    const v1::View board = project(model, kCoordinator, sealer());
    ASSERT_EQ(board.estate().lifts_out_size(), 1);
    EXPECT_EQ(board.estate().lifts_out(0).reason(), "检修");
    ASSERT_EQ(board.estate().buildings(0).units_size(), 1);
    EXPECT_TRUE(board.estate().buildings(0).units(0).lift());
    for (const auto& viewer : {kResident, kHelper}) {
        const v1::View view = project(model, viewer, sealer());
        EXPECT_EQ(view.estate().lifts_out_size(), 0);
        EXPECT_EQ(view.estate().buildings(0).units_size(), 0);
    }
}

TEST(ProjectWalk, TheBoardLearnsOfALiftAtOnce) {
    EstateModel model = estate(false);
    v1::Event changed = event(2, v1::FACT_KIND_LIFT_CHANGED);
    *changed.add_images() = with_lift(true, 2);
    model.apply(changed);
    const auto update = project(model, touched_by(model, changed), kCoordinator, sealer());
    ASSERT_TRUE(update);
    EXPECT_EQ(update->estate().lifts_out_size(), 1);
}

TEST(ProjectWalk, TheRouteIsForWhoComesAndForTheBoardWhileTheVisitIsLive) {
    for (const auto state : {v1::VISIT_STATE_ON_THE_WAY, v1::VISIT_STATE_DONE}) {
        const bool live = state == v1::VISIT_STATE_ON_THE_WAY;
        EstateModel model = estate(true);
        model.put(with_visit(state));
        const v1::View board = project(model, kCoordinator, sealer());
        ASSERT_EQ(board.requests(0).helpers_size(), 1);
        const v1::HelperView& helper = board.requests(0).helpers(0);
        EXPECT_EQ(helper.route_size(), live ? 2 : 0);
        EXPECT_EQ(helper.walk_s(), live ? 240u : 0u);
        EXPECT_EQ(helper.on_foot_floors(), live ? 5u : 0u);
        const v1::View theirs = project(model, kHelper, sealer());
        ASSERT_EQ(theirs.visits_size(), 1);
        EXPECT_EQ(theirs.visits(0).route_size(), live ? 2 : 0);
        EXPECT_EQ(theirs.visits(0).on_foot_floors(), live ? 5u : 0u);
        EXPECT_EQ(theirs.visits(0).lift_out(), live);
        const v1::View resident = project(model, kResident, sealer());
        ASSERT_EQ(resident.requests(0).helpers_size(), 1);
        EXPECT_EQ(resident.requests(0).helpers(0).route_size(), 0);
        EXPECT_EQ(resident.requests(0).helpers(0).walk_s(), 0u);
    }
}

TEST(ProjectWalk, AnOfferSaysHowManyFloorsAndWhyNotWhere) {
    for (const bool out : {true, false}) {
        EstateModel model = estate(out);
        v1::Entity asked = request("r1", "hA", 2);
        add_offer(asked, "v1").set_floors(5);
        model.put(asked);
        const v1::View view = project(model, kHelper, sealer());
        ASSERT_EQ(view.offers_size(), 1);
        EXPECT_EQ(view.offers(0).on_foot_floors(), 5u);
        EXPECT_EQ(view.offers(0).lift_out(), out) << "the unit has none else";
    }
}

}  // namespace
}  // namespace circle::gateway
