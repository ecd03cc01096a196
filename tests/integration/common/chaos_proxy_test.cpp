#include "tests/support/chaos_proxy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

#include "common/redis/client.hpp"
#include "tests/support/redis_server.hpp"
#include "tests/support/run_until.hpp"

namespace circle::test {
namespace {

using namespace std::chrono_literals;
using redis::Certainty;
using redis::Client;
using redis::Result;

class ChaosProxyTest : public testing::Test {
  protected:
    Result ask(Client& client, redis::Command command, std::chrono::milliseconds deadline = 60s) {
        std::optional<Result> answer;
        client.send(std::move(command), deadline, [&](Result result) { answer = result; });
        run_until(io, [&] { return answer.has_value(); });
        return *answer;
    }

    std::string value(const std::string& key) {
        const auto reply = server.run({"GET", key});
        return reply.string() != nullptr ? *reply.string() : "(nil)";
    }

    boost::asio::io_context io;
    RedisServer server;
};

TEST_F(ChaosProxyTest, PassesEverythingWhenNothingIsArmed) {
    for (const auto listen : {ChaosProxy::Listen::unix_socket, ChaosProxy::Listen::tcp}) {
        ChaosProxy proxy(server.endpoint(), listen);
        Client client(io.get_executor(), proxy.endpoint());
        client.start();
        const std::string big(300'000, 'x');
        EXPECT_TRUE(ask(client, {"SET", "k", big}).ok());
        EXPECT_EQ(ask(client, {"MGET", "k", "none"}).reply.array()->at(0), redis::Reply(big));
    }
}

TEST_F(ChaosProxyTest, ALostRequestDidNotHappenAndALostReplyDid) {
    ChaosProxy proxy(server.endpoint());
    Client client(io.get_executor(), proxy.endpoint());
    client.start();

    proxy.arm(Fault::lose_request, "SET");
    EXPECT_EQ(ask(client, {"SET", "k", "1"}).certainty, Certainty::unknown);
    proxy.wait_until_struck();
    EXPECT_EQ(value("k"), "(nil)");

    proxy.arm(Fault::lose_reply, "INCR", 1);
    EXPECT_TRUE(ask(client, {"INCR", "n"}).ok());
    EXPECT_EQ(ask(client, {"INCR", "n"}).certainty, Certainty::unknown);
    proxy.wait_until_struck();
    EXPECT_EQ(value("n"), "2");
    EXPECT_TRUE(ask(client, {"PING"}).ok());
}

TEST_F(ChaosProxyTest, AHeldRequestHappensLate) {
    ChaosProxy proxy(server.endpoint());
    Client client(io.get_executor(), proxy.endpoint());
    client.start();
    proxy.arm(Fault::hold_request, "early");
    EXPECT_EQ(ask(client, {"SET", "k", "early"}).certainty, Certainty::unknown);
    EXPECT_TRUE(ask(client, {"SET", "k", "newer"}).ok());
    EXPECT_EQ(proxy.deliver_held(), "+OK\r\n");
    EXPECT_EQ(value("k"), "early");
    EXPECT_THROW(proxy.deliver_held(), std::runtime_error);
}

TEST_F(ChaosProxyTest, SilenceKeepsTheConnectionButNoReplyComes) {
    ChaosProxy proxy(server.endpoint());
    Client client(io.get_executor(), proxy.endpoint());
    client.start();
    EXPECT_TRUE(ask(client, {"PING"}).ok());
    proxy.arm(Fault::silence, "SET");
    // Time enough for the proxy to strike it before the client gives the connection up.
    const auto silent = ask(client, {"SET", "k", "1"}, 3s);
    EXPECT_EQ(silent.certainty, Certainty::unknown);
    EXPECT_THAT(silent.error, testing::HasSubstr("deadline"));
    proxy.wait_until_struck();
    EXPECT_EQ(value("k"), "1");
    EXPECT_TRUE(ask(client, {"PING"}).ok());
}

TEST_F(ChaosProxyTest, CutsAndRefuses) {
    ChaosProxy proxy(server.endpoint());
    Client client(io.get_executor(), proxy.endpoint());
    client.start();
    EXPECT_TRUE(ask(client, {"PING"}).ok());
    proxy.refuse(true);
    run_until(io, [&] { return !client.connected(); });
    EXPECT_EQ(ask(client, {"PING"}, 50ms).certainty, Certainty::not_done);
    proxy.refuse(false);
    EXPECT_TRUE(ask(client, {"PING"}).ok());
    proxy.cut();
    run_until(io, [&] { return !client.connected(); });
    EXPECT_TRUE(ask(client, {"PING"}).ok());
}

}  // namespace
}  // namespace circle::test
