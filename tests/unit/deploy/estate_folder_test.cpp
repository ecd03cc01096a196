// The demo estate is whole, and a folder with mistakes is told all of them, by file and line.
#include "deploy/estate/estate_folder.hpp"

#include <circle/v1/storage.pb.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "dispatcher/core/check_roster.hpp"
#include "dispatcher/core/machine.hpp"
#include "tests/unit/deploy/demo_folder.hpp"

namespace circle::deploy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

v1::EstateConfig read_demo() {
    Problems problems;
    auto config = read_estate(kDemo, *sealed::make_null_sealer(), problems);
    EXPECT_THAT(problems.lines(), ElementsAre());
    return config;
}

TEST(DemoEstate, HasAllHouseholdsVolunteersAndCategories) {
    const auto config = read_demo();
    EXPECT_EQ(config.code(), "xinghe");
    EXPECT_EQ(config.name(), "兴禾花园");
    EXPECT_EQ(config.households_size(), 372);
    const auto& helpers = config.volunteers();
    EXPECT_EQ(std::count_if(helpers.begin(), helpers.end(), [](auto& v) { return v.staff(); }), 2);
    EXPECT_EQ(helpers.size(), 14);
    EXPECT_EQ(config.hours_size(), 7);
    EXPECT_TRUE(config.station().has_point());
    for (const auto& building : config.buildings()) EXPECT_GE(building.footprint_size(), 3);
    EXPECT_GE(config.features_size(), 8);
    EXPECT_GE(config.contacts_size(), 2);
    int lifts = 0;
    for (const auto& building : config.buildings()) {
        for (const auto& unit : building.units()) lifts += unit.lift() && unit.has_point();
    }
    EXPECT_EQ(lifts, 14);
    std::vector<std::string> ids;
    for (const auto& category : config.categories()) ids.push_back(category.id());
    EXPECT_THAT(ids, UnorderedElementsAre("water", "heating", "electrical", "traffic", "lost_found",
                                          "elder_care"));
}

TEST(DemoEstate, EveryCategoryHasTwoVolunteersWithItsSkillAndTheFirstHasAll) {
    const auto config = read_demo();
    const auto has = [](const v1::VolunteerConfig& v, const std::string& skill) {
        return std::count(v.skills().begin(), v.skills().end(), skill) > 0;
    };
    for (const auto& category : config.categories()) {
        const auto skilled = std::count_if(config.volunteers().begin(), config.volunteers().end(),
                                           [&](const auto& v) { return has(v, category.skill()); });
        EXPECT_GE(skilled, 2) << category.id();
        EXPECT_TRUE(has(config.volunteers(0), category.skill())) << category.id();
    }
}

TEST(DemoEstate, EveryDoorHangsOnARiserALoopAndABox) {
    const auto config = read_demo();
    EXPECT_EQ(config.groups_size(), 42);
    for (const auto& household : config.households()) EXPECT_EQ(household.groups_size(), 3);
}

TEST(DemoEstate, DoorsArePersonalAndEachOnce) {
    const auto config = read_demo();
    const auto sealer = sealed::make_null_sealer();
    std::set<std::string> doors;
    for (const auto& household : config.households()) {
        const auto personal = sealer->open(household.personal());
        ASSERT_TRUE(personal);
        EXPECT_TRUE(doors.insert(personal->door()).second) << personal->door();
    }
    EXPECT_TRUE(doors.contains("3号楼2单元501"));
    v1::EstateConfig open = config;
    for (auto& household : *open.mutable_households()) household.clear_personal();
    for (auto& volunteer : *open.mutable_volunteers()) volunteer.clear_personal();
    open.clear_groups();  // named after staircases, not doors
    EXPECT_EQ(open.SerializeAsString().find("单元"), std::string::npos);
}

TEST(DemoEstate, TheCoreTakesIt) {
    v1::Command command;
    command.mutable_principal()->set_estate("xinghe");
    command.mutable_principal()->set_role(v1::ROLE_OPERATOR);
    command.mutable_principal()->set_id("circlectl");
    command.set_client_key("import");
    *command.mutable_configure_estate()->mutable_config() = read_demo();
    const auto machine = core::make_machine();
    const auto effects = machine->apply({"1000-0", 1000, &command}, {1000, 1});
    ASSERT_EQ(effects.outcomes.size(), 1u);
    EXPECT_EQ(effects.outcomes[0].outcome().code(), v1::CODE_OK)
        << effects.outcomes[0].outcome().field();
}

