#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "common/keyspace/directory.hpp"
#include "common/keyspace/keys.hpp"
#include "common/keyspace/redis_command_log.hpp"
#include "common/keyspace/redis_event_tail.hpp"
#include "tests/support/chaos_proxy.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_until.hpp"

namespace circle::keyspace {
namespace {

using namespace std::chrono_literals;
using test::ChaosProxy;
using test::Fault;
using test::run;
using test::run_until;
using testing::HasSubstr;

class KeyspaceTest : public testing::Test {
  protected:
    KeyspaceTest() : client(io.get_executor(), server.endpoint()) { client.start(); }

    boost::asio::io_context io;
    test::RedisServer server;
    redis::Client client;
};

// ---- directory

TEST_F(KeyspaceTest, OpensAnInstallationOnceAndForAll) {
    const auto first = run(io, open_installation(client, 16));
    ASSERT_TRUE(first.has_value()) << first.error();
    EXPECT_EQ(first->shards, 16U);
    EXPECT_EQ(first->format, 1U);
    EXPECT_EQ(first->incarnation.size(), 16U);

    const auto second = run(io, open_installation(client, 4));
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->shards, 16U) << "the count is fixed at creation";
    EXPECT_EQ(second->incarnation, first->incarnation);
}

TEST_F(KeyspaceTest, TwoStartersAgree) {
    redis::Client other(io.get_executor(), server.endpoint());
    other.start();
    std::vector<Meta> opened;
    const auto keep = [&](std::exception_ptr, boost::system::result<Meta, std::string> meta) {
        ASSERT_TRUE(meta.has_value());
        opened.push_back(*meta);
    };
    boost::asio::co_spawn(io, open_installation(client, 8), keep);
    boost::asio::co_spawn(io, open_installation(other, 16), keep);
    run_until(io, [&] { return opened.size() == 2; });
    EXPECT_EQ(opened[0].shards, opened[1].shards);
    EXPECT_EQ(opened[0].incarnation, opened[1].incarnation);
}

TEST_F(KeyspaceTest, RefusesWhatItCannotOpenAndSaysWhatToDo) {
    EXPECT_THAT(run(io, open_installation(client, 0)).error(), HasSubstr("1 to 1024"));
    EXPECT_THAT(run(io, assign_estate(client, "xinghe")).error(), HasSubstr("no installation"));
    server.run({"HSET", "circle:meta", "shards", "8", "incarnation", "x", "format", "2"});
    EXPECT_THAT(run(io, open_installation(client, 8)).error(), HasSubstr("format 2"));
    server.run({"HSET", "circle:meta", "format", "1", "shards", "many"});
    EXPECT_THAT(run(io, open_installation(client, 8)).error(), HasSubstr("damaged"));
    server.run({"DEL", "circle:meta"});
    server.run({"SET", "circle:meta", "x"});
    EXPECT_THAT(run(io, open_installation(client, 8)).error(), HasSubstr("WRONGTYPE"));
}

TEST_F(KeyspaceTest, GivesEachEstateTheEmptiestShardForGood) {
    ASSERT_TRUE(run(io, open_installation(client, 3)).has_value());
    EXPECT_EQ(*run(io, find_estate(client, "aa")), std::nullopt);
    EXPECT_EQ(*run(io, assign_estate(client, "aa")), 0U);
    EXPECT_EQ(*run(io, assign_estate(client, "bb")), 1U);
    EXPECT_EQ(*run(io, assign_estate(client, "aa")), 0U);
    EXPECT_EQ(*run(io, assign_estate(client, "cc")), 2U);
    EXPECT_EQ(*run(io, assign_estate(client, "dd")), 0U);
    server.run({"HDEL", "circle:estates", "bb"});
    EXPECT_EQ(*run(io, assign_estate(client, "ee")), 1U);
    EXPECT_EQ(*run(io, find_estate(client, "cc")), std::optional(2U));
    EXPECT_THAT(run(io, assign_estate(client, "No Such")).error(), HasSubstr("a-z"));
}

// ---- command log

class CommandLogTest : public KeyspaceTest {
  protected:
    AppendReply append(RedisCommandLog& log, unsigned shard, std::string command) {
        std::optional<AppendReply> answer;
        log.append(shard, std::move(command), [&](AppendReply reply) { answer = reply; });
        run_until(io, [&] { return answer.has_value(); });
        return *answer;
    }
    std::int64_t length(unsigned shard) {
        return *server.run({"XLEN", shard_key(shard, "commands")}).integer();
    }
};

TEST_F(CommandLogTest, AppendsInOrderUnderTheIdItReports) {
    RedisCommandLog log(client);
    std::vector<StreamId> ids;
    for (int i = 0; i < 500; ++i) {
        log.append(3, std::string("\0c", 2) + std::to_string(i), [&](AppendReply reply) {
            EXPECT_EQ(reply.status, AppendStatus::durable);
            ids.push_back(reply.id);
        });
    }
    run_until(io, [&] { return ids.size() == 500; });
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    const auto stored = server.run({"XRANGE", "circle:{s3}:commands", "-", "+"});
    ASSERT_EQ(stored.array()->size(), 500U);
    const auto& last = *stored.array()->back().array();
    EXPECT_EQ(*last[0].string(), to_string(ids.back()));
    EXPECT_EQ(*last[1].array()->at(0).string(), "c");
    EXPECT_EQ(*last[1].array()->at(1).string(), std::string("\0c499", 5));
}

TEST_F(CommandLogTest, SaysWhetherItMayHaveBeenWritten) {
    ChaosProxy proxy(server.endpoint());
    redis::Client through(io.get_executor(), proxy.endpoint());
    through.start();
    RedisCommandLog log(through, 60s);
    EXPECT_EQ(append(log, 0, "c").status, AppendStatus::durable);

    proxy.arm(Fault::lose_reply, "XADD");
    EXPECT_EQ(append(log, 0, "c").status, AppendStatus::unknown);
    EXPECT_EQ(length(0), 2);

    proxy.arm(Fault::lose_request, "XADD");
    EXPECT_EQ(append(log, 0, "c").status, AppendStatus::unknown);
    EXPECT_EQ(length(0), 2);

    proxy.refuse(true);
    run_until(io, [&] { return !through.connected(); });
    RedisCommandLog hasty(through, 300ms);
    EXPECT_EQ(append(hasty, 0, "c").status, AppendStatus::not_done);
    EXPECT_EQ(length(0), 2);
}

TEST_F(CommandLogTest, AFullStoreRefuses) {
    RedisCommandLog log(client);
    EXPECT_EQ(append(log, 0, "c").status, AppendStatus::durable);
    server.run({"CONFIG", "SET", "maxmemory", "1"});
    const auto refused = append(log, 0, "c");
    EXPECT_EQ(refused.status, AppendStatus::refused);
    EXPECT_THAT(refused.error, HasSubstr("OOM"));
    server.run({"CONFIG", "SET", "maxmemory", "0"});
    EXPECT_EQ(append(log, 0, "c").status, AppendStatus::durable);
    EXPECT_EQ(length(0), 2);
}

// ---- event tail

class EventTailTest : public KeyspaceTest {
  protected:
    EventTailTest() : tail(client, io.get_executor(), server.endpoint(), 2) {}

