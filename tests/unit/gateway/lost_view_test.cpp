// P8 and P9 of lost and found: a found thing is known to its finder and to coordinators only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/view/project.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway {
namespace {

using namespace test;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const v1::Principal kOwner = principal(v1::ROLE_RESIDENT, "hA");
const v1::Principal kFinder = principal(v1::ROLE_VOLUNTEER, "v1");
const v1::Principal kStranger = principal(v1::ROLE_COORDINATOR, "station", "other");

v1::Entity report(const v1::Principal& by, std::uint64_t version = 1) {
    v1::Entity e = entity(version);
    auto& lost = *e.mutable_lost();
    lost.set_id("L1");
    lost.set_number(9);
    *lost.mutable_by() = by;
    lost.mutable_thing()->set_kind(v1::THING_KIND_WALLET);
    lost.mutable_thing()->set_words("WORDS-lost");
    lost.set_state(v1::LOST_STATE_SEARCHED);
    lost.set_reported_at(kNow);
    auto& suggestion = *lost.add_suggestions();
    suggestion.set_item_id("I1");
    suggestion.set_score(80);
    suggestion.add_reasons("kind");
    return e;
}

v1::Entity item(v1::ItemState state, std::uint64_t version = 1) {
    v1::Entity e = entity(version);
    auto& found = *e.mutable_item();
    found.set_id("I1");
    *found.mutable_by() = kFinder;
    found.mutable_thing()->set_kind(v1::THING_KIND_WALLET);
    found.mutable_thing()->set_words("WORDS-found");
    found.set_state(state);
    found.set_shelf(state == v1::ITEM_STATE_REPORTED ? 0 : 4);
    found.set_reported_at(kNow);
    if (state != v1::ITEM_STATE_RETURNED) return e;
    *found.mutable_claim()->mutable_who() = note("who");
    *found.mutable_claim()->mutable_proof() = note("proof");
    found.mutable_claim()->set_lost_id("L1");
    return e;
}

EstateModel lost_sample(const v1::Entity& lost, const v1::Entity& found) {
    EstateModel model("xinghe");
    model.put(estate_config());
    for (const char* id : {"hA", "hB"}) model.put(household(id));
    for (const char* id : {"v1", "v2"}) model.put(volunteer(id));
    model.put(lost);
    model.put(found);
    return model;
}

TEST(LostView, OnlyItsOwnerAndCoordinatorsSeeAReport) {
    const auto model = lost_sample(report(kOwner), item(v1::ITEM_STATE_SHELVED));
    EXPECT_EQ(project(model, kOwner, sealer()).lost_size(), 1);
    EXPECT_EQ(project(model, kCoordinator, sealer()).lost_size(), 1);
    for (const auto& who : {kNeighbour, kFinder, kOtherHelper, kStranger}) {
        EXPECT_EQ(project(model, who, sealer()).lost_size(), 0) << who.ShortDebugString();
        EXPECT_FALSE(says(project(model, who, sealer()), "WORDS-lost"));
    }
    // Helpers and households may bear the same id.
    const auto namesake = principal(v1::ROLE_VOLUNTEER, "hA");
    EXPECT_EQ(project(model, namesake, sealer()).lost_size(), 0);
}

TEST(LostView, TheOwnerLearnsHowManyAreOnTheShelfAndNothingOfThem) {
    const auto shelved =
        project(lost_sample(report(kOwner), item(v1::ITEM_STATE_SHELVED)), kOwner, sealer());
    EXPECT_EQ(shelved.lost(0).similar(), 1u);
    EXPECT_EQ(shelved.lost(0).suggestions_size(), 0);
    EXPECT_EQ(shelved.items_size(), 0);
    EXPECT_FALSE(says(shelved, "I1"));
    EXPECT_FALSE(says(shelved, "WORDS-found"));
    const auto not_there_yet =
        project(lost_sample(report(kOwner), item(v1::ITEM_STATE_REPORTED)), kOwner, sealer());
    EXPECT_EQ(not_there_yet.lost(0).similar(), 0u);
    auto dismissed = report(kOwner);
    dismissed.mutable_lost()->mutable_suggestions(0)->set_dismissed(true);
    const auto after =
        project(lost_sample(dismissed, item(v1::ITEM_STATE_SHELVED)), kOwner, sealer());
    EXPECT_EQ(after.lost(0).similar(), 0u);
}

TEST(LostView, CoordinatorsSeeWhoseItIs) {
    const auto model = lost_sample(report(kOwner), item(v1::ITEM_STATE_SHELVED));
    const auto view = project(model, kCoordinator, sealer());
    EXPECT_EQ(view.lost(0).door(), "DOOR-hA");
    EXPECT_EQ(view.lost(0).phone(), "PHONE-hA");
    EXPECT_EQ(view.lost(0).suggestions(0).item_id(), "I1");
    EXPECT_EQ(view.lost(0).similar(), 0u);
    auto by_phone = report(kCoordinator);
    *by_phone.mutable_lost()->mutable_contact() = note("caller");
    const auto other =
        project(lost_sample(by_phone, item(v1::ITEM_STATE_SHELVED)), kCoordinator, sealer());
    EXPECT_EQ(other.lost(0).contact(), "NOTE-caller");
}

TEST(ItemView, OnlyTheFinderAndCoordinatorsSeeIt) {
    const auto model = lost_sample(report(kOwner), item(v1::ITEM_STATE_RETURNED));
    const auto all = project(model, kCoordinator, sealer());
    EXPECT_EQ(all.items(0).claimed_by(), "NOTE-who");
    EXPECT_EQ(all.items(0).proof(), "NOTE-proof");
    EXPECT_EQ(all.items(0).found_by(), "Helper v1");
    const auto finders = project(model, kFinder, sealer());
    ASSERT_EQ(finders.items_size(), 1);
    EXPECT_EQ(finders.items(0).state(), v1::ITEM_STATE_RETURNED);
    for (const char* secret : {"NOTE-who", "NOTE-proof", "L1"}) {
        EXPECT_FALSE(says(finders, secret)) << secret;
    }
    for (const auto& who : {kOwner, kNeighbour, kOtherHelper, kStranger}) {
        EXPECT_EQ(project(model, who, sealer()).items_size(), 0) << who.ShortDebugString();
    }
}

TEST(LostView, AShelvedItemTellsWhoeverLostSomethingLikeIt) {
    auto model = lost_sample(report(kOwner), item(v1::ITEM_STATE_REPORTED));
    v1::Event shelved = event(5, v1::FACT_KIND_ITEM_CHANGED);
    *shelved.add_images() = item(v1::ITEM_STATE_SHELVED, 5);
    model.apply(shelved);
    const Touched t = touched_by(model, shelved);
    EXPECT_TRUE(t.concerned_households.contains("hA"));
    EXPECT_FALSE(t.concerned_households.contains("hB"));
    EXPECT_TRUE(t.concerned_volunteers.contains("v1"));
    const auto told = project(model, t, kOwner, sealer());
    ASSERT_TRUE(told);
    EXPECT_EQ(told->lost(0).similar(), 1u);
    EXPECT_FALSE(project(model, t, kNeighbour, sealer()));
    EXPECT_FALSE(project(model, t, kOtherHelper, sealer()));
    EXPECT_EQ(project(model, t, kFinder, sealer())->items(0).state(), v1::ITEM_STATE_SHELVED);
    EXPECT_EQ(project(model, t, kCoordinator, sealer())->items(0).shelf(), 4u);
}

TEST(LostView, WhatIsErasedIsRemovedForThoseWhoHadIt) {
    auto model = lost_sample(report(kOwner), item(v1::ITEM_STATE_RETURNED));
    v1::Event erased = event(6, v1::FACT_KIND_LOST_ENDED);
    erased.add_erased("lost/xinghe/L1");
    erased.add_erased("item/xinghe/I1");
    model.apply(erased);
    const Touched t = touched_by(model, erased);
    EXPECT_THAT(project(model, t, kOwner, sealer())->removed(), ElementsAre("lost/L1"));
    EXPECT_THAT(project(model, t, kFinder, sealer())->removed(), ElementsAre("items/I1"));
    EXPECT_THAT(project(model, t, kCoordinator, sealer())->removed(),
                ElementsAre("lost/L1", "items/I1"));
    EXPECT_FALSE(project(model, t, kNeighbour, sealer()));
    EXPECT_FALSE(project(model, t, kOtherHelper, sealer()));
}

TEST(LostView, ACorrectedHouseholdIsShownCorrected) {
    auto model = lost_sample(report(kOwner), item(v1::ITEM_STATE_SHELVED));
    v1::Event corrected = event(7, v1::FACT_KIND_ESTATE_CONFIGURED);
    auto moved = household("hA", 7);
    *moved.mutable_household()->mutable_personal() = personal("moved");
    *corrected.add_images() = moved;
    model.apply(corrected);
    const auto view = project(model, touched_by(model, corrected), kCoordinator, sealer());
    ASSERT_EQ(view->lost_size(), 1);
    EXPECT_EQ(view->lost(0).door(), "DOOR-moved");
}

}  // namespace
}  // namespace circle::gateway
