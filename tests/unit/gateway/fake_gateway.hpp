// A hub on fakes: a recorded connection, a log that the test answers, a shard that it writes.
#pragma once

#include <circle/v1/client.pb.h>
#include <circle/v1/storage.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "common/ids/secret.hpp"
#include "gateway/ws/hub.hpp"
#include "tests/unit/gateway/sample_estate.hpp"

namespace circle::gateway::test {

struct FakeClock : Clock {
    std::int64_t steady() const override { return steady_ms; }
    std::int64_t wall() const override { return kNow + steady_ms; }
    std::int64_t steady_ms = 1'000'000;
};

// Writes end when the test says so; by default at once, on the next pump.
struct FakeConnection : Connection {
    void write(std::span<const Payload> messages, bool binary) override {
        EXPECT_FALSE(writing) << "two writes at a time";
        writing = true;
        was_binary = binary;
        payloads.insert(payloads.end(), messages.begin(), messages.end());
    }
    void ping() override { ++pings; }
    void pause_reading() override { paused = true; }
    void resume_reading() override { paused = false; }
    void close(CloseCode code, std::string) override {
        EXPECT_FALSE(closed) << "closed twice";
        closed = code;
    }
    std::vector<Payload> payloads;
    std::optional<CloseCode> closed;
    bool writing = false;
    bool was_binary = false;
    bool paused = false;
    int pings = 0;
};

struct FakeLog : keyspace::CommandLog {
    struct Entry {
        unsigned shard;
        v1::Command command;
        Handler handler;
    };
    void append(unsigned shard, std::string command, Handler handler) override {
        Entry entry{shard, {}, std::move(handler)};
        EXPECT_TRUE(entry.command.ParseFromString(command));
        entries.push_back(std::move(entry));
    }
    // Answers the oldest that has no answer; returns the command's id.
    std::string answer(keyspace::AppendStatus status = keyspace::AppendStatus::durable) {
        Entry& entry = entries.at(answered++);
        const keyspace::StreamId id{kNow + std::int64_t(answered), 0};
        entry.handler({status, id, {}});
        return keyspace::to_string(id);
    }
    std::vector<Entry> entries;
    std::size_t answered = 0;
};

// Shard 3 with the estate "xinghe".
class FakeShard : public ShardHandle, public ShardSource, public ShardObserver {
  public:
    FakeShard() { load(1); }

    unsigned shard() const override { return 3; }
    const ShardModel* model() const override { return model_.get(); }
    bool dispatching() const override { return alive; }

    void open(const std::string& estate, Handler handler) override {
        if (hold) {
            held.push_back(std::move(handler));
        } else if (estate == "xinghe") {
            handler({Status::ready, this});
        } else {
            handler({Status::unknown_estate, nullptr});
        }
    }

    void on_events(const EstateFeed& feed, Entries entries) override {
        hub->on_events(*model_, feed, entries);
    }
    void on_outcome(const v1::OutcomeRecord& record) override { hub->on_outcome(3, record); }

    // One commit with these events, numbered by the estate's order.
    void commit(std::vector<v1::Event> events, std::vector<v1::OutcomeRecord> outcomes = {}) {
        v1::CommitRecord record;
        record.set_previous(version_);
        record.set_version(++version_);
        for (auto& e : events) {
            e.set_number(++number_);
            for (auto& image : *e.mutable_images()) image.set_version(number_);
            *record.add_events() = e;
        }
        for (auto& o : outcomes) *record.add_outcomes() = o;
        ASSERT_EQ(model_->apply({std::int64_t(version_), 0}, record.SerializeAsString(), *this),
                  ShardModel::Applied::ok);
    }

    void answer(const std::string& command_id, const std::string& client_key, v1::Code code) {
        v1::OutcomeRecord record;
        record.mutable_outcome()->set_command_id(command_id);
        record.mutable_outcome()->set_client_key(client_key);
        record.mutable_outcome()->set_code(code);
        commit({}, {record});
    }

    // A new model, as after a gap.
    void load(std::uint64_t number) {
        number_ = number;
        model_ = std::make_unique<ShardModel>(3, "inc");
        v1::ShardState state;
        state.set_incarnation("inc");
        auto& counter = *state.add_counters();
        counter.set_estate("xinghe");
        counter.set_last_event(number);
        EXPECT_TRUE(model_->begin({std::int64_t(version_), 0}, state.SerializeAsString()));
        const auto put = [&](v1::Entity e) {
            EXPECT_TRUE(model_->add_entity(e.SerializeAsString()));
        };
        put(estate_config());
        for (const char* id : {"hA", "hB"}) put(household(id));
        for (const char* id : {"v1", "v2"}) put(volunteer(id));
        const auto token = [&](const char* text, v1::Role role, const char* id) {
            put(credential(ids::sha256_hex(text), v1::CREDENTIAL_KIND_BEARER, principal(role, id)));
        };
        token(kResidentToken, v1::ROLE_RESIDENT, "hA");
        token(kNeighbourToken, v1::ROLE_RESIDENT, "hB");
        token(kHelperToken, v1::ROLE_VOLUNTEER, "v1");
        token(kBoardToken, v1::ROLE_COORDINATOR, "station");
    }

