// A folder with fifty mistakes: each is told by file, line and field, and nothing else is.
#include <gmock/gmock.h>

#include <fstream>
#include <string>
#include <tuple>
#include <vector>

#include "deploy/estate/estate_folder.hpp"

namespace circle::deploy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A line of a file, and what is said of it: "<field>: <part of the reason>".
struct Line {
    std::string text;
    std::vector<std::string> mistakes = {};
};
using Text = std::vector<Line>;

const Text kToml = {
    {"# An estate with everything wrong that people get wrong."},
    {"code = \"Lan Ting\"", {"code: is \"Lan Ting\"; accepted: 2 to 32 of a to z"}},
    {"name = 5", {"name: is 5; accepted: text in quotes"}},
    {"phnoe = \"021-5555-0200\"", {"phnoe: unknown; did you mean \"phone\"?"}},
    {"utc_offset_min = 8000", {"utc_offset_min: is 8000; accepted: a whole number from -840"}},
    {"[station]"},
    {"name = \"服务站\\u0007\"", {"station.name: has a line break, tab or other control"}},
    {"lat = 31.23"},
    {"lon = 121.47"},
    {"[[hours]]"},
    {"first_weekday = 5"},
    {"last_weekday = 1", {"hours[0].last_weekday: is before first_weekday"}},
    {"from = \"08:00\""},
    {"to = \"20:00\""},
    {"[[hours]]"},
    {"first_weekday = 0", {"hours[1].first_weekday: is 0; accepted: a whole number from 1 to 7"}},
    {"from = \"18:00\""},
    {"to = \"9:00\"", {"hours[1].to: is \"9:00\"; accepted: a time such as \"17:30\""}},
    {"[[hours]]"},
    {"from = \"18:00\""},
    {"to = \"09:00\"", {"hours[2].to: is \"09:00\"; accepted: a time later than from"}},
    {"[[contacts]]", {"contacts[0].name: is missing"}},
    {"id = \"k-01\""},
    {"[[contacts]]"},
    {"id = \"k-01\"", {"contacts[1].id: \"k-01\" is on line 23 already"}},
    {"name = \"林书记\""},
    {"phone = \"call me\"", {"contacts[1].phone: \"call me\"; accepted: a phone number"}},
    {"[[buildings]]"},
    {"id = \"1\""},
    {"name = \"1号楼\""},
    {"lat = 31.2301"},
    {"lon = 121.4702"},
    {"[[buildings]]"},
    {"id = \"2\""},
    {"name = \"2号楼\""},
    {"lat = 31.2304"},
    {"lon = 121.4705"},
    {"[[buildings]]"},
    {"id = \"3\""},
    {"name = \"\"", {"buildings[2].name: is empty"}},
    {"lat = 121.4705", {"buildings[2].lat: is 121.4705; accepted: a number from -90 to 90"}},
    {"lon = 31.2304"},
    {"[[buildings]]"},
    {"id = \"4\""},
    {"name = \"4号楼\""},
    {"lat = 31.3304", {"buildings[3].lat: 31.3304, 121.4705 is 11 km away from the estate"}},
    {"lon = 121.4705"},
    {"[[buildings]]"},
    {"id = \"5 号\"", {"buildings[4].id: is \"5 号\"; accepted: 1 to 64 letters"}},
    {"name = \"5号楼\""},
    {"lat = 31.2304"},
    {"lon = \"121.4705\"", {"buildings[4].lon: is \"121.4705\"; accepted: a number"}},
    {"[[categories]]"},
    {"id = \"water\""},
    {"name = \"水管漏水水管漏水水管漏水水管漏水\"", {"categories[0].name: has 16 characters"}},
    {"skill = \"plumbing\""},
    {"urgency = \"urgnet\"",
     {
         "categories[0].urgency: ",
     }},
    {"headcount = 9", {"categories[0].headcount: is 9; accepted: a whole number from 1 to 5"}},
    {"place = true", {"categories[0].place: is true; accepted: \"door\", \"plan\""}},
    {"[[categories.questions]]"},
    {"id = \"where\""},
    {"text = \"哪里\""},
    {"required = \"yes\"", {"categories[0].questions[0].required: is \"yes\"; accepted: true"}},
    {"[[categories.questions.options]]"},
    {"id = \"tap\""},
    {"text = \"水龙头\""},
    {"[[categories.questions.options]]"},
    {"id = \"tap\"", {"categories[0].questions[0].options[1].id: \"tap\" is on line 65 already"}},
    {"text = \"管道\""},
    {"[[categories.questions]]", {"categories[0].questions[1].options: is missing; accepted: at "}},
    {"id = \"when\""},
    {"text = \"何时\""},
    {"[[categories]]"},
    {"id = \"care\""},
    {"name = \"照顾\""},
    {"skill = \"first aid\"", {"categories[1].skill: is \"first aid\""}},
    {"colour = \"red\"", {"categories[1].colour: unknown; accepted: headcount, icon, id"}},
    {"[policy]"},
    {"sla_s = 10", {"policy.sla_s: is 10; accepted: 0 (default) or 60 to 7200"}},
    {"detour = 9.5", {"policy.detour: is 9.5; accepted: 0 (default) or 1.0 to 5.0"}},
    {"window_min_s = 60", {"policy.window_min_s: is 60; accepted: at most window_max_s, which"}},
    {"window_max_s = 30"},
    {"rung_estate_s = 300",
     {"policy.rung_estate_s: is 300; accepted: at most rung_staff_s, which"}},
    {"wave_size = 2.5", {"policy.wave_size: is 2.5; accepted: a whole number"}},
    {"rung_staff_s = 100"},
    {"alrm_s = 100", {"policy.alrm_s: unknown; did you mean \"alarm_s\"?"}},
};

