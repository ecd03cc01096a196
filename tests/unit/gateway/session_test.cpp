// A session's life: hello, resume, order, errors, deadlines, slow readers, drain.
#include "tests/unit/gateway/fake_gateway.hpp"

namespace circle::gateway {
namespace {

using namespace test;

v1::ClientFrame ping() {
    v1::ClientFrame frame;
    frame.mutable_ping();
    return frame;
}

v1::Event position_of(const char* id, std::int64_t at) {
    v1::Event e = event(0, v1::FACT_KIND_POSITION_CHANGED);
    v1::Entity v = volunteer(id);
    v.mutable_volunteer()->set_position_at(at);
    *e.add_images() = v;
    return e;
}

TEST_P(SessionTest, HelloThenSnapshotThenHealth) {
    auto client = connect();
    client->hello(FakeShard::kResidentToken);
    const auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "hello snapshot health");
    EXPECT_EQ(frames[0].reply_to(), 1u);
    EXPECT_EQ(frames[0].hello().server_time(), clock.wall());
    EXPECT_EQ(frames[0].hello().principal().id(), "hA");
    EXPECT_EQ(frames[0].hello().max_frame_bytes(), 16384u);
    EXPECT_FALSE(frames[0].hello().resumed());
    EXPECT_EQ(frames[1].snapshot().number(), 1u);
    EXPECT_EQ(frames[1].snapshot().view().me().door(), "DOOR-hA");
    EXPECT_TRUE(frames[2].health().dispatching());
    EXPECT_EQ(frames[2].health().phone(), "0371-1234");
    EXPECT_EQ(client->connection.was_binary, GetParam() == Codec::pb);
}

TEST_P(SessionTest, CookieOrBearerOfTheUpgradeWillDo) {
    auto client = connect(FakeShard::kHelperToken);
    client->hello("");
    EXPECT_EQ(kinds(client->drain()), "hello snapshot health");
}

TEST_P(SessionTest, WrongSecretsAreToldApartFromNothing) {
    for (const char* bad :
         {"", "rubbish", "xinghe.ZZZZZZZZZZZZZZZZZZZZZQ", "elsewhere.AAAAAAAAAAAAAAAAAAAAAA"}) {
        auto client = connect();
        client->hello(bad);
        pass(1'000);
        const auto frames = client->drain();
        ASSERT_EQ(kinds(frames), "error") << bad;
        EXPECT_EQ(frames[0].error().code(), v1::CODE_UNAUTHENTICATED);
        EXPECT_EQ(client->connection.closed, CloseCode::unauthenticated);
        client->session->on_closed();
    }
    EXPECT_EQ(hub.sessions(), 0u);
}

TEST_P(SessionTest, CredentialOpenedElsewhereAMomentAgoIsWaitedFor) {
    const std::string fresh = "xinghe.EEEEEEEEEEEEEEEEEEEEEA";
    auto client = connect();
    client->hello(fresh);
    pass(250);
    EXPECT_EQ(kinds(client->drain()), "");
    v1::Event e = event(0, v1::FACT_KIND_CREDENTIAL_OPENED);
    *e.add_images() = credential(ids::sha256_hex(fresh), v1::CREDENTIAL_KIND_SESSION,
                                 principal(v1::ROLE_RESIDENT, "hA"));
    shard.commit({e});
    pass(250);
    EXPECT_EQ(kinds(client->drain()), "hello snapshot health");
}

TEST_P(SessionTest, FirstFrameMustBeHelloAndSeqMustGrow) {
    auto client = connect();
    client->send(ping());
    auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "error");
    EXPECT_EQ(frames[0].error().code(), v1::CODE_OUT_OF_ORDER);
    EXPECT_EQ(frames[0].error().field(), "hello");
    EXPECT_FALSE(client->connection.closed);

    client->hello(FakeShard::kResidentToken);
    client->drain();
    client->hello(FakeShard::kResidentToken);
    frames = client->drain();
    ASSERT_EQ(kinds(frames), "error");
    EXPECT_EQ(frames[0].error().code(), v1::CODE_OUT_OF_ORDER);

    v1::ClientFrame old = ping();
    old.set_seq(client->seq);
    client->send(old);
    frames = client->drain();
    ASSERT_EQ(kinds(frames), "error");
    EXPECT_EQ(frames[0].error().field(), "seq");
    client->send(ping());
    EXPECT_EQ(kinds(client->drain()), "pong");
}

TEST_P(SessionTest, BadFramesGetATypedErrorAndTheConnectionStays) {
    auto client = live(FakeShard::kResidentToken);
    auto neighbour = live(FakeShard::kNeighbourToken);
    client->raw("\xff\xff not a frame");
    client->session->on_message("{}", GetParam() != Codec::pb);  // the other kind of message
    auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "error error");
    for (const auto& frame : frames) {
        EXPECT_EQ(frame.error().code(), v1::CODE_MALFORMED);
        EXPECT_FALSE(frame.error().message().empty());
    }
    v1::ClientFrame nothing;
    client->send(nothing);
    frames = client->drain();
    EXPECT_EQ(frames.at(0).error().code(), v1::CODE_UNSUPPORTED);

