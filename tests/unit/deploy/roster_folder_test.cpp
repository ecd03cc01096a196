// shifts.csv and [[cover]]: what is read, what is refused and where.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "deploy/estate/difference.hpp"
#include "deploy/estate/estate_folder.hpp"
#include "deploy/estate/write_estate.hpp"
#include "tests/unit/deploy/demo_folder.hpp"

namespace circle::deploy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RosterFolder : public testing::Test {
  protected:
    RosterFolder() {
        char name[] = "/tmp/circle-roster-XXXXXX";
        folder_ = mkdtemp(name);
        std::filesystem::copy(kDemo, folder_, std::filesystem::copy_options::recursive);
    }
    ~RosterFolder() override { std::filesystem::remove_all(folder_); }

    void write_shifts(const std::string& rows) {
        std::ofstream(folder_ / "shifts.csv") << "volunteer,weekday,from,to\n" << rows;
    }
    v1::EstateConfig read() {
        problems_ = {};
        return read_estate(folder_, *sealed::make_null_sealer(), problems_);
    }
    std::vector<std::string> problems() {
        read();
        return problems_.lines();
    }

    std::filesystem::path folder_;
    Problems problems_;
};

TEST_F(RosterFolder, MistakesByLineAndColumn) {
    write_shifts(
        "v-99,1,08:00,12:00\n"
        "v-01,8,08:00,12:00\n"
        "v-01,1,8:00,12:00\n"
        "v-01,1,12:00,12:00\n"
        "v-01,1,08:00,12:00\n"
        "v-01,1,11:59,13:00\n"
        "v-01,1,12:00,24:00\n");
    EXPECT_THAT(problems(),
                ElementsAre(HasSubstr("shifts.csv:2: volunteer: \"v-99\"; nobody has this id"),
                            HasSubstr("shifts.csv:3: weekday: \"8\"; accepted: 1, Monday"),
                            HasSubstr("shifts.csv:4: from: \"8:00\"; accepted: a time such as"),
                            HasSubstr("shifts.csv:5: to: \"12:00\"; accepted: a time later"),
                            HasSubstr("shifts.csv:7: from: \"11:59\"; overlaps another shift"),
                            HasSubstr("shifts.csv:8: from: \"12:00\"; overlaps another shift")));
}

TEST_F(RosterFolder, AtMostTwentyOneShiftsForOne) {
    std::string rows;
    for (int i = 0; i < 22; ++i) {
        const std::string hour = (i / 7 + 10 < 10 ? "0" : "") + std::to_string(i / 7 + 10);
        rows += "v-01," + std::to_string(i % 7 + 1) + "," + hour + ":00," + hour + ":30\n";
    }
    write_shifts(rows);
    EXPECT_THAT(problems(), ElementsAre(HasSubstr("shifts.csv:23: volunteer: \"v-01\"; has more "
                                                  "than 21 shifts")));
}

TEST_F(RosterFolder, CoverRulesAreChecked) {
    std::ofstream(folder_ / "estate.toml", std::ios::app)
        << "[[cover]]\nweekday = 8\nfrom = \"09:00\"\nto = \"08:00\"\nleast = 0\n";
    EXPECT_THAT(problems(),
                ElementsAre(HasSubstr("weekday"), HasSubstr("to: "), HasSubstr("least")));
}

TEST_F(RosterFolder, IsWrittenAsItWasRead) {
    const v1::EstateConfig config = read();
    ASSERT_TRUE(problems_.none());
    const auto files = write_estate(config, *sealed::make_null_sealer());
    std::ifstream demo(kDemo / "shifts.csv");
    const std::string text((std::istreambuf_iterator<char>(demo)), {});
    EXPECT_EQ(files.at("shifts.csv"), text);
    v1::EstateConfig none = config;
    none.clear_shifts();
    EXPECT_FALSE(write_estate(none, *sealed::make_null_sealer()).contains("shifts.csv"));
    const auto change = difference(config, none, *sealed::make_null_sealer());
    ASSERT_NE(change.find("roster"), nullptr);
    EXPECT_EQ(change.find("roster")->changed.size(), 1u);
    EXPECT_THAT(difference(config, config, *sealed::make_null_sealer()).kinds, IsEmpty());
}

}  // namespace
}  // namespace circle::deploy
