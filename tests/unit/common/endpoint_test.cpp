#include "common/redis/endpoint.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace circle::redis {
namespace {

using testing::HasSubstr;

Endpoint parsed(std::string_view url) {
    auto result = parse_endpoint(url);
    EXPECT_TRUE(result.has_value()) << url << ": " << result.error();
    return result.has_value() ? *result : Endpoint();
}

std::string refused(std::string_view url) {
    auto result = parse_endpoint(url);
    EXPECT_TRUE(result.has_error()) << url;
    return result.has_error() ? result.error() : "";
}

TEST(EndpointTest, ReadsUnixSockets) {
    EXPECT_EQ(parsed("unix:///run/redis.sock").unix_path, "/run/redis.sock");
}

TEST(EndpointTest, ReadsHostPortAndCredentials) {
    const auto plain = parsed("redis://localhost");
    EXPECT_EQ(plain.host, "localhost");
    EXPECT_EQ(plain.port, 6379);
    EXPECT_TRUE(plain.password.empty());

    const auto full = parsed("redis://circle:p%40ss%3a1@10.0.0.7:7000/");
    EXPECT_EQ(full.host, "10.0.0.7");
    EXPECT_EQ(full.port, 7000);
    EXPECT_EQ(full.username, "circle");
    EXPECT_EQ(full.password, "p@ss:1");

    const auto v6 = parsed("redis://:secret@[::1]:7001");
    EXPECT_EQ(v6.host, "::1");
    EXPECT_EQ(v6.port, 7001);
    EXPECT_EQ(v6.username, "");
    EXPECT_EQ(v6.password, "secret");
}

TEST(EndpointTest, SaysWhatIsWrongAndWhatIsAccepted) {
    EXPECT_THAT(refused("localhost:6379"), HasSubstr("unknown kind"));
    EXPECT_THAT(refused("rediss://h"), HasSubstr("accepted: unix:///"));
    EXPECT_THAT(refused("unix://relative.sock"), HasSubstr("absolute"));
    EXPECT_THAT(refused("unix:///" + std::string(107, 'x')), HasSubstr("107"));
    EXPECT_THAT(refused("redis://"), HasSubstr("host is missing"));
    EXPECT_THAT(refused("redis://:1"), HasSubstr("host is missing"));
    EXPECT_THAT(refused("redis://h:0"), HasSubstr("port '0'"));
    EXPECT_THAT(refused("redis://h:65536"), HasSubstr("port '65536'"));
    EXPECT_THAT(refused("redis://h:12a"), HasSubstr("port '12a'"));
    EXPECT_THAT(refused("redis://h:"), HasSubstr("port ''"));
    EXPECT_THAT(refused("redis://h/1"), HasSubstr("one database"));
    EXPECT_THAT(refused("redis://[::1"), HasSubstr("']'"));
    EXPECT_THAT(refused("redis://user@h"), HasSubstr("password"));
    EXPECT_THAT(refused("redis://user:@h"), HasSubstr("empty password"));
    EXPECT_THAT(refused("redis://user:%4@h"), HasSubstr("hex"));
}

TEST(EndpointTest, NeverPrintsThePassword) {
    EXPECT_EQ(to_string(parsed("redis://me:secret@h:1")), "redis://me:***@h:1");
    EXPECT_EQ(to_string(parsed("redis://[::1]:1")), "redis://[::1]:1");
    EXPECT_EQ(to_string(parsed("unix:///a.sock")), "unix:///a.sock");
}

}  // namespace
}  // namespace circle::redis
