// The real gateway, dispatcher and Redis, by both subprotocols.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "tests/integration/gateway/stack.hpp"

namespace circle::test {
namespace {

using gateway::Codec;
using Frame = v1::ServerFrame;

// One stack for all tests of this file: they use people of their own.
class Story : public testing::TestWithParam<Codec> {
  protected:
    static void SetUpTestSuite() {
        if (!stack_) stack_ = std::make_unique<Stack>();
    }
    static Stack& stack() { return *stack_; }
    // Of the half that belongs to this subprotocol.
    static std::string household(int n) {
        return "h" + std::to_string(n + (GetParam() == Codec::pb ? 0 : 4));
    }
    static std::string volunteer(int n) {
        return "v" + std::to_string(n + (GetParam() == Codec::pb ? 0 : 2));
    }
    static std::string key(const std::string& text) {
        return text + (GetParam() == Codec::pb ? "-pb" : "-json");
    }
    std::unique_ptr<WsClient> as(v1::Role role, const std::string& id) {
        return stack().connect(GetParam(), stack().token(role, id));
    }
    static v1::ClientFrame submit(const std::string& category) {
        v1::ClientFrame frame;
        frame.mutable_submit()->set_category(category);
        frame.mutable_submit()->set_note("厨房漏水");
        return frame;
    }
    static v1::ClientFrame duty(v1::Duty duty) {
        v1::ClientFrame frame;
        frame.mutable_set_duty()->set_duty(duty);
        return frame;
    }
    static v1::ClientFrame ping() {
        v1::ClientFrame frame;
        frame.mutable_ping();
        return frame;
    }

    static std::unique_ptr<Stack> stack_;

