// What becomes of a mutation between the frame and its outcome.
#include "tests/unit/gateway/fake_gateway.hpp"

namespace circle::gateway {
namespace {

using namespace test;
using keyspace::AppendStatus;

class MutationTest : public SessionTest {
  protected:
    v1::ClientFrame submit(const std::string& key = "k1") {
        v1::ClientFrame frame;
        frame.set_client_key(key);
        frame.mutable_submit()->set_category("water");
        frame.mutable_submit()->set_note("漏水");
        return frame;
    }
};

TEST_P(MutationTest, ReceivedAfterDurableThenOutcome) {
    auto client = live(FakeShard::kResidentToken);
    client->send(submit());
    ASSERT_EQ(log.entries.size(), 1u);
    EXPECT_EQ(log.entries[0].shard, 3u);
    EXPECT_EQ(log.entries[0].command.principal().id(), "hA");
    EXPECT_EQ(log.entries[0].command.trace(), "trace");
    EXPECT_EQ(kinds(client->drain()), "");  // nothing is promised before it is on disk
    const std::string id = log.answer();
    auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "received");
    EXPECT_EQ(frames[0].reply_to(), client->seq);
    EXPECT_EQ(frames[0].received().client_key(), "k1");
    EXPECT_EQ(frames[0].received().command_id(), id);
    shard.answer(id, "k1", v1::CODE_OK);
    frames = client->drain();
    ASSERT_EQ(kinds(frames), "outcome");
    EXPECT_EQ(frames[0].reply_to(), client->seq);
    EXPECT_EQ(frames[0].outcome().code(), v1::CODE_OK);
    EXPECT_EQ(hub.load().pending, 0u);
}

TEST_P(MutationTest, OutcomeQuickerThanTheAppendsReplyStillComesSecond) {
    auto client = live(FakeShard::kResidentToken);
    client->send(submit());
    // FakeLog numbers the first answer so.
    shard.answer(std::to_string(kNow + 1) + "-0", "k1", v1::CODE_TAKEN);
    EXPECT_EQ(kinds(client->drain()), "");
    log.answer();
    const auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "received outcome");
    EXPECT_EQ(frames[1].outcome().code(), v1::CODE_TAKEN);
    EXPECT_FALSE(frames[1].outcome().message().empty());
}

TEST_P(MutationTest, OutcomeFieldIsNamedAsTheClientKnowsIt) {
    auto client = live(FakeShard::kResidentToken);
    client->send(submit());
    v1::OutcomeRecord record;
    record.mutable_outcome()->set_command_id(log.answer());
    record.mutable_outcome()->set_code(v1::CODE_INVALID);
    record.mutable_outcome()->set_field("submit_request.category");
    shard.commit({}, {record});
    EXPECT_EQ(client->drain().at(1).outcome().field(), "submit.category");
}

TEST_P(MutationTest, WhatCouldNotBeReadBackIsNotStored) {
    struct Refusals : Asker {
        void received(std::uint32_t, const v1::Received&) override { FAIL(); }
        void outcome(std::uint32_t, const v1::Outcome&) override { FAIL(); }
        void refused(std::uint32_t seq, const std::string&, v1::Code code, std::uint32_t) override {
            EXPECT_EQ(seq, 7u);
            codes.push_back(code);
        }
        void slow(const std::string&) override { FAIL(); }
        std::vector<v1::Code> codes;
    };
    const auto asker = std::make_shared<Refusals>();
    v1::Command command;
    command.set_client_key("k1");
    command.set_trace("\x80");
    hub.mutations().submit(asker, 7, 3, command);
    EXPECT_EQ(asker->codes, std::vector<v1::Code>{v1::CODE_INVALID});
    EXPECT_TRUE(log.entries.empty());
    EXPECT_EQ(hub.load().pending, 0u);
}

TEST_P(MutationTest, ForeignFieldsAreNotStored) {
    if (GetParam() != Codec::pb) return;  // JSON has none to bring
    auto client = live(FakeShard::kResidentToken);
    v1::ClientFrame frame;
    frame.set_client_key("k1");
    auto& cancel = *frame.mutable_cancel_request();
    cancel.set_request_id("r1");
    cancel.GetReflection()->MutableUnknownFields(&cancel)->AddLengthDelimited(999, "\xff");
    client->send(frame);
    ASSERT_EQ(log.entries.size(), 1u);
    EXPECT_EQ(log.entries[0].command.SerializeAsString().find("\xff"), std::string::npos);
}

TEST_P(MutationTest, NothingRecordedIsSaid) {
    auto client = live(FakeShard::kResidentToken);
    struct Row {
        AppendStatus status;
        v1::Code code;
    };
    for (const Row& row : {Row{AppendStatus::not_done, v1::CODE_UNAVAILABLE},
                           Row{AppendStatus::unknown, v1::CODE_UNAVAILABLE},
                           Row{AppendStatus::refused, v1::CODE_BUSY}}) {
        client->send(submit());
        log.answer(row.status);
        const auto frames = client->drain();
        ASSERT_EQ(kinds(frames), "error");
        EXPECT_EQ(frames[0].error().code(), row.code);
        EXPECT_EQ(frames[0].error().client_key(), "k1");
        EXPECT_GT(frames[0].error().retry_after_ms(), 0u);
    }
    EXPECT_EQ(hub.load().pending, 0u);
}