    static constexpr const char* kResidentToken = "xinghe.AAAAAAAAAAAAAAAAAAAAAA";
    static constexpr const char* kNeighbourToken = "xinghe.BBBBBBBBBBBBBBBBBBBBBA";
    static constexpr const char* kHelperToken = "xinghe.CCCCCCCCCCCCCCCCCCCCCA";
    static constexpr const char* kBoardToken = "xinghe.DDDDDDDDDDDDDDDDDDDDDA";

    bool store_answers() const override { return true; }
    double memory() const override { return used; }

    Hub* hub = nullptr;
    double used = 0;
    bool alive = true;
    bool hold = false;
    std::vector<Handler> held;

  private:
    std::unique_ptr<ShardModel> model_;
    std::uint64_t version_ = 1;
    std::uint64_t number_ = 1;
};

// One client: its session, its connection, and what it has been sent.
class Client {
  public:
    Client(Hub& hub, Codec codec, const std::string& secret = {}, const std::string& remote = {})
        : codec_(codec), session(hub.open({codec, secret, "trace", remote})) {
        session->on_open(connection);
    }

    void send(v1::ClientFrame frame) {
        if (frame.seq() == 0) frame.set_seq(++seq);
        std::string bytes;
        if (codec_ == Codec::pb) {
            bytes = frame.SerializeAsString();
        } else {
            EXPECT_TRUE(google::protobuf::util::MessageToJsonString(frame, &bytes).ok());
        }
        raw(bytes);
    }
    void raw(const std::string& bytes) { session->on_message(bytes, codec_ == Codec::pb); }

    void hello(const std::string& token, const std::string& resume = {}) {
        v1::ClientFrame frame;
        frame.mutable_hello()->set_token(token);
        frame.mutable_hello()->set_resume(resume);
        frame.mutable_hello()->set_lang("en");
        send(frame);
    }

    // Lets every write end; returns what was sent since the last call.
    std::vector<v1::ServerFrame> drain() {
        while (connection.writing) {
            connection.writing = false;
            session->on_written();
        }
        return take();
    }
    // What has been handed to the connection so far, without letting writes end.
    std::vector<v1::ServerFrame> take() {
        std::vector<v1::ServerFrame> frames;
        for (const auto& payload : connection.payloads) {
            v1::ServerFrame frame;
            if (codec_ == Codec::pb) {
                EXPECT_TRUE(frame.ParseFromString(*payload));
            } else {
                EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(*payload, &frame).ok());
            }
            frames.push_back(std::move(frame));
        }
        connection.payloads.clear();
        return frames;
    }

    FakeConnection connection;
    std::uint32_t seq = 0;

  private:
    Codec codec_;

  public:
    std::shared_ptr<Session> session;
};

// Kinds of frames in order, "hello snapshot health": easy to compare.
inline std::string kinds(const std::vector<v1::ServerFrame>& frames) {
    std::string text;
    for (const auto& frame : frames) {
        const auto* field = v1::ServerFrame::descriptor()->FindFieldByNumber(frame.body_case());
        if (!text.empty()) text += ' ';
        text += field ? field->name() : "nothing";
    }
    return text;
}

// Every session test runs over both subprotocols.
class SessionTest : public testing::TestWithParam<Codec> {
  protected:
    SessionTest() : hub(shard, log, sealer(), clock, stats) { shard.hub = &hub; }

    std::unique_ptr<Client> connect(const std::string& secret = {}) {
        return std::make_unique<Client>(hub, GetParam(), secret);
    }
    // Live, with its snapshot taken.
    std::unique_ptr<Client> live(const std::string& token) {
        auto client = connect();
        client->hello(token);
        EXPECT_EQ(kinds(client->drain()), "hello snapshot health");
        return client;
    }
    void pass(std::int64_t ms) {
        for (std::int64_t done = 0; done < ms; done += 250) {
            clock.steady_ms += std::min<std::int64_t>(250, ms - done);
            hub.tick();
        }
    }

    FakeClock clock;
    FakeLog log;
    FakeShard shard;
    Stats stats;
    Hub hub;
};

}  // namespace circle::gateway::test
