#include "common/ids/secret.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace circle::ids {
namespace {

TEST(SecretTest, RandomTextIsUnpaddedBase64UrlAndFresh) {
    EXPECT_EQ(random_base64url(16).size(), 22U);
    EXPECT_EQ(random_base64url(18).size(), 24U);
    EXPECT_EQ(random_base64url(32).size(), 43U);
    EXPECT_EQ(random_base64url(0), "");
    std::set<std::string> seen;
    std::set<char> letters;
    for (int i = 0; i < 200; ++i) {
        const auto text = random_base64url(24);
        seen.insert(text);
        letters.insert(text.begin(), text.end());
    }
    EXPECT_EQ(seen.size(), 200U);
    EXPECT_EQ(letters.size(), 64U) << "6,400 letters, and one of the alphabet never came";
}

TEST(SecretTest, HashesAsEverybodyElse) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(SecretTest, ComparesWhole) {
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
}

TEST(SecretTest, ParsesWhatItMakes) {
    const auto text = make_secret("xinghe");
    const auto secret = parse_secret(text);
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret->estate, "xinghe");
    EXPECT_EQ(secret->credential_id, sha256_hex(text));
    EXPECT_EQ(text.size(), std::string("xinghe.").size() + 32);
}

TEST(SecretTest, RefusesEverythingElse) {
    const std::string good(22, 'A');
    EXPECT_TRUE(parse_secret(fmt::format("xinghe.{}", good)));
    EXPECT_TRUE(parse_secret(fmt::format("a-1.{0}{0:.21}", good)));
    for (const std::string form :
         {"", ".", "xinghe", "xinghe.", ".{}", "x.{}", "Xinghe.{}", "xing he.{}",
          "an-estate-code-of-33-characters--.{}", "xinghe.{:.21}", "xinghe.{0}{0}",
          "xinghe.{}=", "xinghe.{}.A", "xinghe.{}+", "xinghe.{} ", "xinghe.{}/", "xinghe{}"}) {
        const auto text = fmt::format(fmt::runtime(form), good);
        EXPECT_FALSE(parse_secret(text)) << text;
    }
    EXPECT_FALSE(parse_secret("xinghe." + good + std::string(1, '\0')));
}

}  // namespace
}  // namespace circle::ids