const Text kHouseholds = {
    {"id,building,unit,floor,door,name,phone"},
    {"h-001,1,1,1,1号楼101,\"王,先生\",139-0000-0001"},
    {"h-001,1,1,1,1号楼102,李奶奶,", {"id: \"h-001\"; is in households.csv:2 already"}},
    {"h-003,1,1,1,1号楼101,张爷爷,", {"door: \"1号楼101\"; is in households.csv:2 already"}},
    {"h-004,99,1,1,99号楼1,张爷爷,", {"building: \"99\"; no such building"}},
    {"h-005,1,1,first,1号楼105,,", {"floor: \"first\"; accepted: a whole number from -5"}},
    {"h-006,1,1,999,1号楼106,,", {"floor: \"999\""}},
    {"h-007,1,1,1.5,1号楼107,,", {"floor: \"1.5\""}},
    {"h-008,1,1,1,,丁,", {"door: \"\"; is empty"}},
    {"h-009,1,1,1,1号楼109,丁,n/a", {"phone: \"n/a\"; accepted: a phone number"}},
    {"h-010,1,1,1,1号楼110", {"row: 5 cells; accepted: 7 cells"}},
    {"h-011,1,1,1,\"1号楼111,丁,", {"row: a quote is not closed"}},
    {"h-012,1,1,1,\"1号楼\"112,丁,", {"row: text after a closing quote"}},
    {"h-013,1,1,1,1号楼113,\"丁", {"row: a cell has a line break"}},
    {"戊\","},
    {"h-014,1,1,1,1号楼\xB5\xA5,丁,", {"row: is not UTF-8; accepted: UTF-8 text. In Excel"}},
    {"h-015,1,1,1,1号楼\t115,丁,", {"door: \"1号楼\t115\"; has a line break, tab"}},
    {",1,1,1,1号楼116,丁,", {"id: \"\"; accepted: 1 to 64 letters"}},
    {"h-017,5 号,1,1,1号楼117,丁,"},
    {"h-018,1,1,1," + std::string(101, 'x') + ",丁,", {"door: \"xxx"}},
};

