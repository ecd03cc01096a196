// Conformance: commands are read in order and none is skipped; events are followed.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>

#include "tests/integration/store/conformance.hpp"

namespace circle::test {
namespace {

using keyspace::StreamId;
using std::chrono::milliseconds;
using store::ReadStatus;

constexpr milliseconds kLong{120'000};  // longer than any test may take

class Reads : public Conformance {
  protected:
    std::vector<std::string> data(const store::ReadReply& reply) {
        std::vector<std::string> all;
        for (const auto& command : reply.commands) all.push_back(command.data);
        return all;
    }
    // Runs `action` when the store's read is under way.
    void soon(std::function<void()> action) {
        timer_.expires_after(milliseconds(30));
        timer_.async_wait([action = std::move(action)](auto) { action(); });
    }

    boost::asio::steady_timer timer_{io_};
};

TEST_P(Reads, OfAnEmptyStreamFindNothing) {
    const auto reply = read({}, 0);
    EXPECT_EQ(reply.status, ReadStatus::ok) << reply.error;
    EXPECT_TRUE(reply.commands.empty());
    EXPECT_FALSE(reply.more);
}

TEST_P(Reads, AreInOrderAndStartAfterTheCursor) {
    const auto a = backend_->add_command("a");
    const auto b = backend_->add_command("b");
    backend_->add_command("c");
    EXPECT_EQ(data(read({}, 0)), (std::vector<std::string>{"a", "b", "c"}));
    EXPECT_EQ(data(read(a, 1)), (std::vector<std::string>{"b", "c"}));
    const auto rest = read(b, 2);
    EXPECT_EQ(data(rest), std::vector<std::string>{"c"});
    EXPECT_EQ(read(rest.commands[0].id, 3).commands.size(), 0u);
}

TEST_P(Reads, AreLimitedByCountAndSayThatThereIsMore) {
    for (const auto* name : {"a", "b", "c"}) backend_->add_command(name);
    const auto some = read({}, 0, 2);
    EXPECT_EQ(data(some), (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(some.more);
    const auto rest = read(some.commands.back().id, 2, 2);
    EXPECT_EQ(data(rest), std::vector<std::string>{"c"});
    EXPECT_FALSE(rest.more);
}

TEST_P(Reads, AreLimitedByBytesButNeverEmpty) {
    for (int i = 0; i < 4; ++i) backend_->add_command(std::string(1000, 'x'));
    const auto two = read({}, 0, 256, 2500);
    EXPECT_EQ(two.commands.size(), 2u);
    EXPECT_TRUE(two.more);
    const auto one = read({}, 0, 256, 10);
    EXPECT_EQ(one.commands.size(), 1u);
    EXPECT_TRUE(one.more);
    EXPECT_FALSE(read({}, 0, 256, 4000).more);
}

TEST_P(Reads, WaitForTheFirstCommand) {
    soon([&] { backend_->add_command("late"); });
    const auto reply = read({}, 0, 256, 1 << 20, kLong);
    EXPECT_EQ(data(reply), std::vector<std::string>{"late"});
}

TEST_P(Reads, GiveUpAfterTheBlockTime) {
    const auto reply = read({}, 0, 256, 1 << 20, milliseconds(20));
    EXPECT_EQ(reply.status, ReadStatus::ok) << reply.error;
    EXPECT_TRUE(reply.commands.empty());
}

TEST_P(Reads, AreInterrupted) {
    soon([&] { store_->interrupt(); });
    const auto reply = read({}, 0, 256, 1 << 20, kLong);
    EXPECT_NE(reply.status, ReadStatus::trimmed);
    EXPECT_TRUE(reply.commands.empty());
    backend_->add_command("after it");
    auto again = read({}, 0, 256, 1 << 20, kLong);
    EXPECT_EQ(data(again), std::vector<std::string>{"after it"}) << again.error;
}

TEST_P(Reads, OfAStreamTrimmedBehindTheCursorAreFine) {
    const auto a = backend_->add_command("a");
    backend_->add_command("b");
    backend_->trim_commands(1);
    const auto reply = read(a, 1);
    EXPECT_EQ(reply.status, ReadStatus::ok) << reply.error;
    EXPECT_EQ(data(reply), std::vector<std::string>{"b"});
}

TEST_P(Reads, OfAStreamTrimmedBeyondTheCursorSaySo) {
    const auto a = backend_->add_command("a");
    backend_->add_command("b");
    backend_->add_command("c");
    backend_->trim_commands(1);
    const auto reply = read(a, 1);
    EXPECT_EQ(reply.status, ReadStatus::trimmed);
    EXPECT_TRUE(reply.commands.empty());
    EXPECT_THAT(reply.error, testing::HasSubstr("2 commands were trimmed, but only 1 applied"));
}

TEST_P(Reads, OfAStreamTrimmedToNothingSaySo) {
    const auto a = backend_->add_command("a");
    backend_->add_command("b");
    backend_->trim_commands(0);
    EXPECT_EQ(read(a, 1).status, ReadStatus::trimmed);
}

TEST_P(Reads, OfAStreamThatLostItsHistorySaySo) {
    EXPECT_EQ(read(StreamId{1'700'000'000'000, 0}, 4).status, ReadStatus::trimmed)
        << "no stream at all";
    backend_->add_command("a");
    EXPECT_EQ(read(StreamId{1'700'000'000'000, 0}, 4).status, ReadStatus::trimmed)
        << "fewer commands than were applied";
}

TEST_P(Reads, TailFollowsCommits) {
    const auto tail = backend_->tail(io_);
    EXPECT_EQ(wait(tail->end()).id, StreamId{});
    const auto token = own();
    commit(*store_, make_commit(token, 1, "a"));
    const auto end = wait(tail->end());
    EXPECT_TRUE(end.ok) << end.error;
    EXPECT_NE(end.id, StreamId{});
    EXPECT_EQ(end.state, make_commit(token, 1, "a").state);

    commit(*store_, make_commit(token, 2, "b"));
    auto later = wait(tail->read(end.id, milliseconds(0)));
    ASSERT_EQ(later.records.size(), 1u) << later.error;
    EXPECT_EQ(later.records[0].data, make_commit(token, 2, "b").record);
    later = wait(tail->read(StreamId{}, milliseconds(0)));
    EXPECT_EQ(later.records.size(), 2u);
    EXPECT_EQ(wait(tail->read(later.records[1].id, milliseconds(20))).records.size(), 0u);

    const auto newest = wait(tail->before(later.records[1].id, 1));
    ASSERT_EQ(newest.records.size(), 1u);
    EXPECT_EQ(newest.records[0].id, later.records[1].id);
    EXPECT_EQ(wait(tail->before(end.id, 10)).records.size(), 1u);
}

TEST_P(Reads, TailWaitsAndIsInterrupted) {
    const auto tail = backend_->tail(io_);
    const auto token = own();
    const auto first = make_commit(token, 1, "a");
    boost::asio::co_spawn(io_, store_->commit(first, kTtl), [](auto, const auto&) {});
    EXPECT_EQ(wait(tail->read(StreamId{}, kLong)).records.size(), 1u);
    const auto end = wait(tail->end()).id;
    soon([&] { tail->interrupt(); });
    EXPECT_TRUE(wait(tail->read(end, kLong)).records.empty());
}

TEST_P(Reads, TailPagesThroughTheEntities) {
    const auto token = own();
    auto many = make_commit(token, 1, "a");
    for (int i = 0; i < 1700; ++i) {
        many.put.emplace_back(fmt::format("volunteer/xh/{}", i), fmt::format("image {}", i));
    }
    commit(*store_, many);
    const auto tail = backend_->tail(io_);
    std::map<std::string, int> seen;
    std::string cursor;
    int pages = 0;
    do {
        const auto page = wait(tail->entities(cursor));
        ASSERT_TRUE(page.ok) << page.error;
        for (const auto& entity : page.entities) ++seen[entity];
        cursor = page.next;
        ++pages;
    } while (!cursor.empty());
    EXPECT_EQ(seen.size(), 1701u);
    EXPECT_GT(pages, 1);
}

TEST_P(Reads, TailSeesAGapInPrevious) {
    const auto token = own();
    for (std::uint64_t version = 1; version <= 3; ++version) {
        commit(*store_, make_commit(token, version, std::to_string(version)));
    }
    const auto tail = backend_->tail(io_);
    const auto all = wait(tail->read(StreamId{}, milliseconds(0)));
    ASSERT_EQ(all.records.size(), 3u);
    backend_->trim_events(1);
    const auto rest = wait(tail->read(all.records[0].id, milliseconds(0)));
    ASSERT_EQ(rest.records.size(), 1u) << "the read itself skips what was trimmed";
    v1::CommitRecord record;
    ASSERT_TRUE(record.ParseFromString(rest.records[0].data));
    EXPECT_EQ(record.previous(), 2u) << "but the reader stands at version 1";
}

INSTANTIATE_TEST_SUITE_P(Memory, Reads, testing::Values(make_memory_backend));
INSTANTIATE_TEST_SUITE_P(Redis, Reads, testing::Values(make_redis_backend));

}  // namespace
}  // namespace circle::test
