// What is written is read again as it was, whatever people have typed; and what differs is told.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>

#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "deploy/estate/difference.hpp"
#include "deploy/estate/estate_folder.hpp"
#include "deploy/estate/write_estate.hpp"
#include "dispatcher/core/check_config.hpp"
#include "tests/unit/deploy/demo_folder.hpp"

namespace circle::deploy {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::ElementsAre;

// Estates that use every field there is, with what makes files hard to write.
class Town {
  public:
    explicit Town(unsigned seed) : random_(seed) {}

    v1::EstateConfig estate() {
        v1::EstateConfig config;
        config.set_code("lanting-" + std::to_string(number(0, 99)));
        config.set_name(text());
        config.set_phone("021-5555-0200转" + std::to_string(number(0, 999)));
        if (coin()) config.set_name_en(text());
        config.set_utc_offset_min(number(-840, 840));
        for (int i = 0; i < number(1, 5); ++i) add_building(config, i);
        if (coin()) {
            config.mutable_station()->set_name(text());
            *config.mutable_station()->mutable_point() = point();
        }
        for (int i = 0; i < number(0, 9); ++i) add_hours(config);
        for (int i = 0; i < number(0, 3); ++i) {
            auto& contact = *config.add_contacts();
            contact.set_id(id("k", i));
            contact.set_name(text());
            if (coin()) contact.set_phone("+86 (139) 0000-000" + std::to_string(i));
        }
        for (int i = 0; i < number(1, 4); ++i) add_category(config, i);
        if (coin()) *config.mutable_script() = script();
        for (int i = 0; i < number(0, 3); ++i) add_group(config, i);
        for (int i = 0; i < number(1, 30); ++i) add_household(config, i);
        for (int i = 0; i < number(0, 12); ++i) add_volunteer(config, i);
        for (int i = 0; i < number(0, 5); ++i) add_feature(config);
        if (coin()) config.mutable_policy()->set_detour(number(100, 500) / 100.0);
        config.mutable_policy()->set_alarm_s(static_cast<unsigned>(coin() ? number(10, 3600) : 0));
        config.mutable_policy()->set_rung_staff_s(static_cast<unsigned>(number(30, 7200)));
        sort_people(config);
        return config;
    }

    int number(int low, int high) { return std::uniform_int_distribution(low, high)(random_); }

  private:
    bool coin() { return number(0, 1) == 1; }

    // Never empty, at most 14 characters.
    std::string text() {
        static const std::vector<std::string> pieces = {"号楼", "\"",  ",",        "'", "\\", ";",
                                                        "#",    "=",   "🧓🏽", " ", "é",  "[",
                                                        "]]",   "\\n", "{}",       "x"};
        std::string text;
        for (int i = 0; i < number(1, 5); ++i) {
            text +=
                pieces[static_cast<std::size_t>(number(0, static_cast<int>(pieces.size()) - 1))];
        }
        return text;
    }

    static std::string id(const std::string& kind, int i) { return kind + "-" + std::to_string(i); }

    v1::Point point() {
        std::uniform_real_distribution<double> off(-0.01, 0.01);
        v1::Point point;
        point.set_lat(31.23 + off(random_));
        point.set_lon(121.47 + off(random_));
        return point;
    }

    v1::Urgency urgency(int low) { return static_cast<v1::Urgency>(number(low, 2)); }

    void add_building(v1::EstateConfig& config, int i) {
        auto& building = *config.add_buildings();
        building.set_id(std::to_string(i));
        building.set_name(text());
        *building.mutable_point() = point();
        for (int k = 0; coin() && k < number(3, 6); ++k) *building.add_footprint() = point();
        if (building.footprint_size() < 3) building.clear_footprint();
        for (int k = 0; coin() && k < number(1, 3); ++k) {
            auto& unit = *building.add_units();
            unit.set_id(text() + std::to_string(k));
            unit.set_lift(coin());
            if (coin()) *unit.mutable_point() = point();
        }
    }

    void add_hours(v1::EstateConfig& config) {
        auto& hours = *config.add_hours();
        hours.set_weekday(static_cast<unsigned>(number(1, 7)));
        hours.set_from_min(static_cast<unsigned>(number(0, 1) * 60));
        hours.set_to_min(static_cast<unsigned>(coin() ? 1440 : 1439));
    }

    void add_category(v1::EstateConfig& config, int i) {
        auto& category = *config.add_categories();
        category.set_id(id("c", i));
        category.set_name(text());
        if (coin()) category.set_name_en(text());
        if (coin()) category.set_icon("🧓🏽");
        category.set_skill(id("skill", number(0, 2)));
        category.set_urgency(urgency(1));
        category.set_headcount(static_cast<unsigned>(number(1, 5)));
        category.set_place(coin() ? v1::PLACE_KIND_DOOR : v1::PLACE_KIND_PLAN);
        if (coin()) category.set_safety(text() + "\n" + text() + "\n");
        if (coin()) category.set_safety_en(text());
        add_safety(category);
        category.set_lost_found(coin());
        for (int k = 0; k < number(0, 2); ++k) {
            auto& question = *category.add_questions();
            question.set_id(id("q", k));
            question.set_text(text());
            question.set_required(coin());
            if (coin()) question.set_text_en(text());
            scripted_ = category.has_script();
            for (int n = 0; n < number(2, 4); ++n) add_option(question, n);
            while (question.options_size() < 2) add_option(question, question.options_size() + 10);
        }
    }