    void commit(const std::string& id, const std::string& record) {
        server.run({"XADD", shard_key(2, "events"), id, "r", record});
    }
    RedisEventTail tail;
};

TEST_F(EventTailTest, AnEmptyShardHasAnEnd) {
    const auto end = run(io, tail.end());
    EXPECT_TRUE(end.ok) << end.error;
    EXPECT_EQ(end.id, StreamId());
    EXPECT_EQ(end.state, "");
    const auto page = run(io, tail.entities(""));
    EXPECT_TRUE(page.ok);
    EXPECT_TRUE(page.entities.empty());
    EXPECT_EQ(page.next, "");
    EXPECT_TRUE(run(io, tail.before({}, 10)).records.empty());
    const auto none = run(io, tail.read({}, 10ms));
    EXPECT_TRUE(none.ok) << none.error;
    EXPECT_TRUE(none.records.empty());
}

TEST_F(EventTailTest, KnowsItsEndAndWhatWasBefore) {
    commit("5-0", "five");
    commit("6-0", "six");
    commit("6-1", std::string("\0six.one", 8));
    server.run({"HSET", shard_key(2, "state"), "state", std::string("s\0t", 3)});
    const auto end = run(io, tail.end());
    EXPECT_EQ(end.id, (StreamId{6, 1}));
    EXPECT_EQ(end.state, std::string("s\0t", 3));

    const auto before = run(io, tail.before({6, 0}, 10));
    ASSERT_EQ(before.records.size(), 2U);
    EXPECT_EQ(before.records[0].data, "five");
    EXPECT_EQ(before.records[1].id, (StreamId{6, 0}));
    const auto newest = run(io, tail.before({9, 0}, 1));
    ASSERT_EQ(newest.records.size(), 1U);
    EXPECT_EQ(newest.records[0].data, std::string("\0six.one", 8));
}

TEST_F(EventTailTest, PagesThroughAllEntities) {
    redis::Command put{"HSET", shard_key(2, "entities")};
    for (int i = 0; i < 3000; ++i) {
        put.push_back("fact/xinghe/" + std::to_string(i));
        put.push_back(std::string("\0", 1) + std::to_string(i));
    }
    server.run(put);
    std::set<std::string> seen;
    std::string cursor;
    int pages = 0;
    do {
        auto page = run(io, tail.entities(cursor));
        ASSERT_TRUE(page.ok) << page.error;
        seen.insert(page.entities.begin(), page.entities.end());
        cursor = page.next;
        ++pages;
    } while (!cursor.empty());
    EXPECT_EQ(seen.size(), 3000U);
    EXPECT_GT(pages, 2);
}

TEST_F(EventTailTest, ABlockedReadWakesAtACommit) {
    commit("5-0", "five");
    std::optional<TailReply> woken;
    boost::asio::co_spawn(io, tail.read({5, 0}, 60s),
                          [&](std::exception_ptr, TailReply reply) { woken = std::move(reply); });
    run_until(io, [&] {
        return server.run({"CLIENT", "LIST"}).string()->find("cmd=xread") != std::string::npos;
    });
    commit("6-0", "six");
    run_until(io, [&] { return woken.has_value(); });
    ASSERT_EQ(woken->records.size(), 1U);
    EXPECT_EQ(woken->records[0].data, "six");
    EXPECT_EQ(run(io, tail.read({}, 0ms)).records.size(), 2U);
}

TEST_F(EventTailTest, InterruptEndsABlockedRead) {
    std::optional<TailReply> broken;
    boost::asio::co_spawn(io, tail.read({}, 60s),
                          [&](std::exception_ptr, TailReply reply) { broken = std::move(reply); });
    run_until(io, [&] {
        return server.run({"CLIENT", "LIST"}).string()->find("cmd=xread") != std::string::npos;
    });
    tail.interrupt();
    run_until(io, [&] { return broken.has_value(); });
    EXPECT_FALSE(broken->ok);
    commit("5-0", "five");
    EXPECT_EQ(run(io, tail.read({}, 60s)).records.size(), 1U);
}

TEST_F(EventTailTest, SeesWhetherTheOwnerLivesByTheStoresClock) {
    const auto nobody = run(io, tail.owner());
    EXPECT_TRUE(nobody.ok) << nobody.error;
    EXPECT_FALSE(nobody.alive);

    const auto time = server.run({"TIME"});
    const auto now = std::stoll(*time.array()->at(0).string()) * 1000;
    const auto lease = [&](std::int64_t until, const std::string& released) {
        server.run({"HSET", shard_key(2, "lease"), "epoch", "7", "nonce", "n", "owner", "d1",
                    "until", std::to_string(until), "renewed", "0", "released", released});
        return run(io, tail.owner());
    };
    const auto alive = lease(now + 100'000, "0");
    EXPECT_TRUE(alive.alive);
    EXPECT_EQ(alive.owner, "d1");
    EXPECT_FALSE(lease(now - 10, "0").alive);
    EXPECT_FALSE(lease(now + 100'000, "1").alive);
}

TEST_F(EventTailTest, ReportsAStoreThatIsAway) {
    client.stop();
    EXPECT_FALSE(run(io, tail.end()).ok);
    EXPECT_FALSE(run(io, tail.entities("")).ok);
    EXPECT_FALSE(run(io, tail.before({}, 1)).ok);
    const auto owner = run(io, tail.owner());
    EXPECT_FALSE(owner.ok);
    EXPECT_THAT(owner.error, HasSubstr("stopped"));
}

TEST_F(EventTailTest, ReportsAStreamThatIsSomethingElse) {
    server.run({"XADD", shard_key(2, "events"), "1-0", "other", "field"});
    EXPECT_THAT(run(io, tail.end()).error, HasSubstr("something else"));
    EXPECT_FALSE(run(io, tail.read({}, 0ms)).ok);
    server.run({"DEL", shard_key(2, "events")});
    server.run({"SET", shard_key(2, "events"), "x"});
    EXPECT_THAT(run(io, tail.before({9, 9}, 1)).error, HasSubstr("WRONGTYPE"));
}

}  // namespace
}  // namespace circle::keyspace