    v1::ClientFrame wrong_role;
    wrong_role.set_client_key("k");
    wrong_role.mutable_set_duty()->set_duty(v1::DUTY_OFF);
    client->send(wrong_role);
    frames = client->drain();
    EXPECT_EQ(frames.at(0).error().code(), v1::CODE_FORBIDDEN);
    EXPECT_EQ(frames.at(0).reply_to(), client->seq);

    v1::ClientFrame no_category;
    no_category.set_client_key("k");
    no_category.mutable_submit();
    client->send(no_category);
    frames = client->drain();
    EXPECT_EQ(frames.at(0).error().code(), v1::CODE_INVALID);
    EXPECT_EQ(frames.at(0).error().field(), "submit.category");
    EXPECT_EQ(frames.at(0).error().client_key(), "k");

    EXPECT_FALSE(client->connection.closed);
    EXPECT_TRUE(log.entries.empty());
    EXPECT_EQ(kinds(neighbour->drain()), "");
}

TEST_P(SessionTest, FiveHundredBadFramesAreAnsweredOneByOneAndThrottled) {
    auto client = live(FakeShard::kResidentToken);
    std::size_t answered = 0;
    for (int i = 0; i < 500; ++i) {
        while (client->connection.paused) pass(250);
        client->raw(std::string(1 + std::size_t(i) % 40, char(0x80 + i % 100)));
        for (const auto& frame : client->drain()) {
            answered += frame.has_error() && frame.error().code() == v1::CODE_MALFORMED;
        }
    }
    EXPECT_EQ(answered, 500u);
    EXPECT_GT(stats.throttled, 0u);
    EXPECT_FALSE(client->connection.closed);
    while (client->connection.paused) pass(250);
    client->send(ping());
    EXPECT_EQ(kinds(client->drain()), "pong");
}

TEST_P(SessionTest, TooLargeIsToldAndClosed) {
    auto client = live(FakeShard::kResidentToken);
    client->session->on_too_large();
    const auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "error");
    EXPECT_EQ(frames[0].error().code(), v1::CODE_TOO_LARGE);
    EXPECT_EQ(client->connection.closed, CloseCode::too_large);
}