// Code blocks of a language in docs/estate-folder.md, one after the other.
std::vector<std::string> documented(const std::string& language) {
    std::ifstream input(CIRCLE_DOCS_DIR "/estate-folder.md");
    std::vector<std::string> blocks;
    bool inside = false;
    for (std::string line; std::getline(input, line);) {
        if (line.starts_with("```")) {
            inside = !inside && line == "```" + language;
            if (inside) blocks.emplace_back();
        } else if (inside) {
            blocks.back() += line + "\n";
        }
    }
    return blocks;
}

TEST(EstateDocumentation, IsAFolderWithEveryField) {
    char name[] = "/tmp/circle-estate-XXXXXX";
    const std::filesystem::path folder = mkdtemp(name);
    const auto write = [&](const char* file, const std::string& text) {
        std::ofstream(folder / file) << text;
    };
    const auto toml = documented("toml"), csv = documented("csv"), json = documented("json");
    ASSERT_EQ(toml.size(), 4u);
    ASSERT_EQ(csv.size(), 3u);
    ASSERT_EQ(json.size(), 1u);
    // Of the answers that a question needs, one is shown.
    const std::string second = "[[categories.questions.options]]\nid = \"meal\"\ntext = \"送餐\"\n";
    write("estate.toml", toml[0] + toml[1] + second + toml[2] + toml[3]);
    write("households.csv", csv[0]);
    write("volunteers.csv", csv[1]);
    write("shifts.csv", csv[2]);
    write("plan.geojson", json[0]);
    Problems problems;
    const auto config = read_estate(folder, *sealed::make_null_sealer(), problems);
    std::filesystem::remove_all(folder);
    EXPECT_THAT(problems.lines(), ElementsAre());
    const auto all_set = [](const google::protobuf::Message& message) {
        std::vector<const google::protobuf::FieldDescriptor*> fields;
        message.GetReflection()->ListFields(message, &fields);
        EXPECT_EQ(fields.size(), static_cast<std::size_t>(message.GetDescriptor()->field_count()))
            << message.ShortDebugString();
    };
    all_set(config.policy());
    const auto& category = config.categories(0);
    all_set(category);
    v1::Question question = category.questions(0);
    EXPECT_FALSE(question.required());
    question.set_required(true);
    all_set(question);
    all_set(question.options(0));
    all_set(config.contacts(0));
    all_set(config.station());
    all_set(config.groups(0));
    EXPECT_EQ(config.households(0).groups_size(), 1);
    ASSERT_EQ(config.shifts_size(), 2);
    all_set(config.shifts(0));
    ASSERT_EQ(config.cover_size(), 1);
    all_set(config.cover(0));
}

TEST(DemoEstate, HasAWeekThatMeetsMostOfItsRules) {
    const auto config = read_demo();
    EXPECT_GT(config.shifts_size(), 30);
    EXPECT_EQ(config.cover_size(), 3);
    EXPECT_EQ(core::check_roster(config), std::nullopt);
}

// A copy of the demo estate to make mistakes in.
class BrokenEstate : public testing::Test {
  protected:
    BrokenEstate() {
        char name[] = "/tmp/circle-estate-XXXXXX";
        folder_ = mkdtemp(name);
        for (const char* file : {"estate.toml", "households.csv", "volunteers.csv"}) {
            std::filesystem::copy(kDemo / file, folder_ / file);
        }
    }
    ~BrokenEstate() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& file, const std::string& text) {
        std::ofstream(folder_ / file) << text;
    }

    std::vector<std::string> problems() const {
        Problems problems;
        read_estate(folder_, *sealed::make_null_sealer(), problems);
        return problems.lines();
    }

    std::string at(const std::string& file, int line) const {
        return (folder_ / file).string() + ":" + std::to_string(line) + ": ";
    }

    std::filesystem::path folder_;
};