const Text kVolunteers = {
    {"id,name,groop,skills,pace_mps,phone,door,notes",
     {"groop: unknown column; did you mean \"group\"?", "notes: unknown column; accepted: "}},
    {"v-01,王阿姨,1,plumbing,0.9,139-0000-1001,1号楼201,x"},
    {"v-02,,1,plumbing,0.9,,1号楼201,x", {"name: \"\"; is empty"}},
    {"v-03,李师傅,7,plumbing,0.9,,1号楼201,x", {"group: \"7\"; no such building"}},
    {"v-04,李师傅,1,plumbign,0.9,,1号楼201,x",
     {"skills: \"plumbign\"; no category asks for \"plumbign\"; did you mean \"plumbing\"?"}},
    {"v-05,李师傅,1,plumbing,9,,1号楼201,x", {"pace_mps: \"9\"; accepted: a number from 0.2 to 3"}},
    {"v-06,李师傅,1,plumbing,fast,,1号楼201,x", {"pace_mps: \"fast\""}},
};

const Text kStaff = {
    {"id,name,group,skills,pace_mps,door", {"phone: the column is missing; accepted: id,name"}},
    {"v-01,刘师傅,1,plumbing;plumbing,,门房",
     {"id: \"v-01\"; is in volunteers.csv:2 already", "skills: \"plumbing;plumbing\""}},
};

const Text kPlan = {
    {"{\"type\": \"FeatureCollection\", \"features\": ["},
    {R"({"type": "Feature", "properties": {"kind": "building", "id": "88"}, "geometry":)",
     {"features[0]: properties.id: \"88\""}},
    {R"({"type": "Polygon", "coordinates": [[[121.47, 31.23], [121.471, 31.23], [121.47, 31.231],)"},
    {"[121.47, 31.23]]]}},"},
    {R"({"type": "Feature", "geometry": {"type": "Point",)"},
    {R"("coordinates": [31.23, 121.47]},)",
     {"features[1]: geometry.coordinates, position 1: [31.23, 121.47]; accepted: [longitude"}},
    {R"("properties": {"kind": "gate", "name": "an odd \"Feature\" [{"}},)"},
    {R"({"type": "Feature", "properties": {)"},
    {R"("kind": "castle"}, "geometry": null},)", {"features[2]: properties.kind: \"castle\""}},
    {R"({"type": "Feature", "properties": {"kind": "path"}, "geometry": {"type": "LineString",)"},
    {R"("coordinates": [[121.47, 31.23],)"},
    {R"([122.47, 31.23]]}},)", {"features[3]: geometry.coordinates, position 2: 31.23, 122.47 is"}},
    {R"({"type": "Feature", "properties": {"kind": "green"}, "geometry": {"type": "Polygon",)"},
    {R"("coordinates": [[[121.47, 31.23], [121.471, 31.23], [121.47, 31.231]]]}},)",
     {"features[4]: geometry.coordinates: the outline is not closed"}},
    {R"({"type": "Feature", "properties": {"kind": "water"},)"},
    {R"("geometry": {"type": "Point", "coordinates": [121.47, 31.23]}},)",
     {"features[5]: geometry: is a Point; accepted: a Polygon"}},
    {R"({"type": "Feature", "properties": {"kind": "gate"}})",
     {"features[6]: geometry is missing"}},
    {"]}"},
};

