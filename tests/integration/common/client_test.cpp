#include "common/redis/client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>

#include "tests/support/redis_server.hpp"
#include "tests/support/run_until.hpp"

namespace circle::redis {
namespace {

using namespace std::chrono_literals;
using test::RedisServer;
using testing::HasSubstr;

class ClientTest : public testing::Test {
  protected:
    static Options quick() {
        Options options;
        options.connect_deadline = 500ms;
        options.backoff_min = 5ms;
        options.backoff_max = 50ms;
        return options;
    }

    std::unique_ptr<Client> start(Endpoint endpoint, Options options = quick()) {
        auto client = std::make_unique<Client>(io.get_executor(), std::move(endpoint), options);
        client->start();
        return client;
    }

    std::unique_ptr<Client> connect(const Endpoint& endpoint, Options options = quick()) {
        auto client = start(endpoint, options);
        test::run_until(io, [&] { return client->connected(); });
        return client;
    }

    // Sends now; the result appears later.
    std::shared_ptr<std::optional<Result>> send(Client& client, Command command,
                                                std::chrono::milliseconds deadline = 60s) {
        auto slot = std::make_shared<std::optional<Result>>();
        client.send(std::move(command), deadline, [slot](Result result) {
            EXPECT_FALSE(slot->has_value()) << "a handler ran twice";
            *slot = std::move(result);
        });
        EXPECT_FALSE(slot->has_value()) << "a handler ran inside send()";
        return slot;
    }

    Result wait(const std::shared_ptr<std::optional<Result>>& slot) {
        test::run_until(io, [&] { return slot->has_value(); });
        return **slot;
    }

    Result ask(Client& client, Command command, std::chrono::milliseconds deadline = 60s) {
        return wait(send(client, std::move(command), deadline));
    }

    // Asks until the server has answered something: before, there is no connection yet.
    Result ask_who_refuses(Client& client) {
        const auto end = std::chrono::steady_clock::now() + 60s;
        for (;;) {
            auto result = ask(client, {"SET", "k", "v"}, 100ms);
            if (result.error.find("AUTH") != std::string::npos ||
                std::chrono::steady_clock::now() > end) {
                return result;
            }
        }
    }

