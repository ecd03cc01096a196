// Real dispatcher processes on a real Redis: takeover, drain, a stalled owner, planted faults.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <iostream>
#include <memory>

#include "common/keyspace/keys.hpp"
#include "dispatcher/engine/replay.hpp"
#include "tests/integration/engine/process.hpp"
#include "tests/integration/engine/shard_zero.hpp"
#include "tests/support/chaos_proxy.hpp"

namespace circle::test {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// A second where there is a core to run on (the figures are printed); tests share theirs.
constexpr milliseconds kSoon{5'000};

class Dispatchers : public testing::Test {
  protected:
    std::unique_ptr<Process> start(const std::string& name, const std::string& socket = {}) {
        const auto redis = "unix://" + (socket.empty() ? server_.socket_path() : socket);
        auto process = std::make_unique<Process>(
            std::vector<std::string>{DISPATCHER, "--redis", redis, "--name", name},
            server_.directory() / (name + ".log"));
        process->wait_for(name + " at unix:");
        return process;
    }
    std::unique_ptr<Process> start_planted(const std::string& fault, int number) {
        return std::make_unique<Process>(
            std::vector<std::string>{PLANTED, server_.socket_path(), fault},
            server_.directory() / fmt::format("planted-{}.log", number));
    }
    // Configures the estate and waits until an owner has done so.
    void open_estate() {
        EXPECT_EQ(shard_.outcome(shard_.configure(core::testing::small_estate())).code(),
                  v1::CODE_OK);
        for (const auto* volunteer : {"v1", "v2", "v3", "v4"}) {
            shard_.outcome(shard_.set_duty(volunteer, v1::DUTY_ON_DUTY));
        }
    }
    // How long a command that is appended now takes to its outcome.
    milliseconds time_to_outcome() {
        const auto from = Clock::now();
        shard_.outcome(shard_.submit("h1", "no_such_category"));
        return std::chrono::duration_cast<milliseconds>(Clock::now() - from);
    }
    // What comes back for a request of this one line.
    static std::string get(std::uint16_t port, const std::string& line) {
        namespace asio = boost::asio;
        asio::io_context io;
        asio::ip::tcp::socket socket(io);
        socket.connect({asio::ip::address_v4::loopback(), port});
        boost::system::error_code ended;
        asio::write(socket, asio::buffer(line + "\r\n\r\n"), ended);
        std::string answer;
        asio::read(socket, asio::dynamic_buffer(answer), ended);
        return answer;
    }
    // What is stored follows from the journal and the commands, and from nothing else.
    void expect_replayable() {
        const auto kept = shard_.snapshot();
        std::vector<store::LoggedCommand> commands;
        for (const auto& [id, data] : kept.commands) {
            commands.push_back({*keyspace::parse_stream_id(id), data});
        }
        commands.resize(kept.state.commands_applied());
        engine::Replay replay(core::make_machine(), kept.state.incarnation());
        ASSERT_EQ(engine::replay(replay, kept.journal, commands), "");
        EXPECT_EQ(replay.state().SerializeAsString(), kept.state.SerializeAsString());
        EXPECT_EQ(replay.entities(), kept.entities);
        EXPECT_EQ(replay.outcomes(), kept.outcomes);
    }

    RedisServer server_;
    ShardZero shard_{server_};
};

TEST_F(Dispatchers, TakeOverWithinFiveSecondsAfterAKill) {
    auto first = start("first");
    open_estate();
    auto second = start("second");
    shard_.outcome(shard_.submit("h2"));

    first->signal(SIGKILL);
    first->wait();
    const auto took = time_to_outcome();
    std::cout << "takeover after kill -9: " << took.count() << " ms\n";
    RecordProperty("takeover_ms", static_cast<int>(took.count()));
    EXPECT_LE(took, 2 * kSoon);
    EXPECT_EQ(shard_.lease_owner(), "second");
    shard_.history();
    expect_replayable();
}

TEST_F(Dispatchers, HandOverWithinASecondOnDrain) {
    auto first = start("first");
    open_estate();
    auto second = start("second");

    const auto from = Clock::now();
    first->signal(SIGTERM);
    EXPECT_EQ(first->wait(), 0) << first->log();
    const auto ended = std::chrono::duration_cast<milliseconds>(Clock::now() - from);
    time_to_outcome();
    const auto took = std::chrono::duration_cast<milliseconds>(Clock::now() - from);
    std::cout << "drain: process ended after " << ended.count() << " ms, next outcome after "
              << took.count() << " ms\n";
    EXPECT_LE(ended, kSoon);
    EXPECT_LE(took, kSoon);
    EXPECT_EQ(shard_.lease_owner(), "second");
}

TEST_F(Dispatchers, DrainWhileWorkComesLosesNothing) {
    auto first = start("first");
    auto second = start("second");
    open_estate();
    std::vector<std::string> keys;
    for (int i = 0; i < 150; ++i) {
        keys.push_back(
            shard_.submit(fmt::format("h{}", 1 + i % 6), i % 2 ? "water" : "lost_found"));
        if (i == 50) first->signal(SIGTERM);
        if (i == 100) {
            EXPECT_EQ(first->wait(), 0) << first->log();
        }
    }
    for (const auto& key : keys) EXPECT_EQ(shard_.outcome(key).code(), v1::CODE_OK);
    expect_replayable();
}

// The stalled owner wakes with a command in its hands that its successor has applied long ago.
TEST_F(Dispatchers, AStalledOwnerIsFenced) {
    auto first = start("first");
    open_estate();
    auto second = start("second");

    first->signal(SIGSTOP);
    std::vector<std::string> keys;
    for (const auto* household : {"h1", "h2", "h3", "h4"}) keys.push_back(shard_.submit(household));
    for (const auto& key : keys) EXPECT_EQ(shard_.outcome(key).code(), v1::CODE_OK);
    EXPECT_EQ(shard_.lease_owner(), "second");
    first->signal(SIGCONT);
    first->wait_for("shard 0: lost");
    for (const auto* household : {"h5", "h6"}) keys.push_back(shard_.submit(household));
    for (const auto& key : keys) EXPECT_EQ(shard_.outcome(key).code(), v1::CODE_OK);

    // Each command had exactly one outcome, in one commit after the other.
    std::map<std::string, int> outcomes;
    for (const auto& record : shard_.history()) {
        for (const auto& one : record.outcomes()) ++outcomes[one.outcome().command_id()];
    }
    EXPECT_EQ(outcomes.size(), shard_.stream("commands").size());
    for (const auto& [command, count] : outcomes) EXPECT_EQ(count, 1) << command;
    expect_replayable();

    // And it is a good standby again.
    second->signal(SIGKILL);
    second->wait();
    EXPECT_LE(time_to_outcome(), 2 * kSoon);
    EXPECT_EQ(shard_.lease_owner(), "first");
}

TEST_F(Dispatchers, GoOnWhenRedisIsKilled) {
    auto first = start("first");
    open_estate();
    server_.restart();
    EXPECT_EQ(shard_.outcome(shard_.submit("h1")).code(), v1::CODE_OK);
    server_.kill();
    server_.restart();
    EXPECT_EQ(shard_.outcome(shard_.submit("h2")).code(), v1::CODE_OK);
    EXPECT_EQ(shard_.lease_owner(), "first");
    expect_replayable();
}

// Renewals go over another connection than reads: a reader that hears nothing must give up early
// enough for the lease to be prolonged.
TEST_F(Dispatchers, KeepTheirLeaseWhenOnlyTheReaderIsCutOff) {
    ChaosProxy proxy(server_.endpoint());
    auto first = start("first", proxy.endpoint().unix_path);
    open_estate();
    auto second = start("second");
    proxy.arm(Fault::silence, keyspace::shard_key(0, "commands"));
    proxy.wait_until_struck();
    EXPECT_EQ(shard_.outcome(shard_.submit("h1")).code(), v1::CODE_OK);
    EXPECT_EQ(shard_.lease_owner(), "first");
}

TEST_F(Dispatchers, WaitForRedisToCome) {
    server_.kill();
    auto first = start("first");
    first->wait_for("waiting for Redis");
    server_.restart();
    open_estate();
}

TEST_F(Dispatchers, EndWhileRedisIsAway) {
    auto first = start("first");
    open_estate();
    server_.kill();
    first->wait_for(": reading: ");
    const auto from = Clock::now();
    first->signal(SIGTERM);
    first->wait();
    EXPECT_LE(Clock::now() - from, kSoon);
}

TEST_F(Dispatchers, EndWhileRedisHangs) {
    auto first = start("first");
    open_estate();
    server_.pause();
    const auto from = Clock::now();
    first->signal(SIGTERM);
    EXPECT_EQ(first->wait(), 0) << first->log();
    EXPECT_LE(Clock::now() - from, kSoon);
    EXPECT_THAT(first->log(), testing::HasSubstr("lease not given back: no answer"));
    server_.resume();
}

TEST_F(Dispatchers, EndWithACommitThatIsNotAnswered) {
    ChaosProxy proxy(server_.endpoint());
    auto first = start("first", proxy.endpoint().unix_path);
    open_estate();
    proxy.arm(Fault::silence, "_commit");
    const auto in_flight = shard_.submit("h1");
    proxy.wait_until_struck();
    const auto from = Clock::now();
    first->signal(SIGTERM);
    EXPECT_EQ(first->wait(), 0) << first->log();
    EXPECT_LE(Clock::now() - from, kSoon);
    EXPECT_THAT(first->log(), testing::HasSubstr("is left to the next owner"));
    auto second = start("second");
    EXPECT_EQ(shard_.outcome(in_flight).code(), v1::CODE_OK);
    EXPECT_EQ(shard_.outcome(shard_.submit("h2")).code(), v1::CODE_OK);
    expect_replayable();
}

TEST_F(Dispatchers, CountWhatTheyDo) {
    Process process(
        {DISPATCHER, "--redis", "unix://" + server_.socket_path(), "--metrics", "127.0.0.1:0"},
        server_.directory() / "measured.log");
    const std::string before = "metrics on http://127.0.0.1:";
    const auto from = process.wait_for(before);
    const auto port = static_cast<std::uint16_t>(std::stoi(process.log().substr(from)));
    open_estate();
    shard_.append("\xff garbage");
    EXPECT_EQ(shard_.outcome(shard_.submit("h1")).code(), v1::CODE_OK);

    // A commit is counted when its answer has come, a moment after its outcome is seen. The other
    // shards are taken meanwhile.
    std::string page;
    const auto tells = [&](const char* line) { return page.find(line) != std::string::npos; };
    for (const auto end = Clock::now() + milliseconds(60'000); Clock::now() < end;) {
        page = get(port, "GET /metrics HTTP/1.1");
        if (tells("circle_dispatcher_commands_applied_total 7") &&
            tells("circle_dispatcher_shards_owned 16")) {
            break;
        }
    }
    EXPECT_THAT(page, testing::StartsWith("HTTP/1.1 200 OK\r\n"));
    for (const auto* line :
         {"circle_dispatcher_commands_applied_total 7",
          "circle_dispatcher_commands_quarantined_total 1", "circle_dispatcher_shards_owned 16",
          "circle_dispatcher_takeovers_total 16", "circle_dispatcher_late_ticks_total ",
          "circle_dispatcher_silenced_requests_total 0",
          "circle_dispatcher_commit_seconds_bucket{le=\"5\"}",
          "circle_dispatcher_stream_lag_seconds{shard=\"0\"}"}) {
        EXPECT_THAT(page, testing::HasSubstr(std::string("\n") + line));
    }
    EXPECT_THAT(get(port, "GET / HTTP/1.1"), testing::StartsWith("HTTP/1.1 404"));
    EXPECT_THAT(get(port, "POST /metrics HTTP/1.1"), testing::StartsWith("HTTP/1.1 405"));
    EXPECT_EQ(get(port, std::string(100'000, 'x')), "");
}

TEST_F(Dispatchers, SetACommandAsideThatThrows) {
    auto planted = start_planted("throw", 0);
    open_estate();
    const auto before = shard_.submit("h1");
    const auto poison = shard_.submit("planted");
    const auto after = shard_.submit("h2");
    EXPECT_EQ(shard_.outcome(before).code(), v1::CODE_OK);
    EXPECT_EQ(shard_.outcome(poison).code(), v1::CODE_QUARANTINED);
    EXPECT_EQ(shard_.outcome(after).code(), v1::CODE_OK);
    expect_replayable();
}

TEST_F(Dispatchers, SetACommandAsideThatEndsTheProcess) {
    auto first = start_planted("abort", 0);
    open_estate();
    const auto before = shard_.submit("h1");
    const auto poison = shard_.submit("planted");
    const auto after = shard_.submit("h2");
    std::vector<std::unique_ptr<Process>> restarted;
    EXPECT_EQ(first->wait(), -SIGABRT);
    for (int i = 1; i <= 2; ++i) {  // as a supervisor would
        auto next = start_planted("abort", i);
        EXPECT_EQ(next->wait(), -SIGABRT) << next->log();
    }
    auto last = start_planted("abort", 3);
    EXPECT_EQ(shard_.outcome(poison).code(), v1::CODE_QUARANTINED);
    EXPECT_EQ(shard_.outcome(before).code(), v1::CODE_OK);
    EXPECT_EQ(shard_.outcome(after).code(), v1::CODE_OK);
    EXPECT_EQ(shard_.journal().back().core_version(), core::kCoreVersion);
    expect_replayable();
}

// The parser assigns a string before it finds that it is not UTF-8: nothing that is stored may hold
// it, or no reader of the events and no later owner could go on.
TEST_F(Dispatchers, SetACommandAsideWhoseTextIsGarbled) {
    auto first = start("first");
    open_estate();
    v1::Command command;
    *command.mutable_principal() = People::resident("h1-garbled");
    command.set_client_key("garbled");
    command.mutable_submit_request()->set_category("water");
    auto bytes = command.SerializeAsString();
    bytes[bytes.find("h1-garbled") + 2] = '\xff';
    const auto id = shard_.append(bytes);  // its key stands behind what is garbled
    EXPECT_EQ(shard_.outcome(id).code(), v1::CODE_QUARANTINED);
    EXPECT_EQ(shard_.outcome(shard_.submit("h2")).code(), v1::CODE_OK);

    first->signal(SIGTERM);
    EXPECT_EQ(first->wait(), 0) << first->log();
    auto second = start("second");
    EXPECT_EQ(shard_.outcome(shard_.submit("h3")).code(), v1::CODE_OK);
    shard_.history();  // every record parses
    expect_replayable();
}

// As an older version may have left it.
TEST_F(Dispatchers, TakeOverAShardWithAnOutcomeThatDoesNotParse) {
    auto first = start("first");
    open_estate();
    first->signal(SIGTERM);
    first->wait();
    v1::OutcomeRecord record;
    record.mutable_principal()->set_id("garbled");
    record.mutable_outcome()->set_command_id("1-1");
    auto bytes = record.SerializeAsString();
    bytes[bytes.find("garbled")] = '\xff';
    server_.run({"HSET", keyspace::shard_key(0, "outcomes"), "xh/1/?/?", bytes});
    auto second = start("second");
    EXPECT_EQ(shard_.outcome(shard_.submit("h1")).code(), v1::CODE_OK);
    second->wait_for("does not parse; left out");
}

TEST_F(Dispatchers, SetGarbageAside) {
    auto first = start("first");
    open_estate();
    shard_.append("\xff\xfe not a command");
    shard_.append("");
    EXPECT_EQ(shard_.outcome(shard_.submit("h1")).code(), v1::CODE_OK);
    expect_replayable();
}

}  // namespace
}  // namespace circle::test