TEST_P(SessionTest, UpdatesChainByTheirNumbers) {
    auto board = live(FakeShard::kBoardToken);
    auto helper = live(FakeShard::kHelperToken);
    shard.commit({position_of("v2", 1)});  // number 2: not for v1
    shard.commit({position_of("v1", 1), position_of("v2", 2)});
    const auto seen = board->drain();
    ASSERT_EQ(kinds(seen), "update update") << "one for each commit";
    EXPECT_EQ(seen[0].update().after(), 1u);
    EXPECT_EQ(seen[0].update().number(), 2u);
    EXPECT_EQ(seen[1].update().after(), 2u);
    EXPECT_EQ(seen[1].update().number(), 4u);
    ASSERT_EQ(seen[1].update().facts_size(), 2);
    EXPECT_EQ(seen[1].update().facts(0).number(), 3u);
    EXPECT_EQ(seen[1].update().facts(1).number(), 4u);
    EXPECT_EQ(seen[1].update().view().volunteers_size(), 2);
    const auto own = helper->drain();
    ASSERT_EQ(kinds(own), "update");
    EXPECT_EQ(own[0].update().after(), 1u);
    EXPECT_EQ(own[0].update().number(), 4u);
    EXPECT_EQ(own[0].update().facts_size(), 0);
}

v1::Event duty_of(const char* id, v1::Duty duty) {
    v1::Event e = event(0, v1::FACT_KIND_DUTY_CHANGED);
    e.mutable_fact()->add_volunteer_ids(id);
    *e.add_images() = volunteer(id, duty);
    return e;
}

TEST_P(SessionTest, EverybodyHearsNowAndThenWhoIsOnDuty) {
    auto home = live(FakeShard::kResidentToken);
    auto helper = live(FakeShard::kHelperToken);
    auto board = live(FakeShard::kBoardToken);
    shard.commit({duty_of("v1", v1::DUTY_OFF)});
    auto heard = home->drain();
    ASSERT_EQ(kinds(heard), "update") << "the first one at once";
    EXPECT_EQ(heard[0].update().view().cover().on_duty(), 1u);
    helper->drain();
    board->drain();

    shard.commit({duty_of("v2", v1::DUTY_OFF)});
    shard.commit({duty_of("v1", v1::DUTY_ON_DUTY)});
    EXPECT_EQ(kinds(home->drain()), "");
    EXPECT_EQ(kinds(helper->drain()), "update") << "their own duty";
    EXPECT_EQ(kinds(board->drain()), "update update");
    clock.steady_ms += 499;
    hub.tick();
    EXPECT_EQ(kinds(home->drain()), "");
    clock.steady_ms += 1;
    hub.tick();
    heard = home->drain();
    ASSERT_EQ(kinds(heard), "update");
    EXPECT_EQ(heard[0].update().view().cover().on_duty(), 1u);
    EXPECT_EQ(heard[0].update().after(), 2u);
    EXPECT_EQ(heard[0].update().number(), 4u);
    EXPECT_EQ(kinds(helper->drain()), "") << "told with their own duty";
    EXPECT_EQ(kinds(board->drain()), "");
    hub.tick();
    EXPECT_EQ(kinds(home->drain()), "");

    shard.commit({duty_of("v2", v1::DUTY_ON_DUTY)});
    EXPECT_EQ(kinds(home->drain()), "");
    home->send(ping());
    EXPECT_EQ(kinds(home->drain()), "update pong");
}

TEST_P(SessionTest, CoordinatorsShareOnePayload) {
    auto a = live(FakeShard::kBoardToken);
    auto b = live(FakeShard::kBoardToken);
    shard.commit({position_of("v1", 1)});
    ASSERT_EQ(a->connection.payloads.size(), 1u);
    ASSERT_EQ(b->connection.payloads.size(), 1u);
    EXPECT_EQ(a->connection.payloads[0].get(), b->connection.payloads[0].get());
}