    boost::asio::io_context io;
};

Reply text(std::string s) {
    return Reply(std::move(s));
}
Reply number(std::int64_t n) {
    return Reply(n);
}

TEST_F(ClientTest, PipelinesInOrder) {
    const RedisServer server;
    const auto client = connect(server.endpoint());
    std::vector<std::shared_ptr<std::optional<Result>>> slots;
    for (int i = 0; i < 2000; ++i) {
        slots.push_back(send(*client, {"RPUSH", "list", std::to_string(i)}));
    }
    for (int i = 0; i < 2000; ++i) {
        EXPECT_EQ(wait(slots[static_cast<std::size_t>(i)]).reply, number(i + 1));
    }
    const auto list = ask(*client, {"LRANGE", "list", "0", "-1"});
    ASSERT_EQ(list.reply.array()->size(), 2000U);
    EXPECT_EQ(list.reply.array()->at(1999), text("1999"));
}

TEST_F(ClientTest, IsBinarySafeAndKnowsEveryKindOfReply) {
    const RedisServer server;
    const auto client = connect(server.endpoint());
    std::string bytes;
    for (int i = 0; i < 70'000; ++i) {
        bytes.push_back(static_cast<char>(i));
    }
    const std::string key("k\0\r\n*", 5);
    EXPECT_TRUE(ask(*client, {"SET", key, bytes}).ok());
    EXPECT_EQ(ask(*client, {"GET", key}).reply, text(bytes));
    EXPECT_EQ(ask(*client, {"SET", "empty", ""}).reply, text("OK"));
    EXPECT_EQ(ask(*client, {"GET", "empty"}).reply, text(""));
    EXPECT_TRUE(ask(*client, {"GET", "none"}).reply.is_nil());
    EXPECT_EQ(ask(*client, {"MGET", "empty", "none"}).reply,
              Reply(Reply::Array{text(""), Reply()}));
    EXPECT_EQ(ask(*client, {"EVAL", "return {1,{2,'x'},{}}", "0"}).reply,
              Reply(Reply::Array{number(1), Reply(Reply::Array{number(2), text("x")}),
                                 Reply(Reply::Array{})}));
}

TEST_F(ClientTest, AnErrorReplyIsDoneButNotOk) {
    const RedisServer server;
    const auto client = connect(server.endpoint());
    ask(*client, {"SET", "k", "v"});
    const auto result = ask(*client, {"LPUSH", "k", "v"});
    EXPECT_EQ(result.certainty, Certainty::done);
    EXPECT_FALSE(result.ok());
    EXPECT_THAT(result.error, HasSubstr("WRONGTYPE"));
    EXPECT_EQ(ask(*client, {"GET", "k"}).reply, text("v"));
}

boost::asio::awaitable<std::string> set_and_get(Client& client) {
    Command set{"SET", "k", "v"};
    const auto stored = co_await client.send(std::move(set), 60s);
    Command get{"GET", "k"};
    const auto got = co_await client.send(std::move(get), 60s);
    co_return stored.ok() && got.ok() ? *got.reply.string() : "failed";
}

TEST_F(ClientTest, SpeaksCoroutine) {
    const RedisServer server;
    const auto client = connect(server.endpoint());
    EXPECT_EQ(test::run(io, set_and_get(*client)), "v");
}

TEST_F(ClientTest, WhatIsSentBeforeTheConnectionWaitsForItInOrder) {
    RedisServer server;
    server.kill();
    const auto client = start(server.endpoint());
    const auto first = send(*client, {"RPUSH", "list", "a"});
    const auto second = send(*client, {"RPUSH", "list", "b"});
    const auto impatient = send(*client, {"RPUSH", "list", "never"}, 20ms);
    const auto given_up = wait(impatient);
    EXPECT_EQ(given_up.certainty, Certainty::not_done);
    EXPECT_THAT(given_up.error, HasSubstr("not sent within the deadline: "));
    server.restart();
    EXPECT_EQ(wait(first).reply, number(1));
    EXPECT_EQ(wait(second).reply, number(2));
}

TEST_F(ClientTest, RetriesASocketThatIsNotThereYet) {
    RedisServer server;
    server.kill();
    std::filesystem::remove(server.socket_path());
    const auto client = start(server.endpoint());
    const auto answer = send(*client, {"PING"});
    const auto refused = wait(send(*client, {"PING"}, 30ms));
    EXPECT_THAT(refused.error, HasSubstr("No such file"));
    server.restart();
    EXPECT_TRUE(wait(answer).ok());
}

TEST_F(ClientTest, ResolvesNamesAndTriesEveryAddress) {
    RedisServer::Options options;
    options.tcp = true;
    const RedisServer server(options);  // listens on 127.0.0.1 only; localhost may be ::1 first
    auto endpoint = server.tcp_endpoint();
    endpoint.host = "localhost";
    EXPECT_TRUE(ask(*connect(endpoint), {"PING"}).ok());
    EXPECT_TRUE(ask(*connect(server.tcp_endpoint()), {"PING"}).ok());
}

TEST_F(ClientTest, SaysThatAHostCannotBeResolved) {
    Endpoint endpoint;
    endpoint.host = "no-such-host.invalid";
    auto options = quick();
    options.connect_deadline = 10s;
    const auto client = start(endpoint, options);
    const auto result = ask(*client, {"PING"}, 300ms);
    EXPECT_EQ(result.certainty, Certainty::not_done);
    EXPECT_THAT(result.error, testing::AnyOf(HasSubstr("cannot resolve"), HasSubstr("no conn")));
}

TEST_F(ClientTest, Authenticates) {
    RedisServer::Options options;
    options.password = "p@ss word";
    const RedisServer server(options);
    EXPECT_TRUE(ask(*connect(server.endpoint()), {"SET", "k", "v"}).ok());

    auto user = server.endpoint();
    user.username = "default";
    EXPECT_TRUE(ask(*connect(user), {"SET", "k", "v"}).ok());
}

TEST_F(ClientTest, AWrongOrMissingPasswordLeavesCommandsNotDone) {
    RedisServer::Options options;
    options.password = "right";
    const RedisServer server(options);
    auto wrong = server.endpoint();
    wrong.password = "mistaken";
    const auto refused = ask_who_refuses(*start(wrong));
    EXPECT_EQ(refused.certainty, Certainty::not_done);
    EXPECT_THAT(refused.error, HasSubstr("AUTH was refused: WRONGPASS"));
    EXPECT_THAT(refused.error, testing::Not(HasSubstr("mistaken")));

    auto missing = server.endpoint();
    missing.password.clear();
    const auto locked = ask_who_refuses(*start(missing));
    EXPECT_EQ(locked.certainty, Certainty::not_done);
    EXPECT_THAT(locked.error, HasSubstr("NOAUTH"));
}

TEST_F(ClientTest, AKillLeavesWhatWasSentUnknownAndReconnects) {
    RedisServer server;
    const auto client = connect(server.endpoint());
    const auto before = send(*client, {"INCR", "n"});
    const auto sent = send(*client, {"BLPOP", "none", "0"});
    wait(before);  // they left together
    server.kill();
    const auto lost = wait(sent);
    EXPECT_EQ(lost.certainty, Certainty::unknown);
    EXPECT_THAT(lost.error, HasSubstr("connection lost"));
    EXPECT_FALSE(client->connected());

    const auto later = send(*client, {"INCR", "m"});
    server.restart();
    EXPECT_EQ(wait(later).reply, number(1));
    EXPECT_TRUE(client->connected());
}

TEST_F(ClientTest, NothingIsLostOrInventedOverManyKills) {
    RedisServer server;
    const auto client = connect(server.endpoint());
    std::int64_t done = 0, unknown = 0, ended = 0, sent = 0;
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 300; ++i, ++sent) {
            client->send({"INCR", "n"}, 60s, [&](Result result) {
                ++ended;
                done += result.ok() ? 1 : 0;
                unknown += result.certainty == Certainty::unknown ? 1 : 0;
            });
        }
        const auto some = ended + 20 * (round + 1);
        test::run_until(io, [&] { return ended >= some || ended == sent; });
        server.restart();
    }
    test::run_until(io, [&] { return ended == sent; });
    const auto count = std::stoll(*server.run({"GET", "n"}).string());
    EXPECT_LE(done, count);            // what was acknowledged is there
    EXPECT_LE(count, done + unknown);  // and nothing that is said not to be
    EXPECT_GT(done, 0);
}