// Walks are checked as a whole, so only where the shapes are right.
const Text kWalks = {
    {R"({"type": "FeatureCollection", "features": [)"},
    {R"({"type": "Feature", "properties": {"kind": "path", "stairs": "yes"}, "geometry": )",
     {"features[0]: properties.stairs: accepted: true or false, without quotes"}},
    {R"({"type": "LineString", "coordinates": [[121.47, 31.23], [121.472, 31.23]]}},)"},
    {R"({"type": "Feature", "properties": {"kind": "path",)"},
    {R"("closed": true}, "geometry": )",
     {"features[1]: properties.closed: accepted: only of a gate"}},
    {R"({"type": "LineString", "coordinates": [[121.47, 31.23], [121.47, 31.231]]}},)"},
    {R"({"type": "Feature", "properties": {"kind": "gate",)"},
    {R"("pass_s": 1.5}, "geometry": {"type": "Point", "coordinates": [121.47, 31.23]}},)",
     {"features[2]: properties.pass_s: accepted: a whole number of seconds, without quotes"}},
    {R"({"type": "Feature", "properties": {"kind": "gate",)"},
    {R"("pass_s": 601}, "geometry": {"type": "Point", "coordinates": [121.47, 31.23]}},)",
     {"features[3]: properties.pass_s: accepted: 0 to 600 seconds, of a gate"}},
    {R"({"type": "Feature", "properties": {"kind": "gate", "closed": true}, "geometry": )"},
    {R"({"type": "Point", "coordinates": [121.471, 31.2302]}},)",
     {"features[4]: geometry.coordinates: accepted: a gate at most 10 m from a path"}},
    {R"({"type": "Feature", "properties": {"kind": "green",)"},
    {R"("stairs": true}, "geometry": {"type": "Polygon", "coordinates": [)",
     {"features[5]: properties.stairs: accepted: only of a path"}},
    {"[[121.47, 31.23], [121.471, 31.23], [121.47, 31.231], [121.47, 31.23]]]}},"},
    {R"({"type": "Feature", "properties": {"kind": "entrance", "unit": "1",)"},
    {R"("building": "77"}, "geometry": {"type": "Point", "coordinates": [121.47, 31.23]}},)",
     {"features[6]: properties.building: \"77\"; accepted: the id of a building in estate.toml"}},
    {R"({"type": "Feature", "properties": {"kind": "entrance", "building": "1"}, "geometry": null},)",
     {"features[7]: properties.unit: is missing; accepted: the unit as in households.csv"}},
    {R"({"type": "Feature", "properties": {"kind": "entrance", "building": "1", "unit": "1",)",
     {"features[8]: properties.unit: building \"1\" has households in unit \"2\" and no entrance "
      "of it",
      "features[8]: properties.unit: building \"1\" has households in unit \"3\" and no entrance "
      "of it"}},
    {R"("lift": 1}, "geometry": null},)",
     {"features[8]: properties.lift: accepted: true or false, without quotes"}},
    {R"({"type": "Feature", "properties": {"kind": "entrance", "building": "1", "unit": "1"},)",
     {"features[9]: properties.unit: unit \"1\" of building \"1\" has an entrance on line 19 "
      "already"}},
    {R"("geometry": {"type": "Point", "coordinates": [121.47, 31.23]}})"},
    {"]}"},
};

class Mistakes : public testing::Test {
  protected:
    Mistakes() {
        char name[] = "/tmp/circle-estate-XXXXXX";
        folder_ = mkdtemp(name);
    }
    ~Mistakes() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& file, const Text& lines) const {
        std::ofstream out(folder_ / file, std::ios::binary);
        for (const Line& line : lines) out << line.text << "\n";
    }

    std::vector<std::string> problems() const {
        Problems problems;
        read_estate(folder_, *sealed::make_null_sealer(), problems);
        return problems.lines();
    }

    void copy_demo() const {
        std::filesystem::copy(std::filesystem::path(CIRCLE_ESTATES_DIR) / "xinghe", folder_,
                              std::filesystem::copy_options::recursive);
    }

    static Text demo_lines(const std::string& file) {
        std::ifstream in(std::filesystem::path(CIRCLE_ESTATES_DIR) / "xinghe" / file);
        Text lines;
        for (std::string line; std::getline(in, line);) lines.push_back({line});
        return lines;
    }

    // In the order of files and lines.
    std::vector<std::string> expected(const std::string& file, const Text& lines) const {
        std::vector<std::string> all;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            for (const auto& mistake : lines[i].mistakes) {
                all.push_back(at(file, i + 1) + mistake);
            }
        }
        return all;
    }

    std::string at(const std::string& file, std::size_t line) const {
        return (folder_ / file).string() + ":" + std::to_string(line) + ": ";
    }

    std::filesystem::path folder_;
};

