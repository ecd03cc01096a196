#include "tests/support/redis_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace circle::test {
namespace {

TEST(RedisServerTest, KeepsWhatItAcknowledgedThroughAKill) {
    RedisServer server;
    EXPECT_EQ(server.run({"SET", "k", std::string("a\0b", 3)}), redis::Reply(std::string("OK")));
    server.kill();
    EXPECT_THROW(server.run({"PING"}), std::runtime_error);
    server.restart();
    EXPECT_EQ(server.run({"GET", "k"}), redis::Reply(std::string("a\0b", 3)));
}

TEST(RedisServerTest, RunsAsInProduction) {
    RedisServer server;
    const auto setting = [&](const std::string& name) {
        return *server.run({"CONFIG", "GET", name}).array()->at(1).string();
    };
    EXPECT_EQ(setting("appendonly"), "yes");
    EXPECT_EQ(setting("appendfsync"), "always");
    EXPECT_EQ(setting("maxmemory-policy"), "noeviction");
}

TEST(RedisServerTest, SaysWhyItDoesNotStart) {
    RedisServer::Options options;
    options.arguments = {"--no-such-setting", "1"};
    try {
        const RedisServer server(options);
        FAIL() << "it started";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), testing::HasSubstr("no-such-setting"));
    }
}

TEST(RedisServerTest, LeavesNothingBehind) {
    std::filesystem::path directory;
    {
        const RedisServer server;
        directory = server.directory();
        EXPECT_TRUE(std::filesystem::exists(directory));
    }
    EXPECT_FALSE(std::filesystem::exists(directory));
}

}  // namespace
}  // namespace circle::test