// P13
TEST_P(MutationTest, SlowAndHealthAfterThreeSecondsOnce) {
    auto client = live(FakeShard::kResidentToken);
    client->send(submit());
    const std::string id = log.answer();
    client->drain();
    pass(2'750);
    EXPECT_EQ(kinds(client->drain()), "");
    pass(250);
    auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "slow health");
    EXPECT_EQ(frames[0].slow().client_key(), "k1");
    EXPECT_EQ(frames[0].slow().phone(), "0371-1234");
    EXPECT_FALSE(frames[1].health().dispatching());
    pass(60'000 - 3'250);
    EXPECT_EQ(kinds(client->drain()), "");
    shard.answer(id, "k1", v1::CODE_OK);
    client->session->on_control();
    pass(250);
    EXPECT_EQ(kinds(client->drain()), "outcome health");
}

TEST_P(MutationTest, OutcomesPassedUnseenAreAskedForAgain) {
    auto client = live(FakeShard::kResidentToken);
    client->send(submit());
    log.answer();
    EXPECT_EQ(kinds(client->drain()), "received");
    shard.load(50);  // a gap: the outcome was in what is not held any more
    hub.on_reloaded(3);
    ASSERT_EQ(log.entries.size(), 2u);
    EXPECT_EQ(log.entries[1].command.SerializeAsString(),
              log.entries[0].command.SerializeAsString());
    EXPECT_EQ(kinds(client->drain()), "snapshot health");
    log.answer(AppendStatus::not_done);  // the store is still away
    pass(3'250);
    ASSERT_EQ(log.entries.size(), 3u);
    const std::string id = log.answer();
    shard.answer(id, "k1", v1::CODE_OK);
    const auto frames = client->drain();
    EXPECT_EQ(kinds(frames), "slow health outcome");  // and no second received
}

// An outcome may be missed: its command had not been answered yet, and too many others came first.
TEST_P(MutationTest, WhatALiveOwnerLeavesUndecidedIsAskedForAgain) {
    auto client = live(FakeShard::kResidentToken);
    const auto read_for = [&](std::int64_t ms) {
        for (std::int64_t done = 0; done < ms; done += 1'250) {
            pass(std::min<std::int64_t>(1'250, ms - done));
            client->drain();
            client->session->on_control();
        }
    };
    client->send(submit());
    log.answer();
    read_for(9'750);
    EXPECT_EQ(log.entries.size(), 1u);
    shard.alive = false;  // it will be decided when an owner is there
    read_for(60'000);
    EXPECT_EQ(log.entries.size(), 1u);
    shard.alive = true;
    pass(250);
    ASSERT_EQ(log.entries.size(), 2u);
    EXPECT_EQ(log.entries[1].command.SerializeAsString(),
              log.entries[0].command.SerializeAsString());
    log.answer();
    read_for(19'750);
    EXPECT_EQ(log.entries.size(), 2u);
    pass(250);
    ASSERT_EQ(log.entries.size(), 3u);  // each time it waits twice as long
    const std::string id = log.answer();
    shard.answer(id, "k1", v1::CODE_OK);
    pass(250);
    EXPECT_EQ(kinds(client->drain()), "outcome health");
    EXPECT_EQ(hub.load().pending, 0u);
}

TEST_P(MutationTest, EitherCopysOutcomeWillDo) {
    auto client = live(FakeShard::kResidentToken);
    client->send(submit());
    const std::string first = log.answer();
    pass(10'000);
    ASSERT_EQ(log.entries.size(), 2u);
    const std::string second = log.answer();
    client->drain();
    shard.answer(first, "k1", v1::CODE_OK);
    EXPECT_EQ(kinds(client->drain()), "outcome");
    shard.answer(second, "k1", v1::CODE_OK);
    EXPECT_EQ(kinds(client->drain()), "");
}

TEST_P(MutationTest, WhoHasGoneMakesNoBanner) {
    auto client = live(FakeShard::kResidentToken);
    auto neighbour = live(FakeShard::kNeighbourToken);
    client->send(submit());
    log.answer();
    client->session->on_closed();
    client.reset();
    pass(10'000);
    EXPECT_EQ(kinds(neighbour->drain()), "");
    EXPECT_EQ(hub.load().pending, 0u);
    EXPECT_EQ(log.entries.size(), 1u);
}

TEST_P(MutationTest, ClosedClientsOutcomeGoesNowhere) {
    auto client = live(FakeShard::kResidentToken);
    client->send(submit());
    const std::string id = log.answer();
    client->session->on_closed();
    client.reset();
    shard.answer(id, "k1", v1::CODE_OK);
    EXPECT_EQ(hub.load().pending, 0u);
}

TEST_P(MutationTest, PrincipalIsLimitedOverAllItsConnections) {
    auto a = live(FakeShard::kResidentToken);
    auto b = live(FakeShard::kResidentToken);
    auto neighbour = live(FakeShard::kNeighbourToken);
    for (int i = 0; i < 50; ++i) {  // bearer tokens
        a->send(submit("a" + std::to_string(i)));
        b->send(submit("b" + std::to_string(i)));
    }
    EXPECT_EQ(log.entries.size(), 100u);
    a->send(submit("one too many"));
    const auto frames = a->drain();
    ASSERT_EQ(kinds(frames), "error");
    EXPECT_EQ(frames[0].error().code(), v1::CODE_RATE_LIMITED);
    EXPECT_EQ(frames[0].error().retry_after_ms(), 20u);
    neighbour->send(submit());
    EXPECT_EQ(log.entries.size(), 101u);
    clock.steady_ms += 20;
    a->send(submit("again"));
    EXPECT_EQ(log.entries.size(), 102u);
}

// A tap every few seconds for an hour is more than anybody means.
TEST_P(MutationTest, PrincipalIsLimitedByTheHour) {
    const std::string page = "xinghe.EEEEEEEEEEEEEEEEEEEEEA";
    v1::Event e = event(0, v1::FACT_KIND_CREDENTIAL_OPENED);
    *e.add_images() = credential(ids::sha256_hex(page), v1::CREDENTIAL_KIND_SESSION,
                                 principal(v1::ROLE_RESIDENT, "hA"));
    shard.commit({e});
    auto client = live(page);
    auto script = live(FakeShard::kNeighbourToken);  // a bearer token
    int refused = 0;
    std::uint32_t longest = 0;
    for (int i = 0; i < 900; ++i) {
        clock.steady_ms += 100;
        for (auto* c : {client.get(), script.get()}) {
            const std::size_t before = log.entries.size();
            c->send(submit(std::to_string(i)));
            if (log.entries.size() > before) {
                shard.answer(log.answer(), std::to_string(i), v1::CODE_OK);
                c->drain();
                continue;
            }
            ASSERT_EQ(c, client.get());
            const auto frames = c->drain();
            ASSERT_EQ(frames.at(0).error().code(), v1::CODE_RATE_LIMITED);
            longest = std::max(longest, frames.at(0).error().retry_after_ms());
            ++refused;
        }
    }
    EXPECT_EQ(refused, 900 - 600 - 14);  // 90 s have given 15 back, nearly
    EXPECT_GT(longest, 1'000u);
    EXPECT_LE(longest, 6'000u);
}

TEST_P(MutationTest, DutyWhichConcernsEverybodyIsToggledSlowly) {
    auto helper = live(FakeShard::kHelperToken);
    v1::ClientFrame toggle;
    toggle.set_client_key("k");
    toggle.mutable_set_duty()->set_duty(v1::DUTY_OFF);
    for (int i = 0; i < 10; ++i) helper->send(toggle);
    EXPECT_EQ(log.entries.size(), 10u);
    helper->send(toggle);
    EXPECT_EQ(log.entries.size(), 10u);
    EXPECT_EQ(helper->drain().at(0).error().retry_after_ms(), 1'000u);
    v1::ClientFrame accept;
    accept.set_client_key("a");
    accept.mutable_accept_offer()->set_offer_id("o");
    helper->send(accept);
    EXPECT_EQ(log.entries.size(), 11u);
}

TEST_P(MutationTest, AtMostSixtyFourWaitForTheirOutcome) {
    auto client = live(FakeShard::kResidentToken);
    for (std::size_t i = 0; i < Session::kMaxWaiting; ++i) {
        clock.steady_ms += 100;
        client->send(submit(std::to_string(i)));
    }
    EXPECT_EQ(log.entries.size(), Session::kMaxWaiting);
    client->drain();
    clock.steady_ms += 100;
    client->send(submit("one too many"));
    EXPECT_EQ(log.entries.size(), Session::kMaxWaiting);
    EXPECT_EQ(client->drain().at(0).error().code(), v1::CODE_RATE_LIMITED);
    shard.answer(log.answer(), "0", v1::CODE_OK);
    client->send(submit("now"));
    EXPECT_EQ(log.entries.size(), Session::kMaxWaiting + 1);
}

TEST_P(MutationTest, OverloadRefusesWithARetryTime) {
    auto client = live(FakeShard::kResidentToken);
    shard.used = .98;
    client->send(submit());
    const auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "error");
    EXPECT_EQ(frames[0].error().code(), v1::CODE_BUSY);
    EXPECT_GT(frames[0].error().retry_after_ms(), 0u);
    EXPECT_TRUE(log.entries.empty());
    shard.used = .91;  // help requests are admitted last
    client->send(submit());
    EXPECT_EQ(log.entries.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Subprotocols, MutationTest, testing::Values(Codec::pb, Codec::json),
                         [](const auto& codec) {
                             return codec.param == Codec::pb ? "pb" : "json";
                         });

}  // namespace
}  // namespace circle::gateway