TEST_F(ClientTest, ASilentServerMeansUnknownAndAFreshConnection) {
    RedisServer server;
    const auto client = connect(server.endpoint());
    server.pause();
    const auto sent = send(*client, {"SET", "k", "late"}, 50ms);
    const auto neighbour = send(*client, {"INCR", "n"});
    const auto silent = wait(sent);
    EXPECT_EQ(silent.certainty, Certainty::unknown);
    EXPECT_EQ(wait(neighbour).certainty, Certainty::unknown) << "it shared the connection";
    EXPECT_FALSE(client->connected());

    // The socket of a stopped process still accepts; only an answer makes a connection.
    const auto waiting = wait(send(*client, {"SET", "k", "x"}, 50ms));
    EXPECT_EQ(waiting.certainty, Certainty::not_done);

    server.resume();
    EXPECT_TRUE(ask(*client, {"PING"}).ok());
    EXPECT_EQ(ask(*client, {"GET", "k"}).reply, text("late")) << "unknown: it was applied late";
}

TEST_F(ClientTest, ALateReplyIsDroppedAndFollowersKeepTheirOwn) {
    const RedisServer server;
    const auto client = connect(server.endpoint());
    const auto first = send(*client, {"BLPOP", "a", "0"});
    const auto second = send(*client, {"BLPOP", "b", "0"}, 3s);
    const auto third = send(*client, {"ECHO", "third"});
    // A reply while the second waits: the connection is slow, not silent.
    server.run({"RPUSH", "a", "1"});
    EXPECT_TRUE(wait(first).ok());
    EXPECT_EQ(wait(second).certainty, Certainty::unknown);
    EXPECT_TRUE(client->connected());
    server.run({"RPUSH", "b", "2"});
    EXPECT_EQ(wait(third).reply, text("third"));
    EXPECT_EQ(server.run({"LLEN", "b"}), number(0)) << "the late reply was on its way";
    EXPECT_EQ(ask(*client, {"ECHO", "fourth"}).reply, text("fourth"));
}

TEST_F(ClientTest, BlockingReadsEndByDataTimeoutOrInterrupt) {
    const RedisServer server;
    const auto reader = connect(server.endpoint());
    const auto writer = connect(server.endpoint());
    const Command read{"XREAD", "BLOCK", "60000", "STREAMS", "s", "0-0"};

    const auto woken = send(*reader, read, 62s);
    ask(*writer, {"XADD", "s", "1-1", "f", "v"});
    EXPECT_EQ(wait(woken).reply.array()->size(), 1U);

    const auto none = ask(*reader, {"XREAD", "BLOCK", "10", "STREAMS", "s", "1-1"});
    EXPECT_TRUE(none.ok());
    EXPECT_TRUE(none.reply.is_nil());

    const auto broken = send(*reader, {"XREAD", "BLOCK", "60000", "STREAMS", "s", "1-1"}, 62s);
    ask(*writer, {"PING"});
    reader->interrupt();
    const auto interrupted = wait(broken);
    EXPECT_EQ(interrupted.certainty, Certainty::unknown);
    EXPECT_EQ(interrupted.error, "interrupted");
    EXPECT_TRUE(ask(*reader, {"PING"}).ok());
}