TEST_F(BrokenEstate, PlanByFeatureAndLine) {
    write("plan.geojson", R"({"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"kind": "building", "id": "99"}, "geometry": {"type": "Polygon", "coordinates": [[[121.47, 31.23], [121.471, 31.23], [121.47, 31.231], [121.47, 31.23]]]}},
{"type": "Feature", "properties": {"kind": "castle"}, "geometry": {}},
{"type": "Feature", "properties": {"kind": "gate"}, "geometry": {"type": "Point", "coordinates": [200, 1]}},
{"type": "Feature", "properties": {"kind": "gate"}, "geometry": {"type": "Point", "coordinates": [121.47, 31.23]}}
]})");
    EXPECT_THAT(problems(),
                ElementsAre(HasSubstr(at("plan.geojson", 2) + "features[0]: properties.id"),
                            HasSubstr(at("plan.geojson", 3) + "features[1]: properties.kind"),
                            HasSubstr(at("plan.geojson", 4) + "features[2]: geometry")));
    write("plan.geojson", "{\"type\": ");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("plan.geojson:1: GeoJSON: ")));
}

TEST_F(BrokenEstate, QuestionsHoursAndStaffByLine) {
    write("staff.csv",
          "id,name,group,skills,pace_mps,door,phone\n"
          "v-01,刘师傅,1,plumbing,,门房,1\n");
    std::ofstream(folder_ / "estate.toml", std::ios::app) << R"(
[[hours]]
from = "8:00"
to = "24:30"

[[categories]]
id = "gas"
name = "燃气"
place = "roof"
headcount = 9

[[categories.questions]]
id = "smell"
text = "闻到了吗"
options = [{id = "yes", text = "闻到了"}]
)";
    const auto found = problems();
    for (const char* what : {"hours[2].from: ", "hours[2].to: ",
                             "categories[6].place: is \"roof\"; accepted: \"door\", \"plan\"",
                             "categories[6].headcount: is 9; accepted: a whole number from 1 to 5",
                             "categories[6].questions[0].options: has 1; accepted: at least two",
                             "staff.csv:2: id: "}) {
        EXPECT_THAT(found, testing::Contains(HasSubstr(what)));
    }
    EXPECT_EQ(found.size(), 6u);
}

TEST_F(BrokenEstate, GroupsOfDoorsByField) {
    std::ofstream(folder_ / "estate.toml", std::ios::app) << R"(
[[groups]]
id = "shaft"
name = "井"
kind = "shaft"
categories = "water;waters"

[[groups]]
id = "shaft"
kind = "riser"
categories = "water"
)";
    write("households.csv",
          "id,building,unit,floor,door,name,phone,groups\n"
          "h-1,1,1,1,1号楼101,王先生,1,riser-1-1;shaft\n"
          "h-2,1,1,1,1号楼102,王先生,1,risr-1-1\n"
          "h-3,1,1,1,1号楼103,王先生,1,shaft; shaft\n"
          "h-4,1,1,1,1号楼104,王先生,1,\n");
    EXPECT_THAT(
        problems(),
        UnorderedElementsAre(
            HasSubstr("groups[42].kind: is \"shaft\"; accepted: \"riser\", \"heating_loop\""),
            HasSubstr("groups[42].categories: no such category \"waters\"; did you mean"),
            HasSubstr("groups[43].id: \"shaft\" is on line"), HasSubstr("groups[43].name: "),
            HasSubstr(at("households.csv", 3) + "groups: \"risr-1-1\"; no such group"),
            HasSubstr(at("households.csv", 4) +
                      "groups: \"shaft; shaft\"; \"shaft\" is there twice")));
}

TEST_F(BrokenEstate, HouseholdsByLine) {
    write("households.csv",
          "\xEF\xBB\xBFid,building,unit,floor,door,name,phone\r\n"
          "h-1,1,1,1,1号楼101,\"王,先生\",1\r\n"
          "h-1,1,1,2,1号楼201,李奶奶,2\r\n"
          "h 3,9,1,x,,张爷爷,3\r\n"
          "h-4,1,1\r\n");
    EXPECT_THAT(problems(),
                UnorderedElementsAre(
                    HasSubstr(at("households.csv", 3) + "id: \"h-1\"; is in households.csv:2"),
                    HasSubstr(at("households.csv", 4) + "id: \"h 3\""),
                    HasSubstr(at("households.csv", 4) + "building: \"9\""),
                    HasSubstr(at("households.csv", 4) + "floor: \"x\"; accepted: a whole number"),
                    HasSubstr(at("households.csv", 4) + "door: \"\"; is empty"),
                    HasSubstr(at("households.csv", 5) + "row: 3 cells; accepted: 7")));
}