  public:
    static void end() { stack_.reset(); }
};
std::unique_ptr<Stack> Story::stack_;

class EndOfStory : public testing::Environment {
    void TearDown() override { Story::end(); }
};
const auto* const kEnd = testing::AddGlobalTestEnvironment(new EndOfStory);

TEST_P(Story, TapToDone) {
    auto resident = as(v1::ROLE_RESIDENT, household(1));
    auto helper = as(v1::ROLE_VOLUNTEER, volunteer(1));
    auto board = as(v1::ROLE_COORDINATOR, "station");
    EXPECT_EQ(helper->mutate(duty(v1::DUTY_ON_DUTY), key("duty")).outcome().code(), v1::CODE_OK);

    // The tap: received, then its outcome.
    auto tap = submit("water");
    tap.set_client_key(key("tap"));
    const auto seq = resident->send(tap);
    const Frame received = resident->until(Frame::kReceived);
    EXPECT_EQ(received.reply_to(), seq);
    EXPECT_EQ(received.received().client_key(), key("tap"));
    const Frame outcome = resident->until(Frame::kOutcome);
    EXPECT_EQ(outcome.outcome().code(), v1::CODE_OK);
    EXPECT_EQ(outcome.outcome().command_id(), received.received().command_id());
    const std::string request = outcome.outcome().request_id();
    ASSERT_FALSE(request.empty());

    // The same key again gives the same answer (P3).
    const Frame again = resident->mutate(submit("water"), key("tap"));
    EXPECT_EQ(again.outcome().request_id(), request);
    EXPECT_TRUE(again.outcome().repeat());

    // The offer carries nothing personal (P8).
    const Frame offered =
        helper->until([](const Frame& f) { return f.update().view().offers_size() > 0; });
    const auto offer = offered.update().view().offers(0);
    EXPECT_EQ(offer.building(), "3号楼");
    EXPECT_EQ(offered.Utf8DebugString().find("DOOR-"), std::string::npos);
    v1::ClientFrame show;
    show.mutable_show_offer()->set_offer_id(offer.id());
    EXPECT_EQ(helper->mutate(show, key("show")).outcome().code(), v1::CODE_OK);
    v1::ClientFrame accept;
    accept.mutable_accept_offer()->set_offer_id(offer.id());
    accept.set_client_key(key("accept"));
    helper->send(accept);
    const Frame visit =
        helper->until([](const Frame& f) { return f.update().view().visits_size() > 0; });
    EXPECT_EQ(visit.update().view().visits(0).door(), "DOOR-" + household(1));
    EXPECT_EQ(visit.update().view().visits(0).note(), "厨房漏水");

    // The household sees who comes.
    const Frame coming = resident->until([](const Frame& f) {
        return f.update().view().requests_size() > 0 &&
               f.update().view().requests(0).helpers_size() > 0;
    });
    const auto& helpers = coming.update().view().requests(0).helpers(0);
    EXPECT_EQ(helpers.volunteer_id(), volunteer(1));
    EXPECT_EQ(helpers.phone(), "PHONE-" + volunteer(1));

    for (const auto state : {v1::VISIT_STATE_ARRIVED, v1::VISIT_STATE_DONE}) {
        v1::ClientFrame progress;
        progress.mutable_progress_visit()->set_request_id(request);
        progress.mutable_progress_visit()->set_state(state);
        EXPECT_EQ(helper->mutate(progress, key(v1::VisitState_Name(state))).outcome().code(),
                  v1::CODE_OK);
    }
    board->until([&](const Frame& f) {
        const auto& view = f.update().view();
        return view.requests_size() > 0 && view.requests(0).id() == request &&
               view.requests(0).state() == v1::REQUEST_STATE_RESOLVED;
    });
    v1::ClientFrame timeline;
    timeline.mutable_get_timeline()->set_request_id(request);
    board->send(timeline);
    const Frame facts = board->until(Frame::kTimeline);
    EXPECT_GE(facts.timeline().facts_size(), 6);
    EXPECT_EQ(helper->mutate(duty(v1::DUTY_OFF), key("off")).outcome().code(), v1::CODE_OK);
}

TEST_P(Story, UnknownCategoryIsRefusedByTheCoreUnderTheClientsFieldName) {
    auto resident = as(v1::ROLE_RESIDENT, household(2));
    const Frame answer = resident->mutate(submit("spaceship"), key("bad"));
    EXPECT_EQ(answer.outcome().code(), v1::CODE_INVALID);
    EXPECT_EQ(answer.outcome().field(), "submit.category");
    EXPECT_FALSE(answer.outcome().message().empty());
}

TEST_P(Story, SecondResidentOfAnotherDoorSeesNothing) {
    auto neighbour = as(v1::ROLE_RESIDENT, household(3));
    auto resident = as(v1::ROLE_RESIDENT, household(2));
    const Frame own = resident->mutate(submit("heating"), key("own"));
    const std::string request = own.outcome().request_id();
    v1::ClientFrame cancel;
    cancel.mutable_cancel_request()->set_request_id(request);
    EXPECT_EQ(neighbour->mutate(cancel, key("theirs")).outcome().code(), v1::CODE_NOT_FOUND);
    EXPECT_EQ(resident->mutate(cancel, key("mine")).outcome().code(), v1::CODE_OK);
    // Whatever the neighbour was sent until this pong, it was not about them.
    const auto seq = neighbour->send(ping());
    for (;;) {
        const Frame frame = neighbour->next();
        EXPECT_EQ(frame.Utf8DebugString().find(request), std::string::npos);
        if (frame.reply_to() == seq) break;
    }
}

TEST_P(Story, ResumesWhatItMissed) {
    const std::string token = stack().token(v1::ROLE_COORDINATOR, "station");
    Frame snapshot;
    { auto gone = stack().connect(GetParam(), token, &snapshot); }
    auto resident = as(v1::ROLE_RESIDENT, household(3));
    const Frame tapped = resident->mutate(submit("water"), key("resume"));
    v1::ClientFrame cancel;
    cancel.mutable_cancel_request()->set_request_id(tapped.outcome().request_id());
    resident->mutate(cancel, key("resume-cancel"));

    WsClient::Options options;
    options.codec = GetParam();
    WsClient back(stack().port(), options);
    back.hello(token, snapshot.snapshot().resume());
    const Frame hello = back.next();
    EXPECT_TRUE(hello.hello().resumed());
    std::uint64_t last = snapshot.snapshot().number();
    for (Frame f = back.next(); !f.has_health(); f = back.next()) {
        ASSERT_TRUE(f.has_update());
        EXPECT_EQ(f.update().after(), last);
        for (const auto& fact : f.update().facts()) {
            EXPECT_EQ(fact.number(), ++last);  // a coordinator sees every event (P7)
        }
        EXPECT_EQ(f.update().number(), last);
    }
    EXPECT_GE(last, snapshot.snapshot().number() + 2);
}

TEST_P(Story, FiveHundredMalformedFramesCostOthersNothing) {
    auto vandal = as(v1::ROLE_RESIDENT, household(4));
    auto other = as(v1::ROLE_RESIDENT, household(1));
    const bool binary = GetParam() == Codec::pb;
    std::vector<std::chrono::steady_clock::duration> trips;
    int answered = 0;
    for (int i = 0; i < 500; ++i) {
        // Valid UTF-8 where it is text; never a frame.
        vandal->send_raw(std::string(static_cast<std::size_t>(1 + i % 60), binary ? '\xff' : '{'),
                         binary);
        if (i % 25 != 0) continue;
        const auto begin = std::chrono::steady_clock::now();
        const auto seq = other->send(ping());
        other->until([&](const Frame& f) { return f.reply_to() == seq; });
        trips.push_back(std::chrono::steady_clock::now() - begin);
    }
    for (; answered < 500; ++answered) {
        const Frame frame = vandal->until(Frame::kError);
        ASSERT_EQ(frame.error().code(), v1::CODE_MALFORMED);
    }
    // Half of them: a busy machine may stall one or the other.
    std::sort(trips.begin(), trips.end());
    EXPECT_LT(trips[trips.size() / 2], std::chrono::milliseconds(300));
    vandal->send(ping());
    EXPECT_TRUE(vandal->until(Frame::kPong).has_pong());
}

TEST_P(Story, BadBytesCloseWithTheirCodes) {
    const std::string token = stack().token(v1::ROLE_RESIDENT, household(4));
    const auto fresh = [&] { return stack().connect(GetParam(), token); };

    auto large = fresh();
    large->send_raw(std::string(17'000, ' '), GetParam() == Codec::pb);
    EXPECT_EQ(large->until(Frame::kError).error().code(), v1::CODE_TOO_LARGE);
    EXPECT_EQ(large->wait_closed(), 1009u);

    auto not_utf8 = fresh();
    not_utf8->send_raw("\xff\xfe", false);
    EXPECT_EQ(not_utf8->wait_closed(), 1007u);

    auto wrong_kind = fresh();
    wrong_kind->send_raw("{}", GetParam() != Codec::pb);
    EXPECT_EQ(wrong_kind->until(Frame::kError).error().code(), v1::CODE_MALFORMED);
    wrong_kind->send(ping());
    EXPECT_TRUE(wrong_kind->until(Frame::kPong).has_pong());

    auto unmasked = fresh();
    unmasked->send_bytes(std::string("\x81\x01x", 3));
    EXPECT_EQ(unmasked->wait_closed(), 1002u);
}

TEST_P(Story, SlowReaderIsBoundedAndOthersGoOn) {
    const std::string token = stack().token(v1::ROLE_COORDINATOR, "station");
    WsClient::Options options;
    options.codec = GetParam();
    options.reading = false;
    options.receive_buffer = 4096;
    WsClient slow(stack().port(), options);
    slow.hello(token);
    auto quick = stack().connect(GetParam(), token);
    double queued = 0;
    const double resyncs = stack().metric("circle_gateway_resyncs_total");
    // Each is some 25 KB for every client; kernel buffers and the queue hold a few dozen at most.
    std::uint64_t newest = 0;
    for (int i = 0; stack().metric("circle_gateway_resyncs_total") == resyncs; ++i) {
        ASSERT_LT(i, 1000);
        stack().configure(150, "兴禾花园 " + std::to_string(i));
        newest = quick->until(Frame::kUpdate).update().number();
        queued = std::max(queued, stack().metric("circle_gateway_queued_bytes"));
    }
    stack().configure();
    EXPECT_LT(queued, 1 << 20);
    // It comes back to the truth by itself: a fresh snapshot in place of what was dropped. The last
    // change is in it, or follows it.
    unsigned snapshots = 0;
    slow.until([&](const Frame& f) {
        snapshots += f.has_snapshot();
        const v1::View& view = f.has_snapshot() ? f.snapshot().view() : f.update().view();
        const auto number = f.has_snapshot() ? f.snapshot().number() : f.update().number();
        return number > newest && view.estate().name() == "兴禾花园";
    });
    EXPECT_GE(snapshots, 2u);
    slow.send(ping());
    EXPECT_TRUE(slow.until(Frame::kPong).has_pong());
}

TEST_P(Story, RevokedTokenIsClosed) {
    const std::string token = stack().token(v1::ROLE_RESIDENT, household(2));
    auto client = stack().connect(GetParam(), token);
    stack().revoke(token);
    EXPECT_EQ(client->until(Frame::kError).error().code(), v1::CODE_UNAUTHENTICATED);
    EXPECT_EQ(client->wait_closed(), 4401u);
    WsClient::Options options;
    options.codec = GetParam();
    WsClient again(stack().port(), options);
    again.hello(token);
    EXPECT_EQ(again.next().error().code(), v1::CODE_UNAUTHENTICATED);
}

INSTANTIATE_TEST_SUITE_P(Subprotocols, Story, testing::Values(Codec::pb, Codec::json),
                         [](const auto& codec) {
                             return codec.param == Codec::pb ? "pb" : "json";
                         });

}  // namespace
}  // namespace circle::test
