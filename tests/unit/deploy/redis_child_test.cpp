// What becomes of the data directory and of our own Redis before and after it runs.
#include "deploy/circlectl/redis_child.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace circle::deploy {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class RedisChild : public testing::Test {
  protected:
    RedisChild() {
        EXPECT_NE(mkdtemp(base_.data()), nullptr);
        directory_ = fs::path(base_) / "data";
    }
    ~RedisChild() override { fs::remove_all(base_); }

    static fs::perms modes(const fs::path& path) { return fs::status(path).permissions(); }

    std::string base_ = "/tmp/circle-unit-XXXXXX";
    fs::path directory_;
};

TEST_F(RedisChild, DataAreForTheirOwnerOnly) {
    { const DataDir fresh(directory_); }
    for (const char* part : {"", "redis", "log", "run"}) {
        EXPECT_EQ(modes(directory_ / part), fs::perms::owner_all) << part;
        fs::permissions(directory_ / part, fs::perms(0755));  // as an earlier version left them
    }
    const DataDir again(directory_);
    for (const char* part : {"", "redis", "log", "run"}) {
        EXPECT_EQ(modes(directory_ / part), fs::perms::owner_all) << part;
    }
}

TEST_F(RedisChild, ADirectoryOfOthersKeepsItsModes) {
    fs::create_directory(directory_);
    fs::permissions(directory_, fs::perms(0755));
    const DataDir data(directory_);
    EXPECT_EQ(modes(directory_), fs::perms(0755));
    EXPECT_EQ(modes(directory_ / "redis"), fs::perms::owner_all);
}

TEST_F(RedisChild, CausesAreNamedBeforeTheDirectoryThatTheyNameToo) {
    struct Row {
        const char* log;
        const char* said;
    };
    const Row rows[] = {
        {"Can't open or create append-only dir appendonlydir: No space left on device",
         "the disk is full"},
        {"Can't open or create append-only dir appendonlydir: Permission denied",
         "belong to this user"},
        {"Bad file format reading the append only file appendonly.aof.1.incr.aof: make a backup",
         "redis-check-aof --fix"},
        {"Can't allocate: out of memory", "not enough memory"},
        {"# something else", "its last words: # something else"},
    };
    const DataDir data(directory_);
    for (const Row& row : rows) {
        std::ofstream(data.log("redis")) << row.log << "\n";
        EXPECT_THAT(diagnose_redis(data), HasSubstr(row.said));
    }
    std::ofstream(data.log("redis")) << rows[0].log << "\n";
    EXPECT_THAT(diagnose_redis(data), Not(HasSubstr("--fix")));
}

TEST_F(RedisChild, HasALimitOfMemory) {
    const DataDir data(directory_);
    const auto limit = [&](std::uint64_t asked) {
        const auto argv = redis_spec(data, "/s", asked).argv;
        const auto at = std::find(argv.begin(), argv.end(), "--maxmemory");
        return at == argv.end() ? std::string() : *(at + 1);
    };
    EXPECT_EQ(limit(64 << 20), "67108864");
    EXPECT_EQ(limit(0), std::to_string(memory_bytes() / 2));
    EXPECT_GT(memory_bytes(), 64u << 20);
}

TEST_F(RedisChild, LeftOverSocketsGoUnlessSomebodyListens) {
    const DataDir data(directory_);
    std::string other = "/tmp/service-circle-XXXXXX";
    ASSERT_NE(mkdtemp(other.data()), nullptr);
    const std::string path = other + "/redis.sock";
    std::ofstream(directory_ / "run" / "redis") << "unix://" << path << "\n";
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    ASSERT_EQ(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listener, 1), 0);
    { const RedisSocket socket(data); }
    EXPECT_TRUE(fs::exists(path));
    close(listener);
    { const RedisSocket socket(data); }
    EXPECT_FALSE(fs::exists(other));
    fs::remove_all(other);
}

}  // namespace
}  // namespace circle::deploy