TEST_F(BrokenEstate, SafetyByField) {
    write("households.csv",
          "id,building,unit,floor,door,name,phone,lives_alone\n"
          "h-1,1,1,1,1号楼101,,,maybe\n");
    write("volunteers.csv",
          "id,name,group,skills,pace_mps,door,phone,sex\n"
          "v-1,王阿姨,1,electrician,,3号楼,,woman\n");
    std::ofstream(folder_ / "estate.toml", std::ios::app) << R"(
[[categories]]
id = "gas"
name = "燃气"
licence = "gas fitter"
two_if_alone = "yes"
sla_s = 59

[categories.trade]
name = "燃气公司抢修队的师傅们一起来"
sla_s = 60

[categories.script]
text = "先开窗"
numbers = ["燃气公司"]
)";
    const auto found = problems();
    for (const char* what :
         {"categories[6].licence: is \"gas fitter\"",
          "categories[6].two_if_alone: is \"yes\"; accepted: true, false",
          "categories[6].sla_s: is 59; accepted: a whole number from 60 to 7200",
          "categories[6].trade.sla_s: is 60; accepted: a whole number from 300 to 86400",
          "categories[6].script.numbers: is a list; accepted: 1 to 5 numbers to call",
          "lives_alone: \"maybe\"; accepted: yes, no or empty",
          "sex: \"woman\"; accepted: female, male or empty"}) {
        EXPECT_THAT(found, testing::Contains(HasSubstr(what)));
    }
    EXPECT_EQ(found.size(), 7u);
}

TEST_F(BrokenEstate, DangerNeedsAScript) {
    std::ifstream demo(kDemo / "estate.toml");
    std::string text(std::istreambuf_iterator<char>(demo), {});
    const auto from = text.find("[script]"), to = text.find("# What residents can ask for");
    write("estate.toml", text.erase(from, to - from));
    EXPECT_THAT(problems(),
                ElementsAre(HasSubstr("script: is missing; accepted: a [script], because an answer "
                                      "of category elder_care is life_threatening")));
}

TEST_F(BrokenEstate, TomlByLine) {
    write("estate.toml",
          "code = \"xinghe\"\n"
          "nam = \"x\"\n"
          "phone = 5\n"
          "[[buildings]]\n"
          "id = \"1\"\n"
          "name = \"1号楼\"\n"
          "lat = 100.0\n"
          "lon = \"east\"\n"
          "[[categories]]\n"
          "id = \"water\"\n"
          "name = \"一二三四五六七八九十一二三四五\"\n"
          "urgency = \"soon\"\n"
          "[policy]\n"
          "sla = 600\n");
    write("households.csv", "id,building,unit,floor,door,name,phone\nh-1,1,1,1,1号楼101,,\n");
    write("volunteers.csv", "id,name,group,skills,pace_mps,door,phone\n");
    EXPECT_THAT(problems(), UnorderedElementsAre(
                                HasSubstr(at("estate.toml", 2) +
                                          "nam: unknown; did you mean \"name\"?; accepted: "),
                                HasSubstr(at("estate.toml", 3) + "phone: is 5; accepted: text"),
                                HasSubstr(at("estate.toml", 7) + "buildings[0].lat: "),
                                HasSubstr(at("estate.toml", 8) + "buildings[0].lon: "),
                                HasSubstr(at("estate.toml", 11) + "categories[0].name: "),
                                HasSubstr(at("estate.toml", 12) + "categories[0].urgency: "),
                                HasSubstr(at("estate.toml", 14) + "policy.sla: unknown")));
}

TEST_F(BrokenEstate, MissingFilesAndForeignColumns) {
    std::filesystem::remove(folder_ / "estate.toml");
    std::filesystem::remove(folder_ / "households.csv");
    write("volunteers.csv", "id,name\n");
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("estate.toml:"), HasSubstr("households.csv:1: "),
                                        HasSubstr(at("volunteers.csv", 1) +
                                                  "header: is \"id,name\"; accepted: id,name,")));
}

}  // namespace
}  // namespace circle::deploy