TEST_F(Mistakes, AllAreToldAtOnceEachOnItsLineAndNothingElse) {
    const std::pair<const char*, const Text*> files[] = {{"estate.toml", &kToml},
                                                         {"households.csv", &kHouseholds},
                                                         {"plan.geojson", &kPlan},
                                                         {"staff.csv", &kStaff},
                                                         {"volunteers.csv", &kVolunteers}};
    std::vector<std::string> planted;
    for (const auto& [file, lines] : files) {
        write(file, *lines);
        for (auto& mistake : expected(file, *lines)) planted.push_back(std::move(mistake));
    }
    const auto found = problems();
    EXPECT_GE(planted.size(), 50u);
    std::size_t i = 0;
    for (; i < found.size() && i < planted.size(); ++i) {
        ASSERT_THAT(found[i], testing::StartsWith(planted[i]));
    }
    EXPECT_EQ(i, found.size()) << "too much: " << found[i];
    EXPECT_EQ(i, planted.size()) << "not found: " << planted[i];
}

// Whole files that cannot be read are named once, and nothing that refers to them.
TEST_F(Mistakes, AMissingOrEmptyFileIsToldOnce) {
    EXPECT_THAT(problems(),
                ElementsAre(HasSubstr(at("estate.toml", 1) + "file: cannot be read"),
                            HasSubstr(at("households.csv", 1) + "file: cannot be read"),
                            HasSubstr(at("volunteers.csv", 1) + "file: cannot be read")));
    write("estate.toml", {});
    write("households.csv", {{"id,building,unit,floor,door,name,phone"}});
    write("volunteers.csv", {});
    EXPECT_THAT(problems(),
                ElementsAre(HasSubstr(": buildings: is missing; accepted: at least one"),
                            HasSubstr(": categories: is missing; accepted: at least one"),
                            HasSubstr(": code: is missing"), HasSubstr(": name: is missing"),
                            HasSubstr(": phone: is missing"),
                            HasSubstr(at("households.csv", 1) + "file: has no households"),
                            HasSubstr(at("volunteers.csv", 1) + "header: is missing")));
}

// Excel saves GB18030 where it is set to Chinese, unless it is told otherwise.
TEST_F(Mistakes, AnotherEncodingIsToldOnceAndWhatToDo) {
    copy_demo();
    ASSERT_THAT(problems(), ElementsAre());
    write("households.csv", {{"id,building,unit,floor,door,name,phone"},
                             {"h-1,1,1,1,1\xBA\xC5\xC2\xA5,\xCD\xF5,"},
                             {"h-2,1,1,1,1\xBA\xC5\xC2\xA5,\xC0\xEE,"}});
    write("volunteers.csv", {{std::string("\xFF\xFEi\0d\0", 6)}});
    EXPECT_THAT(
        problems(),
        ElementsAre(HasSubstr(at("households.csv", 2) +
                              "encoding: the file is not UTF-8 (GBK or GB18030, perhaps); "
                              "accepted: UTF-8 text. In Excel or WPS: Save As, type \"CSV UTF-8"),
                    HasSubstr(at("volunteers.csv", 1) + "encoding: the file is UTF-16")));
}

TEST_F(Mistakes, AnotherEncodingOfTheTomlIsToldOnceAndNothingThatRefersToIt) {
    copy_demo();
    write("estate.toml",
          {{"code = \"xinghe\""}, {"name = \"\xD0\xCB\xBA\xCC\""}, {"# \xD0\xCB\xBA\xCC"}});
    EXPECT_THAT(problems(), ElementsAre(HasSubstr(at("estate.toml", 2) +
                                                  "encoding: the file is not UTF-8 (GBK")));
}

