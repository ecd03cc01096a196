// Lost reports and found items from the first word to their erasure.
#include "dispatcher/core/lost_found.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/core/lost_found_world.hpp"

namespace circle::core {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kOk = v1::CODE_OK;

std::vector<std::string> suggested(const World& world, const std::string& lost) {
    std::vector<std::string> ids;
    const v1::LostReport report = reports(world).at(lost);
    for (const auto& s : report.suggestions()) {
        if (!s.dismissed()) ids.push_back(s.item_id());
    }
    return ids;
}

TEST(LostFound, ThePathFromALossToItsOwner) {
    World world;
    const auto lost = report_lost(world, "h1", thing(world));
    ASSERT_EQ(lost.code(), kOk);
    ASSERT_FALSE(lost.id().empty());
    EXPECT_EQ(reports(world).at(lost.id()).number(), 1u);
    EXPECT_THAT(suggested(world, lost.id()), IsEmpty());

    const auto item = report_found(world, World::helper("v1"), thing(world));
    ASSERT_EQ(item.code(), kOk);
    EXPECT_EQ(items(world).at(item.id()).state(), v1::ITEM_STATE_REPORTED);
    EXPECT_THAT(suggested(world, lost.id()), ElementsAre(item.id()));

    ASSERT_EQ(shelve(world, item.id()).code(), kOk);
    EXPECT_EQ(items(world).at(item.id()).shelf(), 1u);
    EXPECT_TRUE(shelve(world, item.id()).repeat());

    ASSERT_EQ(hand_over(world, item.id(), lost.id()).code(), kOk);
    EXPECT_THAT(facts(world.history().back()), ElementsAre("LOST_ENDED", "ITEM_CHANGED"));
    const v1::FoundItem returned = items(world).at(item.id());
    EXPECT_EQ(returned.state(), v1::ITEM_STATE_RETURNED);
    EXPECT_EQ(returned.claim().lost_id(), lost.id());
    EXPECT_EQ(returned.claim().by(), "k2");
    EXPECT_EQ(returned.claim().proof().data(), "proof");
    EXPECT_EQ(reports(world).at(lost.id()).state(), v1::LOST_STATE_RETURNED);
    EXPECT_THAT(reports(world).at(lost.id()).suggestions(), IsEmpty());
    EXPECT_EQ(hand_over(world, item.id(), lost.id()).field(), "hand_over_item.id");
}

TEST(LostFound, WhatIsFoundFirstIsSuggestedToTheReportThatFollows) {
    World world;
    const auto item = report_found(world, World::resident("h2"), thing(world)).id();
    world.wait(60'000);
    EXPECT_THAT(suggested(world, report_lost(world, "h1", thing(world)).id()), ElementsAre(item));
    const auto keys = thing(world, v1::THING_KIND_KEYS);
    EXPECT_THAT(suggested(world, report_lost(world, "h1", keys).id()), IsEmpty());
}

TEST(LostFound, TheSameTapMakesOneReport) {
    World world;
    v1::Command c;
    *c.mutable_report_lost()->mutable_thing() = thing(world);
    const auto first = world.ask(World::resident("h1"), c, "tap");
    EXPECT_EQ(world.ask(World::resident("h1"), c, "tap").id(), first.id());
    world.wait(8 * kDay);  // its outcome is forgotten
    const auto again = world.ask(World::resident("h1"), c, "tap");
    EXPECT_TRUE(again.repeat());
    EXPECT_EQ(again.id(), first.id());
    EXPECT_NE(world.ask(World::resident("h2"), c, "tap").id(), first.id());
}

TEST(LostFound, EveryFieldOfAThingIsChecked) {
    World world;
    const auto refused_field = [&](auto change) {
        v1::Thing t = thing(world);
        change(t);
        const auto lost = report_lost(world, "h1", t);
        EXPECT_EQ(lost.code(), v1::CODE_INVALID);
        const auto found = report_found(world, World::helper("v1"), t);
        EXPECT_EQ(lost.field().substr(11), found.field().substr(12));
        return lost.field();
    };
    const std::string at = "report_lost.thing.";
    using T = v1::Thing;
    const std::string long_text(201, 'x');
    EXPECT_EQ(refused_field([](T& t) { t.clear_kind(); }), at + "kind");
    EXPECT_EQ(refused_field([](T& t) { t.set_kind(v1::ThingKind(99)); }), at + "kind");
    EXPECT_EQ(refused_field([](T& t) { t.set_colour(v1::Colour(99)); }), at + "colour");
    EXPECT_EQ(refused_field([&](T& t) { t.set_place(long_text.substr(0, 51)); }), at + "place");
    EXPECT_EQ(refused_field([](T& t) { t.mutable_point()->set_lat(48); }), at + "point");
    EXPECT_EQ(refused_field([](T& t) { t.clear_from(); }), at + "from");
    EXPECT_EQ(refused_field([](T& t) { t.set_from(t.from() + kDay); }), at + "from");
    EXPECT_EQ(refused_field([](T& t) { t.set_to(t.from() - 1); }), at + "to");
    EXPECT_EQ(refused_field([](T& t) { t.set_to(t.to() + kDay); }), at + "to");
    EXPECT_EQ(refused_field([&](T& t) { t.set_words(long_text); }), at + "words");
    EXPECT_EQ(refused_field([](T& t) { t.set_kind(v1::THING_KIND_OTHER); }), at + "words");
    EXPECT_TRUE(reports(world).empty());
    EXPECT_TRUE(items(world).empty());
}

TEST(LostFound, ACoordinatorReportsForSomebodyAndSaysForWhom) {
    World world;
    v1::Command c;
    *c.mutable_report_lost()->mutable_thing() = thing(world);
    EXPECT_EQ(world.ask(World::coordinator("k1"), c).field(), "report_lost.contact");
    *c.mutable_report_lost()->mutable_contact() = sealed("Frau Li 138");
    EXPECT_EQ(world.ask(World::resident("h1"), c).field(), "report_lost.contact");
    const auto outcome = world.ask(World::coordinator("k1"), c);
    ASSERT_EQ(outcome.code(), kOk);
    EXPECT_EQ(reports(world).at(outcome.id()).contact().data(), "Frau Li 138");
    EXPECT_EQ(world.ask(World::helper("v1"), c).code(), v1::CODE_FORBIDDEN);
}

TEST(LostFound, AHouseholdHasFiveOpenReportsAndTenAMonth) {
    World world;
    std::vector<std::string> ids;
    for (int i = 0; i < kMaxOpenLost; ++i) {
        ids.push_back(report_lost(world, "h1", thing(world)).id());
    }
    const auto sixth = report_lost(world, "h1", thing(world));
    EXPECT_EQ(sixth.code(), v1::CODE_WRONG_STATE);
    EXPECT_EQ(sixth.field(), "report_lost");
    EXPECT_EQ(report_lost(world, "h2", thing(world)).code(), kOk);
    // Trying details until something fits would be a way to browse the shelf.
    for (int i = kMaxOpenLost; i < kMaxKeptLost; ++i) {
        ASSERT_EQ(withdraw_lost(world, World::resident("h1"), ids.back()).code(), kOk);
        ids.push_back(report_lost(world, "h1", thing(world)).id());
        ASSERT_FALSE(ids.back().empty());
    }
    ASSERT_EQ(withdraw_lost(world, World::resident("h1"), ids.back()).code(), kOk);
    EXPECT_EQ(report_lost(world, "h1", thing(world)).code(), v1::CODE_WRONG_STATE);
    world.wait(kEndedKept);
    EXPECT_EQ(report_lost(world, "h1", thing(world)).code(), kOk);
}

TEST(LostFound, TheEstateAndEachFinderHaveALimit) {
    World world;
    for (int i = 0; i < kMaxBrought; ++i) {
        ASSERT_EQ(report_found(world, World::helper("v1"), thing(world)).code(), kOk);
    }
    const auto more = report_found(world, World::helper("v1"), thing(world));
    EXPECT_EQ(more.code(), v1::CODE_WRONG_STATE);
    EXPECT_EQ(more.field(), "report_found");
    ASSERT_EQ(shelve(world, items(world).begin()->first).code(), kOk);
    EXPECT_EQ(report_found(world, World::helper("v1"), thing(world)).code(), kOk);
}

TEST(LostFound, OnlyTheirOwnReportIsWithdrawn) {
    World world;
    const auto id = report_lost(world, "h1", thing(world)).id();
    EXPECT_EQ(withdraw_lost(world, World::resident("h2"), id).code(), v1::CODE_NOT_FOUND);
    EXPECT_EQ(withdraw_lost(world, World::resident("h1"), "none").field(), "withdraw_lost.id");
    EXPECT_EQ(withdraw_lost(world, World::resident("h1"), id).code(), kOk);
    EXPECT_TRUE(withdraw_lost(world, World::resident("h1"), id).repeat());
    const auto item = report_found(world, World::helper("v1"), thing(world)).id();
    EXPECT_THAT(reports(world).at(id).suggestions(), IsEmpty()) << "it has ended";
    EXPECT_EQ(hand_over(world, item, id).field(), "hand_over_item.lost_id");
    EXPECT_EQ(dismiss(world, id, item).code(), v1::CODE_WRONG_STATE);
}

TEST(LostFound, SmallShelfNumbersAreUsedAgain) {
    World world;
    std::vector<std::string> ids;
    for (int i = 0; i < 4; ++i) {
        ids.push_back(report_found(world, World::coordinator("k1"), thing(world)).id());
        EXPECT_EQ(items(world).at(ids.back()).shelf(), static_cast<unsigned>(i + 1));
    }
    ASSERT_EQ(dispose(world, ids[1]).code(), kOk);
    ASSERT_EQ(hand_over(world, ids[0]).code(), kOk);
    const auto next = report_found(world, World::coordinator("k1"), thing(world)).id();
    EXPECT_EQ(items(world).at(next).shelf(), 1u);
    EXPECT_EQ(items(world).at(ids[0]).shelf(), 1u) << "it is known where it stood";
    const auto after = report_found(world, World::coordinator("k1"), thing(world)).id();
    EXPECT_EQ(items(world).at(after).shelf(), 2u);
}

TEST(LostFound, DisposingNeedsAReasonAndIsFinal) {
    World world;
    const auto id = report_found(world, World::helper("v1"), thing(world)).id();
    EXPECT_EQ(change_item(world, id, v1::ITEM_STATE_DISPOSED).field(), "change_item.reason");
    EXPECT_EQ(change_item(world, id, v1::ITEM_STATE_RETURNED).field(), "change_item.state");
    EXPECT_EQ(change_item(world, id, v1::ITEM_STATE_UNSPECIFIED).field(), "change_item.thing");
    EXPECT_EQ(change_item(world, "none", v1::ITEM_STATE_SHELVED).code(), v1::CODE_NOT_FOUND);
    EXPECT_EQ(dispose(world, id).code(), kOk);
    EXPECT_TRUE(dispose(world, id).repeat());
    EXPECT_EQ(shelve(world, id).code(), v1::CODE_WRONG_STATE);
    EXPECT_EQ(items(world).at(id).end_reason(), "交派出所");
}

TEST(LostFound, ACorrectionIsMatchedAnew) {
    World world;
    const auto lost = report_lost(world, "h1", thing(world)).id();
    const auto red = thing(world, v1::THING_KIND_WALLET, v1::COLOUR_RED);
    const auto item = report_found(world, World::helper("v1"), red).id();
    EXPECT_THAT(suggested(world, lost), IsEmpty());
    v1::Command c;
    c.mutable_change_item()->set_id(item);
    *c.mutable_change_item()->mutable_thing() = thing(world);
    ASSERT_EQ(world.ask(World::coordinator("k1"), c).code(), kOk);
    EXPECT_EQ(items(world).at(item).state(), v1::ITEM_STATE_REPORTED) << "only corrected";
    EXPECT_THAT(suggested(world, lost), ElementsAre(item));
    c.mutable_change_item()->mutable_thing()->clear_kind();
    EXPECT_EQ(world.ask(World::coordinator("k1"), c).field(), "change_item.thing.kind");
}

TEST(LostFound, DismissedStaysDismissedAndTheNextBestComesIn) {
    World world;
    const auto lost = report_lost(world, "h1", thing(world)).id();
    for (int i = 0; i < kMaxSuggestions + 1; ++i) {
        report_found(world, World::coordinator("k1"), thing(world));
    }
    const auto first = suggested(world, lost);
    ASSERT_EQ(first.size(), static_cast<std::size_t>(kMaxSuggestions));
    ASSERT_EQ(dismiss(world, lost, first[0]).code(), kOk);
    EXPECT_TRUE(dismiss(world, lost, first[0]).repeat());
    EXPECT_EQ(suggested(world, lost).size(), static_cast<std::size_t>(kMaxSuggestions));
    v1::Command c;
    c.mutable_change_item()->set_id(first[0]);
    *c.mutable_change_item()->mutable_thing() = thing(world);
    ASSERT_EQ(world.ask(World::coordinator("k1"), c).code(), kOk);
    for (const auto& id : suggested(world, lost)) EXPECT_NE(id, first[0]);
    EXPECT_EQ(dismiss(world, lost, "none").field(), "dismiss_suggestion.item_id");
    EXPECT_EQ(dismiss(world, "none", first[0]).field(), "dismiss_suggestion.lost_id");
    // Whoever dismissed it may have been wrong: it can be handed over all the same.
    EXPECT_EQ(hand_over(world, first[0], lost).code(), kOk);
}

TEST(LostFound, AClaimNeedsWhoAndProof) {
    World world;
    const auto item = report_found(world, World::coordinator("k1"), thing(world)).id();
    v1::Command c;
    c.mutable_hand_over_item()->set_id(item);
    *c.mutable_hand_over_item()->mutable_proof() = sealed("proof");
    EXPECT_EQ(world.ask(World::coordinator("k1"), c).field(), "hand_over_item.who");
    *c.mutable_hand_over_item()->mutable_who() = sealed("who");
    c.mutable_hand_over_item()->clear_proof();
    EXPECT_EQ(world.ask(World::coordinator("k1"), c).field(), "hand_over_item.proof");
    EXPECT_EQ(items(world).at(item).state(), v1::ITEM_STATE_SHELVED);
    EXPECT_EQ(hand_over(world, item, "none").code(), v1::CODE_NOT_FOUND);
    EXPECT_EQ(hand_over(world, item).code(), kOk) << "without a report, too";
}

TEST(LostFound, ReportsEndAfterNinetyDaysAndItemsAreCalledOut) {
    World world;
    const auto lost = report_lost(world, "h1", thing(world)).id();
    const auto item =
        report_found(world, World::coordinator("k1"), thing(world, v1::THING_KIND_KEYS)).id();
    world.wait(kSearchedFor - 1000);
    EXPECT_EQ(reports(world).at(lost).state(), v1::LOST_STATE_SEARCHED);
    world.wait(1000);
    EXPECT_EQ(reports(world).at(lost).state(), v1::LOST_STATE_EXPIRED);
    EXPECT_GT(items(world).at(item).called_out_at(), 0);
    EXPECT_EQ(items(world).at(item).state(), v1::ITEM_STATE_SHELVED) << "it keeps standing";
    world.wait(kEndedKept);
    EXPECT_TRUE(reports(world).empty()) << "erased";
    ASSERT_EQ(dispose(world, item).code(), kOk);
    world.wait(kEndedKept);
    EXPECT_TRUE(items(world).empty());
    EXPECT_FALSE(world.machine().next_due());
}

TEST(LostFound, AnOutageOfMonthsIsCaughtUpStepByStep) {
    World world;
    const auto lost = report_lost(world, "h1", thing(world)).id();
    world.outage(kSearchedFor + 2 * kEndedKept);
    EXPECT_EQ(reports(world).at(lost).state(), v1::LOST_STATE_EXPIRED) << "people can still see it";
    world.wait(kEndedKept);
    EXPECT_TRUE(reports(world).empty());
}

}  // namespace
}  // namespace circle::core