    v1::Script script() {
        v1::Script script;
        script.set_text(text());
        if (coin()) script.set_text_en(text());
        for (int i = 0; i < number(1, 5); ++i) script.add_numbers("12" + std::to_string(i));
        return script;
    }

    void add_safety(v1::Category& category) {
        if (coin()) category.set_licence(id("licence", number(0, 2)));
        category.set_two_if_alone(coin());
        category.set_may_ask_sex(coin());
        if (coin()) category.set_sla_s(static_cast<unsigned>(number(60, 7200)));
        if (coin()) *category.mutable_script() = script();
        if (coin()) return;
        auto& trade = *category.mutable_trade();
        trade.set_name(text());
        if (coin()) trade.set_name_en(text());
        trade.set_sla_s(static_cast<unsigned>(number(300, 86400)));
        if (coin()) trade.set_phone("021-5555-0300转8");
    }

    void add_option(v1::Question& question, int n) {
        auto& option = *question.add_options();
        option.set_id(id("o", n));
        option.set_text(text());
        if (coin()) option.set_text_en(text());
        option.set_urgency(urgency(0));
        option.set_headcount(static_cast<unsigned>(number(0, 5)));
        if (coin()) option.set_skill(id("skill", 3));
        if (coin()) option.set_licence(id("licence", 3));
        option.set_life_threatening(scripted_ && coin());
    }

    v1::Sealed personal(const std::string& door) {
        v1::Personal personal;
        if (coin()) personal.set_name(text());
        if (coin()) personal.set_phone("139-0000-0001");
        personal.set_door(door);
        return sealed::make_null_sealer()->seal(personal);
    }

    void add_household(v1::EstateConfig& config, int i) {
        auto& household = *config.add_households();
        household.set_id(id("h", i));
        const auto& building = config.buildings(number(0, config.buildings_size() - 1));
        household.set_building(building.id());
        if (!building.units().empty()) {
            household.set_unit(building.units(number(0, building.units_size() - 1)).id());
        } else if (coin()) {
            household.set_unit(text());
        }
        household.set_floor(number(-5, 200));
        household.set_lives_alone(number(0, 9) == 0);
        if (number(0, 9) == 0) *household.mutable_point() = point();
        *household.mutable_personal() = personal(text() + std::to_string(i));
        for (const auto& group : config.groups()) {
            if (coin()) household.add_groups(group.id());
        }
    }

    void add_group(v1::EstateConfig& config, int i) {
        auto& group = *config.add_groups();
        group.set_id(id("g", i));
        group.set_name(text());
        if (coin()) group.set_name_en(text());
        group.set_kind(static_cast<v1::DoorGroupKind>(number(1, 3)));
        for (const auto& category : config.categories()) {
            if (coin() || group.categories().empty()) group.add_categories(category.id());
        }
    }

    void add_volunteer(v1::EstateConfig& config, int i) {
        auto& volunteer = *config.add_volunteers();
        volunteer.set_id(id("v", i));
        volunteer.set_name(text());
        volunteer.set_group(config.buildings(0).id());
        if (coin()) volunteer.add_skills(config.categories(0).skill());
        if (coin()) volunteer.set_pace_mps(number(20, 300) / 100.0);
        volunteer.set_staff(coin());
        volunteer.set_sex(static_cast<v1::Sex>(number(0, 2)));
        v1::Sealed sealed = personal(text());
        v1::Personal named = *sealed::make_null_sealer()->open(sealed);
        named.set_name(volunteer.name());  // the file has one name
        *volunteer.mutable_personal() = sealed::make_null_sealer()->seal(named);
    }

    void add_feature(v1::EstateConfig& config) {
        auto& feature = *config.add_features();
        feature.set_kind(static_cast<v1::FeatureKind>(number(1, 4)));
        if (coin()) feature.set_name(text());
        const bool gate = feature.kind() == v1::FEATURE_KIND_GATE;
        for (int i = 0; i < (gate ? 1 : 5); ++i) *feature.add_points() = point();
        const auto& before =
            config.features(config.features_size() - 2 < 0 ? 0 : config.features_size() - 2);
        if (feature.kind() == v1::FEATURE_KIND_PATH) feature.set_stairs(coin());
        if (!gate || before.kind() != v1::FEATURE_KIND_PATH) return;
        *feature.mutable_points(0) = before.points(1);  // a gate is on a path
        feature.set_pass_s(static_cast<unsigned>(number(0, 600)));
        feature.set_closed(coin());
    }

    std::mt19937 random_;
    bool scripted_ = false;  // the category of whose questions we think
};

class RoundTrip : public testing::Test {
  protected:
    RoundTrip() {
        char name[] = "/tmp/circle-estate-XXXXXX";
        folder_ = mkdtemp(name);
    }
    ~RoundTrip() override { std::filesystem::remove_all(folder_); }