TEST_F(Mistakes, ATomlThatIsNoneIsToldOnceAndNothingThatRefersToIt) {
    copy_demo();
    Text poem;
    for (int i = 0; i < 60; ++i) poem.push_back({"Line " + std::to_string(i) + " of a poem"});
    const Text table{{"<table><tr><td>id</td></tr></table>"}};
    const Text endless{{"code = \"xinghe\""}, {"name = \"\"\"no end"}};
    for (const Text& text : {poem, table, endless}) {
        write("estate.toml", text);
        EXPECT_THAT(problems(), ElementsAre(testing::AllOf(
                                    HasSubstr((folder_ / "estate.toml").string()),
                                    HasSubstr("TOML: "), HasSubstr("nothing else of this file"))));
    }
}

// Each line in its turn: what is told is of that line or near it, not of the 372 households.
TEST_F(Mistakes, ALineThatIsNotTomlHasNoConsequencesElsewhere) {
    copy_demo();
    const auto lines = demo_lines("estate.toml");
    constexpr std::size_t kStep = 23;
    for (std::size_t broken = 0; broken < lines.size(); broken += kStep) {
        const std::string& line = lines[broken].text;
        for (const std::string& instead :
             {line + "\"", "[" + line, "= " + line, line.substr(0, line.size() / 2), line + " = [",
              line + "\n\"\"\""}) {
            Text text = lines;
            text[broken].text = instead;
            write("estate.toml", text);
            const auto told = problems();
            EXPECT_LE(told.size(), 2u) << broken + 1 << ": " << instead << "\n"
                                       << testing::PrintToString(told);
            EXPECT_THAT(told, testing::Each(HasSubstr("estate.toml:")));
        }
    }
}

TEST_F(Mistakes, AMisspeltSkillOfACategoryIsToldThere) {
    copy_demo();
    const auto lines = demo_lines("estate.toml");
    unsigned tried = 0;
    for (std::size_t i = 4; i < lines.size(); ++i) {
        for (const auto& [right, wrong, meant] :
             {std::tuple("skill = \"care\"", "skill = \"caer\"", "\"care\""),
              std::tuple("licence = \"electrician\"", "licence = \"electrican\"",
                         "\"electrician\"")}) {
            if (lines[i].text != right || lines[i - 4].text == "[[cover]]") continue;
            Text text = lines;
            text[i].text = wrong;
            write("estate.toml", text);
            EXPECT_THAT(problems(), ElementsAre(testing::AllOf(
                                        HasSubstr(at("estate.toml", i + 1) + "categories["),
                                        HasSubstr(std::string("did you mean ") + meant + "?"))));
            ++tried;
        }
    }
    EXPECT_EQ(tried, 2u);
}

TEST_F(Mistakes, AMisspeltSkillOfOnePersonIsToldThere) {
    copy_demo();
    auto lines = demo_lines("volunteers.csv");
    auto& text = lines[3].text;
    text.replace(text.find("care"), 4, "caer");
    write("volunteers.csv", lines);
    EXPECT_THAT(problems(),
                ElementsAre(testing::AllOf(
                    HasSubstr(at("volunteers.csv", 4) + "skills: "),
                    HasSubstr("no category asks for \"caer\"; did you mean \"care\"?"))));
}

TEST_F(Mistakes, LinesThatAreNotTomlAreToldTogether) {
    copy_demo();
    auto lines = demo_lines("estate.toml");
    lines[5].text = "name = \"Lanting";
    lines[40].text = "[[hours]";
    write("estate.toml", lines);
    EXPECT_THAT(problems(), ElementsAre(HasSubstr(at("estate.toml", 6) + "TOML: "),
                                        HasSubstr(at("estate.toml", 41) + "TOML: ")));
}

