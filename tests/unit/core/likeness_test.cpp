// Which pairs of a lost and a found thing are worth a coordinator's look.
#include "dispatcher/core/likeness.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dispatcher/core/local_time.hpp"
#include "tests/unit/core/world.hpp"

namespace circle::core {
namespace {

using ::testing::ElementsAre;
using testing::kStart;

struct Said {
    v1::ThingKind kind = v1::THING_KIND_OTHER;
    v1::Colour colour = v1::COLOUR_UNSPECIFIED;
    const char* place = "";
    const char* words = "";
    Time from = 0;  // after kStart
    Time to = kHour;
    double east_m = -1;  // on the plan; < 0: not given
};

v1::Thing thing(const Said& said) {
    v1::Thing t;
    t.set_kind(said.kind);
    t.set_colour(said.colour);
    t.set_place(said.place);
    t.set_words(said.words);
    t.set_from(kStart + said.from);
    t.set_to(kStart + said.to);
    if (said.east_m >= 0) {
        t.mutable_point()->set_lat(31.2);
        t.mutable_point()->set_lon(121.4 + said.east_m * 0.0000105);
    }
    return t;
}

Likeness of(const Said& lost, const Said& found) {
    return likeness(thing(lost), thing(found));
}

struct Row {
    const char* why;
    bool suggested;
    Said lost, found;
};

constexpr auto kKeys = v1::THING_KIND_KEYS;
constexpr auto kWallet = v1::THING_KIND_WALLET;
constexpr auto kPhone = v1::THING_KIND_PHONE;
constexpr auto kCard = v1::THING_KIND_CARD;
constexpr auto kPet = v1::THING_KIND_PET;
constexpr auto kOther = v1::THING_KIND_OTHER;
constexpr auto kBlack = v1::COLOUR_BLACK;
constexpr auto kRed = v1::COLOUR_RED;
constexpr auto kGrey = v1::COLOUR_GREY;
constexpr auto kSilver = v1::COLOUR_SILVER;
constexpr auto kAny = v1::COLOUR_UNSPECIFIED;

const Row kRows[] = {
    {"everything fits",
     true,
     {kKeys, kSilver, "3号楼门口", "三把钥匙，红绳", 0, kHour, 10},
     {kKeys, kSilver, "3号楼门口", "红绳上三把钥匙", kHour, 2 * kHour, 20}},
    {"kind, colour and day fit; nothing else is known",
     true,
     {kWallet, kBlack, "", ""},
     {kWallet, kBlack, "", "", kHour, kHour}},
    {"keys whose colour nobody said, on the same day",
     true,
     {kKeys, kAny, "", ""},
     {kKeys, kSilver, "", "", kHour, kHour}},
    {"the colours are near each other",
     true,
     {kPhone, kGrey, "小广场", ""},
     {kPhone, kSilver, "广场长椅", "", kHour, kHour}},
    {"a card out of the lost wallet, same place",
     true,
     {kWallet, kAny, "南门菜店", "里面有公交卡"},
     {kCard, kAny, "南门菜店门口", "公交卡一张", kHour, kHour}},
    {"something else, by its words",
     true,
     {kOther, v1::COLOUR_BLUE, "2号楼", "蓝色折叠雨伞"},
     {kOther, v1::COLOUR_BLUE, "2号楼大厅", "一把蓝色雨伞", kHour, kHour}},
    {"found a week later where it was lost",
     true,
     {kWallet, kBlack, "南门", "", 0, kHour},
     {kWallet, kBlack, "南门", "", 7 * kDay, 7 * kDay}},
    {"the words outweigh a colour seen at night",
     true,
     {kWallet, kBlack, "南门", "绣花零钱包，里面有老照片"},
     {kWallet, kRed, "南门", "绣花零钱包，有老照片", kHour, kHour}},
    {"lost an hour later than its owner remembers",
     true,
     {kPhone, kBlack, "南门", "", 2 * kHour, 3 * kHour},
     {kPhone, kBlack, "南门", "", kHour, kHour}},
    {"another kind",
     false,
     {kKeys, kBlack, "南门", "黑色"},
     {kPhone, kBlack, "南门", "黑色", kHour, kHour}},
    {"a pet is no thing",
     false,
     {kPet, kBlack, "南门", "小黑狗"},
     {kOther, kBlack, "南门", "小黑狗玩具", kHour, kHour}},
    {"found before it was lost",
     false,
     {kWallet, kBlack, "南门", "同一个钱包", 2 * kDay, 2 * kDay},
     {kWallet, kBlack, "南门", "同一个钱包", 0, kHour}},
    {"another colour, though place and day fit",
     false,
     {kWallet, kBlack, "南门", ""},
     {kWallet, kRed, "南门", "", kHour, kHour}},
    {"months later, somewhere else",
     false,
     {kPhone, kBlack, "3号楼", ""},
     {kPhone, kBlack, "5号楼", "", 80 * kDay, 80 * kDay}},
    {"keys, and nothing else is known, three weeks later",
     false,
     {kKeys, kAny, "", ""},
     {kKeys, kAny, "", "", 21 * kDay, 21 * kDay}},
    {"something else, with other words",
     false,
     {kOther, v1::COLOUR_BLUE, "2号楼", "折叠雨伞"},
     {kOther, v1::COLOUR_GREEN, "7号楼", "保温杯", kHour, kHour}},
};

TEST(Likeness, SuggestsWhatAPersonWouldLookAt) {
    for (const Row& row : kRows) {
        const Likeness found = of(row.lost, row.found);
        EXPECT_EQ(found.score >= kSuggestFrom, row.suggested) << row.why << ": " << found.score;
        EXPECT_LE(found.score, 100u);
    }
}

TEST(Likeness, NamesWhatSpeaksForIt) {
    const Row& all = kRows[0];
    EXPECT_THAT(of(all.lost, all.found).reasons,
                ElementsAre("kind", "colour", "place", "time", "words"));
    EXPECT_THAT(of({kWallet, kBlack}, {kWallet, kBlack, "", "", 20 * kDay, 20 * kDay}).reasons,
                ElementsAre("kind", "colour"));
    EXPECT_THAT(of({kWallet}, {kCard}).reasons, ElementsAre("time"));
    EXPECT_TRUE(of({kKeys}, {kPet}).reasons.empty());
}

TEST(Likeness, EqualThingsWithEverythingSaidGiveAHundred) {
    const Said said{kKeys, kSilver, "3号楼门口", "三把钥匙", 0, kHour, 0};
    EXPECT_EQ(of(said, said).score, 100u);
}

TEST(Likeness, ThePlaceFadesWithDistance) {
    const auto at = [](double m) {
        return of({kKeys, kAny, "", "", 0, kHour, 0}, {kKeys, kAny, "", "", 0, kHour, m}).score;
    };
    EXPECT_EQ(at(0), at(25));
    EXPECT_GT(at(25), at(100));
    EXPECT_GT(at(100), at(250));
    EXPECT_EQ(at(320), at(900));
    EXPECT_EQ(at(0) - at(900), 20u);
}

TEST(Likeness, NumbersTellBuildingsApart) {
    const auto at = [](const char* place) {
        return of({kKeys, kAny, "3号楼门口"}, {kKeys, kAny, place}).score;
    };
    EXPECT_GT(at("3号楼大厅"), at("5号楼门口"));
    EXPECT_EQ(at("3号楼门口") - at("5号楼门口"), 20u);
}

TEST(Likeness, TheTimeGivesHalfAfterAWeek) {
    const auto after = [](Time days) {
        return of({kKeys, kAny, "", "", 0, 0}, {kKeys, kAny, "", "", days * kDay, days * kDay})
            .score;
    };
    EXPECT_EQ(after(0) - after(7), 7u);  // 15 to 7.5, both with 39 and rounded
    EXPECT_GT(after(7), after(14));
}

// Sørensen–Dice of character bigrams.
TEST(Dice, ComparesBigrams) {
    EXPECT_DOUBLE_EQ(dice("night", "nacht"), 0.25);  // ht of 4 + 4
    EXPECT_DOUBLE_EQ(dice("红绳钥匙", "钥匙红绳"), 2.0 * 2 / 6);
    EXPECT_DOUBLE_EQ(dice("钥匙", "钥匙"), 1);
    EXPECT_DOUBLE_EQ(dice("Blue Umbrella", "blue umbrella"), 1) << "case does not count";
    EXPECT_DOUBLE_EQ(dice("钥匙，红绳。", "钥匙 红绳"), 1) << "nor do signs between words";
    EXPECT_DOUBLE_EQ(dice("伞", "伞"), 1) << "a word of one character";
    EXPECT_DOUBLE_EQ(dice("aaaa", "aa"), 2.0 * 1 / 4) << "as often as both have it";
    EXPECT_DOUBLE_EQ(dice("", "钥匙"), 0);
    EXPECT_DOUBLE_EQ(dice("", ""), 0);
    EXPECT_DOUBLE_EQ(dice("！？", "。"), 0);
}

}  // namespace
}  // namespace circle::core
