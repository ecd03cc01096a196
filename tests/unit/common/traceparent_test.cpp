#include "common/ids/traceparent.hpp"

#include <gtest/gtest.h>

#include <string>

namespace circle::ids {
namespace {

const std::string kTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kGood = "00-" + kTrace + "-00f067aa0ba902b7-01";

TEST(Traceparent, IsReadAsW3CSays) {
    EXPECT_TRUE(is_traceparent(kGood));
    EXPECT_EQ(trace_id(kGood), kTrace);
    EXPECT_TRUE(is_traceparent("cc" + kGood.substr(2)));  // of a version to come
}

TEST(Traceparent, WhatIsNoneHasNoId) {
    for (const std::string& bad :
         {std::string(), std::string("00"), kGood + "0", kGood.substr(1), "ff" + kGood.substr(2),
          "0A" + kGood.substr(2), "00-" + std::string(32, '0') + "-00f067aa0ba902b7-01",
          "00-" + kTrace + "-" + std::string(16, '0') + "-01", "00_" + kGood.substr(3),
          kGood.substr(0, 54) + "\xff"}) {
        EXPECT_FALSE(is_traceparent(bad)) << bad;
        EXPECT_EQ(trace_id(bad), "");
        EXPECT_FALSE(is_sampled(bad));
    }
}

TEST(Traceparent, TheLastBitSaysSampled) {
    const std::string stem = kGood.substr(0, 53);
    for (const char* yes : {"01", "03", "0b", "ff"}) EXPECT_TRUE(is_sampled(stem + yes)) << yes;
    for (const char* no : {"00", "02", "0a", "10"}) EXPECT_FALSE(is_sampled(stem + no)) << no;
}

}  // namespace
}  // namespace circle::ids