TEST_F(Mistakes, AHeadingThatIsNotTomlTakesItsSectionAndNothingElse) {
    write("estate.toml", {{"code = \"lanting\""},
                          {"name = \"兰亭\""},
                          {"phone = \"021-5555-0200\""},
                          {"[[buildings]]"},
                          {"id = \"1\""},
                          {"name = \"1号楼\""},
                          {"lat = 31.23"},
                          {"lon = 121.47"},
                          {"[[buildings]"},
                          {"id = \"2\""},
                          {"name = \"2号楼\""},
                          {"lat = 31.23"},
                          {"lon = 121.47"},
                          {"[[categories]]"},
                          {"id = \"water\""},
                          {"name = \"漏水\""}});
    write("households.csv",
          {{"id,building,unit,floor,door,name,phone"}, {"h-1,2,1,1,2号楼101,王,"}});
    write("volunteers.csv", {{"id,name,group,skills,pace_mps,door,phone"}});
    EXPECT_THAT(problems(), ElementsAre(HasSubstr(at("estate.toml", 9) + "TOML: ")));
}

TEST_F(Mistakes, WhoRefersToAMisspeltFieldIsNotBlamed) {
    write("estate.toml",
          {{"code = \"lanting\""}, {"name = \"兰亭\""},     {"phone = \"021-5555-0200\""},
           {"[[buildings]]"},      {"idd = \"1\""},         {"name = \"1号楼\""},
           {"lat = 31.23"},        {"lon = 121.47"},        {"[[buildings]]"},
           {"id = \"2\""},         {"name = \"2号楼\""},    {"lat = 31.23"},
           {"lon = 121.47"},       {"[[categories]]"},      {"id = \"water\""},
           {"name = \"漏水\""},    {"skil = \"plumbing\""}, {"[[categories]]"},
           {"id = \"care\""},      {"name = \"照顾\""},     {"skill = \"care\""}});
    write("households.csv",
          {{"id,building,unit,floor,door,name,phone"}, {"h-1,1,1,1,1号楼101,王,"}});
    write("volunteers.csv",
          {{"id,name,group,skills,pace_mps,door,phone"}, {"v-1,李,1,plumbing;care,,1号楼102,"}});
    EXPECT_THAT(problems(),
                ElementsAre(HasSubstr(at("estate.toml", 5) + "buildings[0].idd: unknown"),
                            HasSubstr(at("estate.toml", 17) + "categories[0].skil: ")));
}

TEST_F(Mistakes, BrokenJsonIsToldWithItsLine) {
    copy_demo();
    write("plan.geojson", {{"{\"type\": \"FeatureCollection\","}, {"\"features\": ["}, {"{]}"}});
    EXPECT_THAT(problems(), ElementsAre(HasSubstr(at("plan.geojson", 3) + "GeoJSON: ")));
    write("plan.geojson", {{"{\"type\": \"Feature\"}"}});
    EXPECT_THAT(problems(), ElementsAre(HasSubstr(at("plan.geojson", 1) +
                                                  "GeoJSON: accepted: a FeatureCollection")));
}

TEST_F(Mistakes, OfWalksAreToldEachOnItsLine) {
    const std::filesystem::path demo = std::filesystem::path(CIRCLE_ESTATES_DIR) / "xinghe";
    for (const char* file : {"estate.toml", "households.csv", "volunteers.csv"}) {
        std::filesystem::copy(demo / file, folder_ / file);
    }
    write("plan.geojson", kWalks);
    EXPECT_THAT(problems(), testing::Each(HasSubstr("plan.geojson")));
    const auto found = problems();
    const auto planted = expected("plan.geojson", kWalks);
    for (std::size_t i = 0; i < std::min(found.size(), planted.size()); ++i) {
        EXPECT_THAT(found[i], testing::StartsWith(planted[i]));
    }
    EXPECT_EQ(found.size(), planted.size());
}

}  // namespace
}  // namespace circle::deploy