TEST_F(ClientTest, StopEndsEverythingThatIsPending) {
    RedisServer server;
    const auto client = connect(server.endpoint());
    server.pause();
    const auto sent = send(*client, {"INCR", "n"});
    client->stop();
    const auto after = send(*client, {"INCR", "n"});
    EXPECT_EQ(wait(sent).certainty, Certainty::unknown);
    EXPECT_EQ(wait(after).certainty, Certainty::not_done);
    EXPECT_FALSE(client->connected());
    client->interrupt();
    client->start();
    io.restart();
    io.run();  // nothing is left to do: no timer, no reconnect

    const auto unconnected = start(server.endpoint());
    const auto unsent = send(*unconnected, {"INCR", "n"});
    unconnected->stop();
    EXPECT_EQ(wait(unsent).certainty, Certainty::not_done);
}

TEST_F(ClientTest, DestructionDropsHandlers) {
    RedisServer server;
    auto client = connect(server.endpoint());
    server.pause();
    const auto pending = send(*client, {"INCR", "n"});
    client->stop();
    client.reset();
    io.restart();
    io.run();
    EXPECT_FALSE(pending->has_value());
    EXPECT_EQ(pending.use_count(), 1) << "the handler was kept";
}

TEST_F(ClientTest, AHandlerMayDestroyTheClient) {
    const RedisServer server;
    auto client = connect(server.endpoint());
    bool destroyed = false;
    client->send({"PING"}, 60s, [&](Result result) {
        EXPECT_TRUE(result.ok());
        client.reset();
        destroyed = true;
    });
    const auto dropped = send(*client, {"PING"});
    test::run_until(io, [&] { return destroyed; });
    io.restart();
    io.run();
    EXPECT_FALSE(dropped->has_value());
}

TEST_F(ClientTest, RefusesMoreThanItMayHold) {
    RedisServer server;
    auto options = quick();
    options.max_pending = 2;
    const auto client = connect(server.endpoint(), options);
    server.pause();
    const auto first = send(*client, {"INCR", "n"});
    const auto second = send(*client, {"INCR", "n"});
    const auto third = wait(send(*client, {"INCR", "n"}));
    EXPECT_EQ(third.certainty, Certainty::not_done);
    EXPECT_THAT(third.error, HasSubstr("2 commands are waiting"));
    server.resume();
    EXPECT_EQ(wait(first).reply, number(1));
    EXPECT_EQ(wait(second).reply, number(2));
    EXPECT_EQ(ask(*client, {"INCR", "n"}).reply, number(3));
}

TEST_F(ClientTest, RefusesMoreBytesThanItMayHold) {
    RedisServer server;
    auto options = quick();
    options.max_pending_bytes = 3'000;
    const auto client = connect(server.endpoint(), options);
    const std::string large(2'000, 'x');
    EXPECT_TRUE(ask(*client, {"SET", "alone", large + large}).ok()) << "it could never be sent";
    server.pause();
    const auto first = send(*client, {"SET", "a", large});
    const auto second = wait(send(*client, {"SET", "b", large}));
    EXPECT_EQ(second.certainty, Certainty::not_done);
    EXPECT_THAT(second.error, HasSubstr("2004 bytes are waiting"));
    const auto small = send(*client, {"INCR", "n"});
    server.resume();
    EXPECT_TRUE(wait(first).ok());
    EXPECT_EQ(wait(small).reply, number(1));
    EXPECT_TRUE(ask(*client, {"SET", "b", large}).ok()) << "answered ones do not count";
}

TEST_F(ClientTest, FinishesInTimeWhoeverIsSilent) {
    RedisServer server;
    const auto client = connect(server.endpoint());
    server.pause();
    const auto before = send(*client, {"INCR", "n"}, 60s);
    client->finish_within(50ms);
    EXPECT_EQ(wait(before).certainty, Certainty::unknown);
    EXPECT_NE(wait(send(*client, {"INCR", "n"}, 60s)).certainty, Certainty::done);
    server.resume();
}

TEST_F(ClientTest, RefusesAnEmptyCommand) {
    const RedisServer server;
    const auto client = connect(server.endpoint());
    EXPECT_EQ(ask(*client, {}).certainty, Certainty::not_done);
}

TEST_F(ClientTest, ASmallDeadlineAmongLongOnesIsKept) {
    RedisServer server;
    const auto client = connect(server.endpoint());
    const auto blocked = send(*client, {"BLPOP", "none", "0"});
    const auto begun = std::chrono::steady_clock::now();
    EXPECT_EQ(ask(*client, {"PING"}, 40ms).certainty, Certainty::unknown);
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 30s);
    EXPECT_EQ(wait(blocked).certainty, Certainty::unknown);
}

}  // namespace
}  // namespace circle::redis
