// HTTP, binding, readiness, loss of dispatcher and Redis, drain, start-up errors.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <future>

#include "tests/integration/gateway/stack.hpp"

namespace circle::test {
namespace {

using gateway::Codec;
using testing::HasSubstr;
using testing::Not;
using Frame = v1::ServerFrame;

class GatewayProcess : public testing::Test {
  protected:
    std::string host() const { return "127.0.0.1:" + std::to_string(stack.port()); }
    Stack::HttpReply post(const std::string& path, const std::string& origin) {
        return stack.http(
            "POST " + path + " HTTP/1.1\r\nHost: " + host() + "\r\nConnection: close\r\n" +
            (origin.empty() ? "" : "Origin: " + origin + "\r\n") + "Content-Length: 0\r\n\r\n");
    }
    // Presses the button of the card's page, again if it asks to wait for the dispatcher.
    Stack::HttpReply bind(const std::string& card) {
        for (;;) {
            auto reply = post("/c/" + card, "http://" + host());
            if (reply.status != 503) return reply;
        }
    }
    static v1::ClientFrame submit(const std::string& category) {
        v1::ClientFrame frame;
        frame.mutable_submit()->set_category(category);
        return frame;
    }
    void TearDown() override {
        if (HasFailure()) {
            ADD_FAILURE() << stack.gateway().output() << stack.dispatcher().output();
        }
    }
    Stack stack;
};

TEST_F(GatewayProcess, AnswersHttpByItsTable) {
    EXPECT_EQ(stack.get("/healthz").status, 200u);
    EXPECT_THAT(stack.get("/version").body, HasSubstr("circle.v1"));
    EXPECT_THAT(stack.get("/readyz").body, HasSubstr("\"ready\": true"));
    EXPECT_EQ(stack.get("/metrics").status, 404u);  // only on its own listener
    EXPECT_EQ(stack.get("/nowhere").status, 404u);
    EXPECT_THAT(stack.get("/nowhere", "Accept: text/html\r\n").body, HasSubstr("<h1>"));
    EXPECT_EQ(stack.get("/ws").status, 426u);
    const auto wrong_verb = post("/healthz", "");
    EXPECT_EQ(wrong_verb.status, 405u);
    EXPECT_THAT(wrong_verb.head, HasSubstr("Allow: GET, HEAD"));
    EXPECT_THAT(wrong_verb.head, HasSubstr("X-Content-Type-Options: nosniff"));
    EXPECT_THAT(wrong_verb.head, HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(stack.get("/", "X-Long: " + std::string(9'000, 'x') + "\r\n").status, 431u);
    EXPECT_EQ(stack
                  .http("POST /c/x HTTP/1.1\r\nHost: x\r\nContent-Length: 20000\r\n\r\n" +
                        std::string(20'000, 'x'))
                  .status,
              413u);
    EXPECT_EQ(stack.http("NONSENSE\r\n\r\n").status, 400u);
    EXPECT_EQ(stack.http("GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").status, 400u);
    const auto head = stack.http("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(head.status, 200u);
    EXPECT_EQ(head.body, "");
    const auto two = stack.http(
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(two.body, HasSubstr("circle-gateway"));  // kept alive for the second
}

TEST_F(GatewayProcess, CardBindsADeviceByPostOnly) {
    const std::string card = stack.credential(v1::CREDENTIAL_KIND_CARD, v1::ROLE_RESIDENT, "h1");
    auto warm = stack.connect(Codec::pb, stack.token(v1::ROLE_RESIDENT, "h2"));
    for (int i = 0; i < 3; ++i) {
        const auto page = stack.get("/c/" + card);
        EXPECT_EQ(page.status, 200u);
        EXPECT_THAT(page.body, HasSubstr("<form method=\"post\">"));
        EXPECT_THAT(page.head, Not(HasSubstr("Set-Cookie")));
        EXPECT_THAT(page.body, Not(HasSubstr("DOOR-")));
    }
    EXPECT_EQ(post("/c/" + card, "http://evil.example").status, 403u);
    EXPECT_EQ(post("/c/" + card, "").status, 403u);
    EXPECT_EQ(post("/v/" + card, "http://" + host()).status, 404u);  // a card is no invitation
    const auto bound = bind(card);
    ASSERT_EQ(bound.status, 303u);
    EXPECT_THAT(bound.head, HasSubstr("Location: /\r\n"));
    const auto at = bound.head.find("circle_resident=");
    ASSERT_NE(at, std::string::npos);
    const std::string cookie = bound.head.substr(at, bound.head.find(';', at) - at);
    EXPECT_THAT(bound.head, HasSubstr("HttpOnly; SameSite=Lax"));

    WsClient::Options options;
    options.target = "/ws?role=resident";
    options.cookie = "other=1; " + cookie;
    options.origin = "http://" + host();
    WsClient page(stack.port(), options);
    page.hello();
    EXPECT_EQ(page.until(Frame::kSnapshot).snapshot().view().me().door(), "DOOR-h1");

    // Another site's page brings the same cookie along (CSWSH).
    options.origin = "http://evil.example";
    try {
        WsClient hijacked(stack.port(), options);
        FAIL() << "a foreign origin was let in";
    } catch (const Refused& refused) {
        EXPECT_EQ(refused.status, 403u);
    }

    stack.revoke(card);  // and with it every device that it bound
    EXPECT_EQ(page.wait_closed(), 4401u);
    EXPECT_EQ(stack.get("/c/" + card).status, 410u);
}

TEST_F(GatewayProcess, WrongSecretsAreLimitedByAddress) {
    const std::string card = stack.credential(v1::CREDENTIAL_KIND_CARD, v1::ROLE_RESIDENT, "h1");
    unsigned limited = 0;
    for (int i = 0; i < 30; ++i) {
        const auto reply =
            stack.get("/c/xinghe.AAAAAAAAAAAAAAAAAAAAA" + std::string(1, "AQgw"[i % 4]));
        EXPECT_TRUE(reply.status == 404 || reply.status == 429) << reply.status;
        limited += reply.status == 429;
    }
    EXPECT_GE(limited, 15u);
    EXPECT_EQ(stack.get("/healthz").status, 200u);
    // Neighbours behind the same address are not locked out.
    EXPECT_EQ(stack.get("/c/" + card).status, 200u);
    EXPECT_EQ(bind(card).status, 303u);
}

TEST_F(GatewayProcess, ALinkThatWasCutOffSaysWhatItIsAndWhomToCall) {
    for (const char* path : {"/v/xinghe.AAAA", "/v/xinghe.AAAAAAAAAAAAAAAAAAAAAA"}) {
        const auto reply = stack.get(path);
        EXPECT_EQ(reply.status, 404u);
        EXPECT_THAT(reply.body, testing::AllOf(HasSubstr("邀请链接"), HasSubstr("href=\"tel:")));
    }
    EXPECT_THAT(stack.get("/v/nowhere.AAAA").body, Not(HasSubstr("tel:")));
}

TEST_F(GatewayProcess, ACardBindsTenDevicesThenWaits) {
    const std::string card = stack.credential(v1::CREDENTIAL_KIND_CARD, v1::ROLE_RESIDENT, "h1");
    const std::string other = stack.credential(v1::CREDENTIAL_KIND_CARD, v1::ROLE_RESIDENT, "h2");
    for (int i = 0; i < 10; ++i) {
        const auto status = post("/c/" + card, "http://" + host()).status;
        ASSERT_TRUE(status == 303u || status == 503u) << i << ": " << status;  // 503: it was slow
    }
    const auto limited = post("/c/" + card, "http://" + host());
    EXPECT_EQ(limited.status, 429u);
    EXPECT_THAT(limited.head, testing::ContainsRegex("Retry-After: [1-9]"));  // 12 s at most
    EXPECT_EQ(bind(other).status, 303u);
}

TEST_F(GatewayProcess, WhoDoesNotSignInTakesNoOthersPlaces) {
    auto known = stack.connect(Codec::pb, stack.token(v1::ROLE_RESIDENT, "h1"));
    std::vector<std::unique_ptr<WsClient>> strangers;
    for (int i = 0; i < 64; ++i) {
        strangers.push_back(std::make_unique<WsClient>(stack.port(), WsClient::Options{}));
    }
    try {
        WsClient one_more(stack.port(), WsClient::Options{});
        FAIL() << "65 strangers of one address were let in";
    } catch (const Refused& refused) {
        EXPECT_EQ(refused.status, 429u);
    }
    EXPECT_EQ(known->mutate(submit("water"), "k").outcome().code(), v1::CODE_OK);
}

// P9: two estates of one shard, and people of the same ids.
TEST_F(GatewayProcess, EstatesOfOneShardLearnNothingOfEachOther) {
    stack.add_estate("ronghe");
    auto resident = stack.connect(Codec::json, stack.token(v1::ROLE_RESIDENT, "h1"));
    Frame before;
    auto board = stack.connect(Codec::pb, stack.token(v1::ROLE_COORDINATOR, "station"), &before);
    auto stranger = stack.connect(Codec::json, stack.token(v1::ROLE_RESIDENT, "h1", "ronghe"));
    const std::string theirs = stack.token(v1::ROLE_COORDINATOR, "station", "ronghe");
    auto other_board = stack.connect(Codec::pb, theirs);
    const std::string request = resident->mutate(submit("water"), "k1").outcome().request_id();
    ASSERT_FALSE(request.empty());
    board->until(Frame::kUpdate);

    v1::ClientFrame frame;
    frame.mutable_cancel_request()->set_request_id(request);
    EXPECT_EQ(stranger->mutate(frame, "k1").outcome().code(), v1::CODE_NOT_FOUND);
    frame.mutable_close_request()->set_request_id(request);
    frame.mutable_close_request()->set_reason("not ours");
    EXPECT_EQ(other_board->mutate(frame, "k2").outcome().code(), v1::CODE_NOT_FOUND);
    v1::ClientFrame ask;
    ask.mutable_get_timeline()->set_request_id(request);
    other_board->send(ask);
    // And no update has come before it.
    const Frame answer = other_board->until([](const Frame& f) { return !f.has_health(); });
    ASSERT_TRUE(answer.has_error()) << answer.ShortDebugString();
    EXPECT_EQ(answer.error().code(), v1::CODE_NOT_FOUND);

    WsClient resumed(stack.port(), {});
    resumed.hello(theirs, before.snapshot().resume());
    EXPECT_FALSE(resumed.until(Frame::kHello).hello().resumed());
    EXPECT_EQ(resumed.until(Frame::kSnapshot).snapshot().view().requests_size(), 0);
    v1::ClientFrame cancel;
    cancel.mutable_cancel_request()->set_request_id(request);
    EXPECT_EQ(resident->mutate(cancel, "k3").outcome().code(), v1::CODE_OK);  // it was untouched
}

TEST_F(GatewayProcess, SubprotocolIsChosenOrRefused) {
    WsClient::Options options;
    options.subprotocol = "soap";
    try {
        WsClient client(stack.port(), options);
        FAIL() << "an unknown subprotocol was taken";
    } catch (const Refused& refused) {
        EXPECT_EQ(refused.status, 400u);
    }
    options.subprotocol = "soap, circle.v1.pb";
    WsClient client(stack.port(), options);
    client.hello("nonsense");
    EXPECT_EQ(client.next().error().code(), v1::CODE_UNAUTHENTICATED);
}

// P13
TEST_F(GatewayProcess, WithoutADispatcherItSaysSoAndKeepsWhatItGets) {
    auto resident = stack.connect(Codec::json, stack.token(v1::ROLE_RESIDENT, "h1"));
    stack.dispatcher().signal(SIGKILL);
    stack.dispatcher().wait();
    auto frame = submit("water");
    frame.set_client_key("k1");
    const auto seq = resident->send(frame);
    EXPECT_EQ(resident->until(Frame::kReceived).reply_to(), seq);
    bool slow = false;
    bool banner = false;
    while (!slow || !banner) {
        const Frame f = resident->next();
        slow = slow || f.has_slow();
        banner = banner || (f.has_health() && !f.health().dispatching());
        EXPECT_FALSE(f.has_outcome());
    }
    stack.wait_ready(503, "no live owner");  // when the lease has run out, too
    EXPECT_EQ(stack.get("/healthz").status, 200u);

    stack.start_dispatcher();
    Frame outcome;
    bool dispatching = false;  // that there is an owner again may be told before what it decided
    while (!outcome.has_outcome() || !dispatching) {
        const Frame f = resident->next();
        if (f.has_outcome()) outcome = f;
        if (f.has_health()) dispatching = f.health().dispatching();
    }
    EXPECT_EQ(outcome.reply_to(), seq);
    EXPECT_EQ(outcome.outcome().code(), v1::CODE_OK);
    stack.wait_ready();
}

TEST_F(GatewayProcess, WithoutRedisNothingIsPromised) {
    auto resident = stack.connect(Codec::pb, stack.token(v1::ROLE_RESIDENT, "h1"));
    stack.redis().kill();
    auto frame = submit("water");
    frame.set_client_key("k1");
    resident->send(frame);
    bool refused = false;
    bool banner = false;
    while (!refused || !banner) {
        const Frame f = resident->next();
        banner = banner || (f.has_health() && !f.health().dispatching());
        if (!f.has_error()) continue;
        refused = true;
        EXPECT_EQ(f.error().code(), v1::CODE_UNAVAILABLE);
        EXPECT_EQ(f.error().client_key(), "k1");
    }
    stack.wait_ready(503, "\"the store does not answer\"");
    stack.redis().restart();
    resident->until([](const Frame& f) { return f.has_health() && f.health().dispatching(); });
    EXPECT_EQ(resident->mutate(submit("water"), "k1").outcome().code(), v1::CODE_OK);
    stack.wait_ready();
}

// P14: what is refused first, and that what was admitted is applied with no memory left.
TEST_F(GatewayProcess, ShortMemoryRefusesPositionsFirstAndLosesNothing) {
    auto helper = stack.connect(Codec::pb, stack.token(v1::ROLE_VOLUNTEER, "v1"));
    auto resident = stack.connect(Codec::pb, stack.token(v1::ROLE_RESIDENT, "h1"));
    auto other = stack.connect(Codec::pb, stack.token(v1::ROLE_RESIDENT, "h2"));
    const auto set = [&](double share) {
        const std::string info = *stack.redis().run({"INFO", "memory"}).string();
        const auto at = info.find("\nused_memory:") + 13;
        const double used = std::stod(info.substr(at));
        stack.redis().run({"CONFIG", "SET", "maxmemory",
                           share > 0 ? std::to_string(std::int64_t(used / share)) : "0"});
    };
    v1::ClientFrame position;
    position.mutable_set_position()->mutable_position()->set_lat(34.75);
    position.mutable_set_position()->mutable_position()->set_lon(113.62);
    int n = 0;
    const auto until = [&](bool busy) {
        for (;;) {
            const Frame f = helper->mutate(position, "p" + std::to_string(++n));
            if (f.has_error() && f.error().code() == v1::CODE_RATE_LIMITED) continue;
            if ((f.has_error() && f.error().code() == v1::CODE_BUSY) == busy) return f;
        }
    };
    set(.86);
    EXPECT_GT(until(true).error().retry_after_ms(), 0u);
    EXPECT_EQ(resident->mutate(submit("water"), "k1").outcome().code(), v1::CODE_OK);

    stack.dispatcher().signal(SIGSTOP);
    auto tap = submit("heating");
    tap.set_client_key("k2");
    resident->send(tap);
    resident->until(Frame::kReceived);
    set(1.05);  // full
    stack.dispatcher().signal(SIGCONT);
    EXPECT_EQ(resident->until(Frame::kOutcome).outcome().code(), v1::CODE_OK);
    const Frame refused = other->mutate(submit("water"), "k3");
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().code(), v1::CODE_BUSY);

    set(0);
    EXPECT_EQ(until(false).outcome().code(), v1::CODE_OK);
    EXPECT_EQ(other->mutate(submit("water"), "k3").outcome().code(), v1::CODE_OK);
}

// P12
TEST_F(GatewayProcess, DrainsWithinItsTime) {
    auto idle = stack.connect(Codec::json, stack.token(v1::ROLE_RESIDENT, "h1"));
    auto busy = stack.connect(Codec::pb, stack.token(v1::ROLE_RESIDENT, "h2"));
    auto frame = submit("water");
    frame.set_client_key("last");
    busy->send(frame);
    busy->until(Frame::kReceived);
    const auto begin = std::chrono::steady_clock::now();
    stack.gateway().signal(SIGTERM);
    EXPECT_GT(idle->until(Frame::kGoingAway).going_away().reconnect_after_ms(), 0u);
    EXPECT_EQ(idle->wait_closed(), 1012u);
    EXPECT_EQ(busy->wait_closed(), 1012u);
    EXPECT_EQ(stack.gateway().wait(), 0);
    // `circlectl up` waits no longer.
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(6));

    stack.start_gateway();
    auto back = stack.connect(Codec::pb, stack.token(v1::ROLE_RESIDENT, "h2"));
    const Frame outcome = back->mutate(submit("water"), "last");
    EXPECT_EQ(outcome.outcome().code(), v1::CODE_OK);
    EXPECT_TRUE(outcome.outcome().repeat());
}

TEST_F(GatewayProcess, DrainsAnswersOverHttp) {
    const std::string card = stack.credential(v1::CREDENTIAL_KIND_CARD, v1::ROLE_RESIDENT, "h1");
    EXPECT_EQ(stack.get("/c/" + card).status, 200u);
    stack.dispatcher().signal(SIGSTOP);
    auto bound =
        std::async(std::launch::async, [&] { return post("/c/" + card, "http://" + host()); });
    while (stack.metric("circle_gateway_pending_commands") < 1) {
    }
    stack.gateway().signal(SIGTERM);
    stack.gateway().wait_for("draining");
    const auto ready = stack.get("/readyz");
    EXPECT_EQ(ready.status, 503u);
    EXPECT_THAT(ready.body, HasSubstr("{\"ready\": false, \"reasons\": [\"draining\""));
    stack.dispatcher().signal(SIGCONT);
    const auto reply = bound.get();
    EXPECT_EQ(reply.status, 303u);
    EXPECT_THAT(reply.head, HasSubstr("Connection: close"));
    EXPECT_EQ(stack.gateway().wait(), 0);
}

TEST(GatewayStart, OneClearLineWhenItCannot) {
    RedisServer redis;
    const std::string url = "unix://" + redis.socket_path();
    Process first({CIRCLE_BIN "/circle-gateway", "--redis", url, "--listen", "127.0.0.1:0"});
    const std::string taken = first.wait_for("listening on http://");
    Process second({CIRCLE_BIN "/circle-gateway", "--redis", url, "--listen", taken});
    EXPECT_EQ(second.wait(), 1);
    EXPECT_THAT(second.output(), HasSubstr("cannot listen on " + taken));
    EXPECT_EQ(std::count(second.output().begin(), second.output().end(), '\n'), 1);

    Process check({CIRCLE_BIN "/circle-gateway", "--check", "--listen", "nowhere"});
    EXPECT_NE(check.wait(), 0);
    EXPECT_THAT(check.output(), HasSubstr("--listen"));
    Process version({CIRCLE_BIN "/circle-gateway", "--version"});
    EXPECT_EQ(version.wait(), 0);
    EXPECT_THAT(version.output(), HasSubstr("circle-gateway "));
}

}  // namespace
}  // namespace circle::test
