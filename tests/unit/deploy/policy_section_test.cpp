// [policy]: the folder accepts what the core accepts, and says which other field is in the way.
#include "deploy/estate/policy_section.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "dispatcher/core/policy.hpp"

namespace circle::deploy {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PolicySection : public testing::Test {
  protected:
    PolicySection() {
        char name[] = "/tmp/circle-policy-XXXXXX";
        folder_ = mkdtemp(name);
    }
    ~PolicySection() override { std::filesystem::remove_all(folder_); }

    // "<field>: <what>" of each problem.
    std::vector<std::string> said_of(const std::string& lines) {
        const auto file = folder_ / "estate.toml";
        std::ofstream(file) << "[policy]\n" << lines;
        Problems problems;
        TomlDocument document(file, problems);
        TomlSection root(document);
        policy_.Clear();
        read_policy(root, policy_);
        std::vector<std::string> said;
        for (const std::string& line : problems.lines()) {
            said.push_back(line.substr(line.find("policy.") + sizeof("policy.") - 1));
        }
        return said;
    }

    std::filesystem::path folder_;
    v1::Policy policy_;
};

TEST_F(PolicySection, WhatGoesTogetherIsAcceptedThoughNotAlone) {
    for (const char* lines :
         {"rung_staff_s = 40\nstaff_assign_s = 80\n", "rung_staff_s = 900\nstaff_assign_s = 900\n",
          "wave_max = 12\nwave_max_late = 15\n",
          "wave_first = 2\nwave_max = 2\nwave_max_late = 2\n", "wave_first = 8\nwave_max = 8\n",
          "accept_target_pct = 30\naccept_target_late_pct = 50\n",
          "window_min_s = 5\nwindow_max_s = 10\n", "window_min_s = 100\nwindow_max_s = 200\n",
          "rung_estate_s = 300\nrung_staff_s = 400\n", "wave_max_late = 1\n"}) {
        EXPECT_THAT(said_of(lines), IsEmpty()) << lines;
        EXPECT_FALSE(core::check(policy_)) << lines;
    }
}

TEST_F(PolicySection, OfTwoThatCrossTheOtherOneIsNamedWithItsValue) {
    const std::pair<const char*, const char*> cases[] = {
        {"window_min_s = 60\nwindow_max_s = 30\n",
         "window_min_s: is 60; accepted: at most window_max_s, which is 30"},
        {"rung_estate_s = 300\nrung_staff_s = 100\n",
         "rung_estate_s: is 300; accepted: at most rung_staff_s, which is 100"},
        {"rung_staff_s = 90\nstaff_assign_s = 80\n",
         "rung_staff_s: is 90; accepted: at most staff_assign_s, which is 80"},
        {"accept_target_pct = 60\naccept_target_late_pct = 50\n",
         "accept_target_pct: is 60; accepted: at most accept_target_late_pct, which is 50"},
        {"wave_first = 9\nwave_max = 8\n",
         "wave_first: is 9; accepted: at most wave_max, which is 8"},
        {"wave_max = 12\nwave_max_late = 11\n",
         "wave_max: is 12; accepted: at most wave_max_late, which is 11"}};
    for (const auto& [lines, said] : cases) EXPECT_THAT(said_of(lines), ElementsAre(said));
}

TEST_F(PolicySection, AFieldIsAlsoBoundedByADefault) {
    const std::pair<const char*, const char*> cases[] = {
        {"window_min_s = 100\n",
         "window_min_s: is 100; accepted: at most window_max_s, which is 90 unless it is set"},
        {"window_max_s = 10\n",
         "window_max_s: is 10; accepted: at least window_min_s, which is 20 unless it is set"},
        {"rung_estate_s = 300\n",
         "rung_estate_s: is 300; accepted: at most rung_staff_s, which is 240 unless it is set"},
        {"rung_staff_s = 20\n",
         "rung_staff_s: is 20; accepted: at least rung_estate_s, which is 30 unless it is set"},
        {"staff_assign_s = 80\n",
         "staff_assign_s: is 80; accepted: at least rung_staff_s, which is 240 unless it is set"},
        {"accept_target_late_pct = 50\n",
         "accept_target_late_pct: is 50; accepted: at least accept_target_pct, which is 90 unless "
         "it is set"},
        {"wave_first = 9\n",
         "wave_first: is 9; accepted: at most wave_max, which is 8 unless it is set"},
        {"wave_max = 12\n",
         "wave_max: is 12; accepted: at most wave_max_late, which is 10 unless it is set"}};
    for (const auto& [lines, said] : cases) EXPECT_THAT(said_of(lines), ElementsAre(said));
}

TEST_F(PolicySection, AllThatCrossAreToldAtOnceEachOnce) {
    EXPECT_THAT(said_of("wave_first = 8\nwave_max = 5\nwave_max_late = 3\n"
                        "window_min_s = 60\nwindow_max_s = 30\n"),
                ElementsAre("wave_first: is 8; accepted: at most wave_max, which is 5",
                            "wave_max: is 5; accepted: at most wave_max_late, which is 3",
                            "window_min_s: is 60; accepted: at most window_max_s, which is 30"));
}

TEST_F(PolicySection, NothingIsSaidThatOnlyFollowsFromAnotherMistake) {
    EXPECT_THAT(said_of("window_min_s = 9999\nwindow_max_s = 10\n"),
                ElementsAre("window_min_s: is 9999; accepted: 0 (default) or 5 to 600"));
    EXPECT_THAT(said_of("wave_max = 12\nwave_max_lat = 15\n"),
                ElementsAre(testing::StartsWith("wave_max_lat: unknown; did you mean")));
    EXPECT_THAT(said_of("wave_max = 2.5\nwave_first = 8\n"),
                ElementsAre(testing::StartsWith("wave_max: is 2.5; accepted: a whole number")));
}

// Each value of each field, beside each of what bounds it: the folder's answer is the core's.
TEST_F(PolicySection, TheAnswerIsTheCores) {
    const std::pair<const char*, const char*> pairs[] = {
        {"window_min_s", "window_max_s"},   {"rung_estate_s", "rung_staff_s"},
        {"rung_staff_s", "staff_assign_s"}, {"accept_target_pct", "accept_target_late_pct"},
        {"wave_first", "wave_max"},         {"wave_max", "wave_max_late"},
        {"wave_first", "wave_max_late"},    {"rung_estate_s", "staff_assign_s"}};
    const unsigned values[] = {0, 1, 3, 7, 10, 15, 20, 45, 80, 99, 250, 400, 9999};
    const auto set = [](v1::Policy& policy, const char* name, unsigned value) {
        const auto* field = v1::Policy::descriptor()->FindFieldByName(name);
        v1::Policy::GetReflection()->SetUInt32(&policy, field, value);
    };
    for (const auto& [lower, upper] : pairs) {
        for (const unsigned low : values) {
            for (const unsigned high : values) {
                v1::Policy policy;
                set(policy, lower, low);
                set(policy, upper, high);
                const std::string lines = std::string(lower) + " = " + std::to_string(low) + "\n" +
                                          upper + " = " + std::to_string(high) + "\n";
                EXPECT_EQ(said_of(lines).empty(), !core::check(policy)) << lines;
            }
        }
    }
}

}  // namespace
}  // namespace circle::deploy
