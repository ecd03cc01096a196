// Who sees which part of roster, cover and book (P8, P9).
#include <gtest/gtest.h>

#include "gateway/view/project.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway::test {
namespace {

const v1::Principal kOne = principal(v1::ROLE_VOLUNTEER, "v1");
const v1::Principal kTwo = principal(v1::ROLE_VOLUNTEER, "v2");
const v1::Principal kBoard = principal(v1::ROLE_COORDINATOR, "station");

v1::Entity cover(std::uint64_t version, unsigned people) {
    v1::Entity e = entity(version);
    for (const char* building : {"3", "4"}) {
        auto& line = *e.mutable_cover()->add_categories();
        line.set_category("water");
        line.set_building(building);
        line.set_people(people);
        line.set_minutes(6);
    }
    return e;
}

v1::Entity change(std::uint64_t version, v1::ShiftChangeState state, const std::string& with = {}) {
    v1::Entity e = entity(version);
    auto& c = *e.mutable_shift_change();
    c.set_id("v1-1");
    c.set_kind(v1::SHIFT_CHANGE_KIND_SWAP);
    c.set_state(state);
    c.set_volunteer_id("v1");
    c.set_with_volunteer_id(with);
    c.set_from(kNow);
    c.set_to(kNow + 1);
    return e;
}

v1::Entity config_with_shifts() {
    v1::Entity e = estate_config();
    auto& config = *e.mutable_config()->mutable_config();
    for (const char* who : {"v1", "v2"}) {
        auto& shift = *config.add_shifts();
        shift.set_volunteer(who);
        shift.set_weekday(1);
        shift.set_to_min(60);
    }
    config.add_cover()->set_least(2);
    return e;
}

EstateModel model_with(std::initializer_list<v1::Entity> more) {
    EstateModel model("xinghe");
    model.put(config_with_shifts());
    model.put(household("hA"));
    for (const char* id : {"v1", "v2"}) model.put(volunteer(id));
    for (const auto& e : more) model.put(e);
    return model;
}

std::optional<v1::View> told(EstateModel& model, const v1::Principal& viewer,
                             const v1::Event& event) {
    model.apply(event);
    return project(model, touched_by(model, event), viewer, sealer());
}

v1::Event event_with(std::uint64_t number, v1::FactKind kind, const v1::Entity& image) {
    v1::Event event;
    event.set_estate("xinghe");
    event.set_number(number);
    event.mutable_fact()->set_kind(kind);
    event.mutable_fact()->set_now(kNow);
    *event.add_images() = image;
    return event;
}

TEST(ProjectCover, ResidentsSeeTheirOwnBuilding) {
    EstateModel model = model_with({cover(2, 3)});
    const auto view = project(model, kResident, sealer());
    ASSERT_EQ(view.estate().cover_size(), 1);
    EXPECT_EQ(view.estate().cover(0).building(), "3");
    EXPECT_EQ(view.estate().cover(0).people(), 3u);
    EXPECT_EQ(project(model, kOne, sealer()).estate().cover_size(), 0);
    EXPECT_EQ(project(model, kBoard, sealer()).estate().cover_rules_size(), 1);
    EXPECT_EQ(view.estate().cover_rules_size(), 0);
    const auto update =
        told(model, kResident, event_with(3, v1::FACT_KIND_COVER_CHANGED, cover(3, 1)));
    ASSERT_TRUE(update);
    ASSERT_EQ(update->cover().categories_size(), 1);
    EXPECT_EQ(update->cover().categories(0).people(), 1u);
}

TEST(ProjectRoster, AWeekIsTheirOwnAndTheBoards) {
    v1::Entity on_shift = volunteer("v1", v1::DUTY_ON_DUTY, 2);
    on_shift.mutable_volunteer()->set_duty_until(kNow + 9);
    on_shift.mutable_volunteer()->set_waiting(1);
    EstateModel model = model_with({on_shift});
    const auto own = project(model, kOne, sealer());
    EXPECT_EQ(own.me().duty_until(), kNow + 9);
    ASSERT_EQ(own.me().shifts_size(), 1);
    EXPECT_EQ(own.me().shifts(0).volunteer(), "v1");
    EXPECT_EQ(own.me().waiting(), 1u);
    const auto board = project(model, kBoard, sealer());
    EXPECT_EQ(board.volunteers(0).duty_until(), kNow + 9);
    EXPECT_EQ(board.volunteers(1).shifts(0).volunteer(), "v2");
}

TEST(ProjectRoster, ASwapConcernsBothAndWhileOpenEverybody) {
    EstateModel model = model_with({change(2, v1::SHIFT_CHANGE_STATE_ASKED)});
    for (const auto& viewer : {kOne, kTwo, kBoard}) {
        ASSERT_EQ(project(model, viewer, sealer()).shift_changes_size(), 1) << viewer.id();
    }
    EXPECT_EQ(project(model, kResident, sealer()).shift_changes_size(), 0);
    EXPECT_EQ(project(model, kTwo, sealer()).shift_changes(0).name(), "Helper v1");
    // Withdrawn: nothing for who was not asked by name.
    const auto event = event_with(3, v1::FACT_KIND_SHIFT_CHANGE_ANSWERED,
                                  change(3, v1::SHIFT_CHANGE_STATE_WITHDRAWN));
    const auto view = told(model, kTwo, event);
    ASSERT_TRUE(view);
    EXPECT_EQ(view->shift_changes_size(), 0);
    ASSERT_EQ(view->removed_size(), 1);
    EXPECT_EQ(view->removed(0), "shift_changes/v1-1");
    EXPECT_EQ(project(model, kOne, sealer()).shift_changes_size(), 1);
    EXPECT_EQ(project(model, kTwo, sealer()).shift_changes_size(), 0);
}

TEST(ProjectRoster, GapsAreTheBoards) {
    v1::Entity gap = entity(2);
    gap.mutable_cover_gap()->set_id("any-1-2");
    EstateModel model = model_with({gap});
    EXPECT_EQ(project(model, kBoard, sealer()).gaps_size(), 1);
    EXPECT_EQ(project(model, kOne, sealer()).gaps_size(), 0);
    v1::Event closed = event_with(3, v1::FACT_KIND_COVER_GAP_CLOSED, cover(3, 1));
    closed.add_erased("cover_gap/xinghe/any-1-2");
    const auto view = told(model, kBoard, closed);
    ASSERT_TRUE(view);
    ASSERT_EQ(view->removed_size(), 1);
    EXPECT_EQ(view->removed(0), "gaps/any-1-2");
}

v1::Entity ledger(const std::string& month, unsigned visits) {
    v1::Entity e = entity(2);
    e.mutable_ledger()->set_month(month);
    for (const char* who : {"v1", "v2"}) {
        auto& person = *e.mutable_ledger()->add_people();
        person.set_volunteer_id(who);
        person.set_visits(visits);
    }
    e.mutable_ledger()->add_buildings()->set_building("3");
    return e;
}

TEST(ProjectLedger, AVolunteerSeesTheirOwnLineOnly) {
    // kNow is in November 2024.
    EstateModel model = model_with(
        {ledger("2024-11", 2), ledger("2024-10", 3), ledger("2023-12", 5), ledger("2023-11", 7)});
    const auto board = project_ledger(model, {}, kBoard, kNow);
    EXPECT_EQ(board.ledger().month(), "2024-11");
    EXPECT_EQ(board.ledger().people_size(), 2);
    EXPECT_EQ(board.ledger().buildings_size(), 1);
    ASSERT_EQ(board.years_size(), 2);
    EXPECT_EQ(board.years(0).visits(), 10u) << "twelve months, not the thirteenth";
    EXPECT_EQ(board.months_size(), 4);
    EXPECT_EQ(board.months(0), "2024-11");
    const auto own = project_ledger(model, {}, kTwo, kNow);
    ASSERT_EQ(own.ledger().people_size(), 1);
    EXPECT_EQ(own.ledger().people(0).volunteer_id(), "v2");
    EXPECT_EQ(own.ledger().buildings_size(), 0);
    EXPECT_EQ(own.years_size(), 1);
    EXPECT_EQ(project_ledger(model, {}, kResident, kNow).months_size(), 0);
    v1::GetLedger october;
    october.set_month("2024-10");
    EXPECT_EQ(project_ledger(model, october, kBoard, kNow).ledger().people(0).visits(), 3u);
}

TEST(ProjectThanks, ReachWhoHelped) {
    v1::Entity r = request("r1", "hA", 2);
    r.mutable_request()->set_state(v1::REQUEST_STATE_RESOLVED);
    r.mutable_request()->set_ended_at(kNow - 9);
    add_visit(r, "v1", v1::VISIT_STATE_DONE).set_ended_at(kNow - 9);
    add_visit(r, "v2", v1::VISIT_STATE_ABORTED).set_ended_at(kNow - 99);
    EstateModel model = model_with({r});
    r.set_version(3);
    r.mutable_request()->mutable_thanks()->set_at(kNow);
    *r.mutable_request()->mutable_thanks()->mutable_text() = note("thanks");
    const auto event = event_with(3, v1::FACT_KIND_HELPERS_THANKED, r);
    const auto view = told(model, kOne, event);
    ASSERT_TRUE(view);
    ASSERT_EQ(view->visits_size(), 1);
    EXPECT_EQ(view->visits(0).thanks(), "NOTE-thanks");
    EXPECT_EQ(view->visits(0).thanked_at(), kNow);
    EXPECT_EQ(view->visits(0).door(), "") << "the visit is over (P8)";
    const auto other = project(model, kTwo, sealer());
    for (const auto& visit : other.visits()) EXPECT_EQ(visit.thanks(), "");
    EXPECT_EQ(project(model, kResident, sealer()).requests(0).thanks(), "NOTE-thanks");
}

}  // namespace
}  // namespace circle::gateway::test