TEST_P(SessionTest, ResumesWithExactlyWhatWasMissed) {
    auto before = live(FakeShard::kBoardToken);
    shard.commit({position_of("v1", 1)});
    const auto seen = before->drain();
    const std::string token = seen.at(0).update().resume();
    before->session->on_closed();
    shard.commit({position_of("v1", 2), position_of("v1", 3)});
    shard.commit({position_of("v2", 3)});

    auto after = connect();
    after->hello(FakeShard::kBoardToken, token);
    const auto frames = after->drain();
    ASSERT_EQ(kinds(frames), "hello update update health");
    EXPECT_TRUE(frames[0].hello().resumed());
    EXPECT_EQ(frames[1].update().after(), 2u);
    EXPECT_EQ(frames[1].update().number(), 4u);
    EXPECT_EQ(frames[1].update().facts_size(), 2);
    EXPECT_EQ(frames[2].update().after(), 4u);
    EXPECT_EQ(frames[2].update().number(), 5u);

    auto stranger = connect();
    stranger->hello(FakeShard::kBoardToken, "no-such-token");
    EXPECT_EQ(kinds(stranger->drain()), "hello snapshot health");
    // The device is somebody else's now: what its page holds is not theirs.
    auto next_owner = connect();
    next_owner->hello(FakeShard::kResidentToken, token);
    EXPECT_EQ(kinds(next_owner->drain()), "hello snapshot health");
}

TEST_P(SessionTest, ReloadedModelMeansAFreshSnapshot) {
    auto client = live(FakeShard::kResidentToken);
    shard.load(40);
    hub.on_reloaded(3);
    const auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "snapshot health");
    EXPECT_EQ(frames[0].snapshot().number(), 40u);
}

TEST_P(SessionTest, RevokedCredentialClosesItsSession) {
    auto client = live(FakeShard::kResidentToken);
    auto neighbour = live(FakeShard::kNeighbourToken);
    v1::Event e = event(0, v1::FACT_KIND_CREDENTIAL_REVOKED);
    v1::Entity c = credential(ids::sha256_hex(FakeShard::kResidentToken),
                              v1::CREDENTIAL_KIND_BEARER, principal(v1::ROLE_RESIDENT, "hA"));
    c.mutable_credential()->set_revoked_at(kNow);
    *e.add_images() = c;
    shard.commit({e});
    const auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "error");
    EXPECT_EQ(frames[0].error().code(), v1::CODE_UNAUTHENTICATED);
    EXPECT_EQ(client->connection.closed, CloseCode::unauthenticated);
    EXPECT_FALSE(neighbour->connection.closed);
}

TEST_P(SessionTest, WhoIsNotConcernedByARevocationIsNotAsked) {
    auto bound = [&](const char* token, const char* id, const char* card) {
        v1::Event e = event(0, v1::FACT_KIND_CREDENTIAL_OPENED);
        v1::Entity c = credential(ids::sha256_hex(token), v1::CREDENTIAL_KIND_SESSION,
                                  principal(v1::ROLE_RESIDENT, id));
        c.mutable_credential()->set_opened_with(card);
        *e.add_images() = c;
        v1::Entity with =
            credential(card, v1::CREDENTIAL_KIND_CARD, principal(v1::ROLE_RESIDENT, id));
        *e.add_images() = with;
        shard.commit({e});
        return live(token);
    };
    auto first = bound("xinghe.EEEEEEEEEEEEEEEEEEEEEA", "hA", "card of hA");
    auto other = bound("xinghe.FFFFFFFFFFFFFFFFFFFFFA", "hB", "card of hB");
    v1::Event e = event(0, v1::FACT_KIND_CREDENTIAL_REVOKED);
    v1::Entity card =
        credential("card of hA", v1::CREDENTIAL_KIND_CARD, principal(v1::ROLE_RESIDENT, "hA"));
    card.mutable_credential()->set_revoked_at(kNow);
    *e.add_images() = card;
    shard.commit({e});
    first->drain();
    EXPECT_EQ(first->connection.closed, CloseCode::unauthenticated);
    EXPECT_FALSE(other->connection.closed);
    first->session->on_closed();
    shard.commit({e});  // nobody is left whom it concerns
}

