// Keys and the directory of estates: ours, and what is not.
#include "deploy/verify/installation.hpp"

#include <gmock/gmock.h>

namespace circle::verify {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(VerifyKeys, AreKnownByName) {
    EXPECT_THAT(check_keys({"circle:meta", "circle:estates", "circle:{s0}:lease",
                            "circle:{s1}:state", "circle:{s1}:entities", "circle:{s0}:outcomes",
                            "circle:{s0}:events", "circle:{s0}:journal", "circle:{s0}:commands"},
                           2),
                IsEmpty());
    const auto findings = check_keys(
        {"circle:{s2}:state", "circle:{s0}:sessions", "circle:tmp", "circle:meta.restoring"}, 2);
    EXPECT_THAT(findings, ElementsAre(Field(&Finding::key, "circle:{s2}:state"),
                                      Field(&Finding::key, "circle:{s0}:sessions"),
                                      Field(&Finding::key, "circle:tmp"),
                                      Field(&Finding::text, HasSubstr("was not finished"))));
}

TEST(VerifyDirectory, NamesEstatesThatAreThere) {
    const Directory good{{"lanting", "1"}, {"xinghe", "0"}};
    EXPECT_THAT(check_directory(good, good, {{0, {"xinghe"}}, {1, {"lanting"}}}, {}, 2), IsEmpty());
}

TEST(VerifyDirectory, GhostsAreNamed) {
    const Directory directory{{"ghost", "1"}, {"xinghe", "0"}};
    const auto findings = check_directory(directory, directory, {{0, {"xinghe"}}}, {}, 2);
    EXPECT_THAT(findings, ElementsAre(Field(&Finding::text,
                                            HasSubstr("ghost stands in the directory only"))));
    EXPECT_THAT(check_directory(directory, directory, {{0, {"xinghe"}}}, {1}, 2), IsEmpty())
        << "its configuration may be waiting";
}

TEST(VerifyDirectory, WhatItDoesNotNameIsFound) {
    const auto nowhere = check_directory({}, {}, {{0, {"xinghe"}}}, {}, 2);
    EXPECT_THAT(nowhere, ElementsAre(Field(&Finding::text, HasSubstr("says nothing"))));
    const Directory other{{"xinghe", "1"}};
    EXPECT_THAT(check_directory(other, other, {{0, {"xinghe"}}}, {}, 2), testing::SizeIs(2));
    const Directory beyond{{"xinghe", "7"}, {"lanting", "x"}};
    EXPECT_THAT(check_directory(beyond, beyond, {}, {}, 2), testing::SizeIs(2));
    EXPECT_THAT(check_directory({}, {{"xinghe", "0"}}, {{0, {"xinghe"}}}, {}, 2), IsEmpty())
        << "it came in meanwhile";
}

}  // namespace
}  // namespace circle::verify