    // `spoil` changes the text of each file, as an editor may.
    template <class Spoil>
    v1::EstateConfig written_and_read(const v1::EstateConfig& config, Spoil spoil) {
        for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
            std::filesystem::remove(entry.path());
        }
        for (const auto& [file, text] : write_estate(config, *sealer_)) {
            std::ofstream(folder_ / file, std::ios::binary) << spoil(file, text);
        }
        Problems problems;
        auto again = read_estate(folder_, *sealer_, problems);
        EXPECT_THAT(problems.lines(), ElementsAre());
        return again;
    }

    v1::EstateConfig written_and_read(const v1::EstateConfig& config) {
        return written_and_read(config, [](auto&, const auto& text) { return text; });
    }

    std::filesystem::path folder_;
    std::unique_ptr<sealed::Sealer> sealer_ = sealed::make_null_sealer();
};

TEST_F(RoundTrip, TheDemoEstateByteByByte) {
    Problems problems;
    const auto demo = read_estate(kDemo, *sealer_, problems);
    const auto again = written_and_read(demo);
    EXPECT_EQ(again.SerializeAsString(), demo.SerializeAsString());
    EXPECT_EQ(write_estate(again, *sealer_), write_estate(demo, *sealer_));
}

TEST_F(RoundTrip, AnyEstate) {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        const auto config = Town(seed).estate();
        ASSERT_FALSE(core::check_config(config.code(), config)) << seed;
        const auto again = written_and_read(config);
        std::string report;
        MessageDifferencer differencer;
        differencer.ReportDifferencesToString(&report);
        ASSERT_TRUE(differencer.Compare(config, again)) << "seed " << seed << "\n" << report;
        ASSERT_EQ(config.SerializeAsString(), again.SerializeAsString());
        ASSERT_TRUE(difference(config, again, *sealer_).none());
    }
}

TEST_F(RoundTrip, AsExcelSavesIt) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        const auto config = Town(seed).estate();
        const auto again = written_and_read(config, [](const auto& file, std::string text) {
            if (!file.ends_with(".csv")) return text;
            for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2) {
                text.insert(at, "\r");
            }
            return "\xEF\xBB\xBF" + text;
        });
        ASSERT_TRUE(MessageDifferencer::Equals(config, again)) << seed;
    }
}

// A change of one thing is told as that and nothing else.
TEST(EstateDifference, NamesWhatChanges) {
    const auto sealer = sealed::make_null_sealer();
    Problems problems;
    const auto now = read_estate(kDemo, *sealer, problems);
    EXPECT_TRUE(difference(now, now, *sealer).none());
    EXPECT_THAT(to_lines(difference(now, now, *sealer)), ElementsAre());

    auto next = now;
    next.set_phone("110");
    next.mutable_policy()->set_alarm_s(60);
    next.mutable_contacts()->SwapElements(0, 1);
    next.mutable_categories(0)->set_headcount(2);
    next.mutable_features()->RemoveLast();
    auto personal = *sealer->open(now.households(0).personal());
    personal.set_phone("139-9999-9999");
    *next.mutable_households(0)->mutable_personal() = sealer->seal(personal);
    next.mutable_households(0)->set_floor(9);
    next.mutable_households()->DeleteSubrange(10, 7);
    next.add_households()->set_id("h-new");
    next.mutable_volunteers(0)->set_staff(true);
    const auto found = difference(now, next, *sealer);
    EXPECT_THAT(
        to_lines(found),
        ElementsAre(
            "  estate: 1 changed", "    ~ phone", "  policy: 1 changed", "    ~ alarm_s (120 → 60)",
            "  categories: 1 changed", "    ~ water (headcount)", "  coordinators: another order",
            "  households: 1 added, 1 changed, 7 removed", "    + h-new",
            "    ~ h-001 (floor, phone)", "    - h-011, h-012, h-013, h-014, h-015 and 2 more",
            "  volunteers: 1 removed", "    - v-01", "  staff: 1 added", "    + v-01",
            "  plan: 1 changed", testing::MatchesRegex("    ~ features .[0-9]+ → [0-9]+.")));
    EXPECT_EQ(found.people_removed(), 8u);
}

// A volunteer's name is open and sealed.
TEST(EstateDifference, NamesEachFieldOnce) {
    const auto sealer = sealed::make_null_sealer();
    Problems problems;
    const auto now = read_estate(kDemo, *sealer, problems);
    auto next = now;
    v1::VolunteerConfig& changed = *next.mutable_volunteers(0);
    auto personal = *sealer->open(changed.personal());
    changed.set_name("新名字");
    personal.set_name("新名字");
    personal.set_phone("139-9999-9999");
    *changed.mutable_personal() = sealer->seal(personal);
    EXPECT_THAT(to_lines(difference(now, next, *sealer)),
                ElementsAre("  volunteers: 1 changed", "    ~ v-01 (name, phone)"));
}

}  // namespace
}  // namespace circle::deploy