TEST_P(SessionTest, ALiveSessionEndsWhenItsCredentialExpires) {
    const std::string brief = "xinghe.EEEEEEEEEEEEEEEEEEEEEA";
    v1::Event e = event(0, v1::FACT_KIND_CREDENTIAL_OPENED);
    v1::Entity c = credential(ids::sha256_hex(brief), v1::CREDENTIAL_KIND_SESSION,
                              principal(v1::ROLE_RESIDENT, "hA"));
    c.mutable_credential()->set_expires_at(clock.wall() + 10'000);
    *e.add_images() = c;
    shard.commit({e});
    auto client = live(brief);
    pass(9'750);
    EXPECT_FALSE(client->connection.closed);
    pass(250);
    EXPECT_EQ(client->drain().at(0).error().code(), v1::CODE_UNAUTHENTICATED);
    EXPECT_EQ(client->connection.closed, CloseCode::unauthenticated);
}

TEST_P(SessionTest, OnePersonsOldestConnectionMakesRoom) {
    auto neighbour = live(FakeShard::kNeighbourToken);
    std::vector<std::unique_ptr<Client>> pages;
    for (std::size_t i = 0; i < Hub::kMaxSocketsOfOne; ++i) {
        pages.push_back(live(FakeShard::kResidentToken));
    }
    for (const auto& page : pages) EXPECT_FALSE(page->connection.closed);
    pages.push_back(live(FakeShard::kResidentToken));
    EXPECT_EQ(pages[0]->connection.closed, CloseCode::policy);
    pages.push_back(live(FakeShard::kResidentToken));  // the first is not gone yet, but counts not
    EXPECT_EQ(pages[1]->connection.closed, CloseCode::policy);
    for (std::size_t i = 2; i < pages.size(); ++i) EXPECT_FALSE(pages[i]->connection.closed) << i;
    EXPECT_FALSE(neighbour->connection.closed);
}

TEST_P(SessionTest, AddressIsCrowdedByThoseWhoDoNotSignIn) {
    std::vector<std::shared_ptr<Session>> strangers;
    for (std::size_t i = 0; i < Hub::kMaxStrangers; ++i) {
        EXPECT_FALSE(hub.crowded_by("192.0.2.1"));
        strangers.push_back(hub.open({GetParam(), {}, {}, "192.0.2.1"}));
    }
    EXPECT_TRUE(hub.crowded_by("192.0.2.1"));
    EXPECT_FALSE(hub.crowded_by("192.0.2.2"));
    strangers[0]->on_closed();
    EXPECT_FALSE(hub.crowded_by("192.0.2.1"));
    for (std::size_t i = 1; i < strangers.size(); ++i) strangers[i]->on_closed();

    std::vector<std::unique_ptr<Client>> known;
    for (std::size_t i = 0; i < 2 * Hub::kMaxStrangers; ++i) {
        known.push_back(std::make_unique<Client>(hub, GetParam(), std::string(), "192.0.2.1"));
        known.back()->hello(i % 2 ? FakeShard::kResidentToken : FakeShard::kHelperToken);
    }
    EXPECT_FALSE(hub.crowded_by("192.0.2.1"));
}

TEST_P(SessionTest, ControlFramesAreLimited) {
    auto client = live(FakeShard::kResidentToken);
    for (int i = 0; i < 500; ++i) client->session->on_control();
    EXPECT_FALSE(client->connection.closed);
    client->session->on_control();
    EXPECT_EQ(client->connection.closed, CloseCode::policy);
}

TEST_P(SessionTest, DeadlinesCloseWhoSaysNothing) {
    auto mute = connect();
    pass(10'250);
    mute->drain();
    EXPECT_EQ(mute->connection.closed, CloseCode::policy);

    auto idle = live(FakeShard::kResidentToken);
    pass(59'000);
    EXPECT_FALSE(idle->connection.closed);
    EXPECT_EQ(idle->connection.pings, 2);
    pass(1'500);
    EXPECT_EQ(idle->connection.closed, CloseCode::policy);

    auto answers_pings = live(FakeShard::kResidentToken);
    for (int i = 0; i < 10; ++i) {
        pass(30'000);
        answers_pings->session->on_control();
    }
    EXPECT_FALSE(answers_pings->connection.closed);

    auto drips = live(FakeShard::kNeighbourToken);
    for (int i = 0; i < 11; ++i) {
        drips->session->on_partial();
        pass(1'000);
    }
    EXPECT_EQ(drips->connection.closed, CloseCode::policy);
}

TEST_P(SessionTest, NoEstateInTimeIsUnavailable) {
    shard.hold = true;
    auto client = connect();
    client->hello(FakeShard::kResidentToken);
    EXPECT_TRUE(client->connection.paused);  // nothing more is read meanwhile
    pass(10'500);
    const auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "error");
    EXPECT_EQ(frames[0].error().code(), v1::CODE_UNAVAILABLE);
    EXPECT_EQ(client->connection.closed, CloseCode::try_again);
    shard.held.at(0)({ShardSource::Status::ready, &shard});  // too late
    EXPECT_EQ(kinds(client->drain()), "");
}

// P11: bounded, then resynchronised, and nobody else is delayed.
TEST_P(SessionTest, SlowReaderIsBoundedThenResynchronised) {
    auto slow = live(FakeShard::kBoardToken);
    auto quick = live(FakeShard::kBoardToken);
    std::uint64_t told = 0;
    std::size_t most = 0;
    for (int i = 0; i < 3000; ++i) {
        shard.commit({position_of("v1", i)});
        most = std::max(most, slow->session->queued_bytes());
        told += quick->drain().size();
        slow->connection.payloads.clear();
    }
    EXPECT_EQ(told, 3000u);
    EXPECT_LE(most, Outbox::kMaxBytes + 16 * 1024);
    const auto frames = slow->drain();
    ASSERT_EQ(kinds(frames), "snapshot health");
    EXPECT_EQ(frames[0].snapshot().number(), 3001u);
    EXPECT_GT(stats.resyncs, 0u);
    shard.commit({position_of("v1", 1)});
    const auto next = slow->drain();
    ASSERT_EQ(kinds(next), "update");
    EXPECT_EQ(next[0].update().after(), 3001u);
}

TEST(OutboxTest, IsBoundedByBytesAndByCount) {
    const auto of = [](std::size_t size) { return std::make_shared<const std::string>(size, 'x'); };
    Outbox bytes;
    bytes.push(of(Outbox::kMaxBytes / 2), Outbox::Kind::update);
    EXPECT_FALSE(bytes.crowded());
    bytes.push(of(1), Outbox::Kind::reply);
    EXPECT_TRUE(bytes.crowded());
    EXPECT_FALSE(bytes.over());
    bytes.push(of(Outbox::kMaxBytes / 2), Outbox::Kind::update);
    EXPECT_TRUE(bytes.over());
    EXPECT_EQ(bytes.drop_updates(), 2u);
    EXPECT_EQ(bytes.bytes(), 1u);
    EXPECT_FALSE(bytes.crowded());
    Outbox count;
    for (std::size_t i = 0; i < Outbox::kMaxCount; ++i) count.push(of(1), Outbox::Kind::update);
    EXPECT_FALSE(count.over());
    count.push(of(1), Outbox::Kind::update);
    EXPECT_TRUE(count.over());
}

TEST_P(SessionTest, StuckReaderIsClosed) {
    auto stuck = live(FakeShard::kBoardToken);
    shard.commit({position_of("v1", 1)});
    ASSERT_TRUE(stuck->connection.writing);
    pass(10'000);
    EXPECT_FALSE(stuck->connection.closed);
    pass(1'000);
    EXPECT_EQ(stuck->connection.closed, CloseCode::try_again);
}

TEST_P(SessionTest, WhoAsksWithoutReadingIsNotReadAnyMore) {
    auto client = live(FakeShard::kBoardToken);
    int asked = 0;
    while (!client->connection.paused && asked < 10'000) {
        client->send(ping());
        clock.steady_ms += 10;  // within the rate
        ++asked;
    }
    EXPECT_TRUE(client->connection.paused);
    EXPECT_LE(client->session->queued_bytes(), Outbox::kMaxBytes);
    client->drain();
    EXPECT_FALSE(client->connection.paused);
}

TEST_P(SessionTest, HealthIsToldOnChange) {
    auto client = live(FakeShard::kResidentToken);
    shard.alive = false;
    pass(250);
    auto frames = client->drain();
    ASSERT_EQ(kinds(frames), "health");
    EXPECT_FALSE(frames[0].health().dispatching());
    pass(1'000);
    EXPECT_EQ(kinds(client->drain()), "");
    shard.alive = true;
    pass(250);
    frames = client->drain();
    ASSERT_EQ(kinds(frames), "health");
    EXPECT_TRUE(frames[0].health().dispatching());
}

TEST_P(SessionTest, TimelineIsForTheBoard) {
    auto board = live(FakeShard::kBoardToken);
    v1::Event e = event(0, v1::FACT_KIND_REQUEST_SUBMITTED, kNow, "r1");
    *e.add_images() = request("r1", "hA");
    shard.commit({e});
    board->drain();
    v1::ClientFrame ask;
    ask.mutable_get_timeline()->set_request_id("r1");
    board->send(ask);
    auto frames = board->drain();
    ASSERT_EQ(kinds(frames), "timeline");
    EXPECT_EQ(frames[0].reply_to(), board->seq);
    EXPECT_EQ(frames[0].timeline().facts_size(), 1);
    ask.mutable_get_timeline()->set_request_id("r9");
    board->send(ask);
    frames = board->drain();
    EXPECT_EQ(frames.at(0).error().code(), v1::CODE_NOT_FOUND);
}

// P12
TEST_P(SessionTest, DrainTellsFinishesAndCloses) {
    auto waiting = live(FakeShard::kResidentToken);
    auto idle = live(FakeShard::kNeighbourToken);
    v1::ClientFrame submit;
    submit.set_client_key("k1");
    submit.mutable_submit()->set_category("water");
    waiting->send(submit);
    hub.drain();
    for (auto* client : {waiting.get(), idle.get()}) {
        const auto frames = client->drain();
        ASSERT_EQ(kinds(frames), "going_away");
        EXPECT_GT(frames[0].going_away().reconnect_after_ms(), 0u);
    }
    pass(250);
    EXPECT_EQ(idle->connection.closed, CloseCode::restart);
    EXPECT_FALSE(waiting->connection.closed);
    submit.set_client_key("k2");
    waiting->send(submit);
    EXPECT_EQ(waiting->drain().at(0).error().code(), v1::CODE_UNAVAILABLE);

    shard.answer(log.answer(), "k1", v1::CODE_OK);
    EXPECT_EQ(kinds(waiting->drain()), "received outcome");
    pass(250);
    EXPECT_EQ(waiting->connection.closed, CloseCode::restart);
    waiting->session->on_closed();
    idle->session->on_closed();
    EXPECT_TRUE(hub.drained());
}

TEST_P(SessionTest, DrainDoesNotWaitForEver) {
    auto client = live(FakeShard::kResidentToken);
    v1::ClientFrame submit;
    submit.set_client_key("k1");
    submit.mutable_submit()->set_category("water");
    client->send(submit);
    hub.drain();
    client->drain();
    pass(3'750);
    EXPECT_FALSE(client->connection.closed);
    pass(500);
    EXPECT_EQ(client->connection.closed, CloseCode::restart);
}

INSTANTIATE_TEST_SUITE_P(Subprotocols, SessionTest, testing::Values(Codec::pb, Codec::json),
                         [](const auto& codec) {
                             return codec.param == Codec::pb ? "pb" : "json";
                         });

}  // namespace
}  // namespace circle::gateway
