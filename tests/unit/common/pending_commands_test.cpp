#include "common/redis/pending_commands.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/redis/backoff.hpp"

namespace circle::redis {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

PendingCommands::Time at(int ms) {
    return PendingCommands::Time(std::chrono::milliseconds(ms));
}

class PendingCommandsTest : public testing::Test {
  protected:
    PendingCommands::Id add(const std::string& name, int deadline) {
        return table.add({name}, at(deadline), [](Result) {});
    }
    std::string take(int now) {
        const auto outgoing = table.take_unsent(at(now));
        return outgoing ? outgoing->command.front() : "";
    }
    PendingCommands table;
};

TEST_F(PendingCommandsTest, HandsOutInOrderAndOnce) {
    add("a", 100);
    add("b", 50);
    EXPECT_EQ(table.unsent(), 2U);
    EXPECT_EQ(take(1), "a");
    EXPECT_EQ(take(2), "b");
    EXPECT_EQ(take(3), "");
    EXPECT_EQ(table.unsent(), 0U);
    EXPECT_EQ(table.size(), 2U);
    add("c", 10);
    EXPECT_EQ(take(4), "c");
}

TEST_F(PendingCommandsTest, EndsOnce) {
    const auto id = add("a", 100);
    take(1);
    Result result;
    result.certainty = Certainty::done;
    const auto completion = table.end(id, result);
    ASSERT_TRUE(completion);
    EXPECT_EQ(completion->result.certainty, Certainty::done);
    EXPECT_FALSE(table.end(id, result)) << "the second reply finds nobody";
    EXPECT_FALSE(table.end(id + 1, result));
    EXPECT_EQ(table.next_deadline(), std::nullopt);
}

TEST_F(PendingCommandsTest, ExpiryTellsSentFromUnsent) {
    add("sent early", 10);
    add("sent late", 20);
    add("patient", 1000);
    EXPECT_EQ(take(1), "sent early");
    EXPECT_EQ(take(7), "sent late");
    add("unsent", 15);
    EXPECT_EQ(table.next_deadline(), at(10));
    EXPECT_TRUE(table.expire(at(9), "").completions.empty());

    const auto expired = table.expire(at(20), "no connection yet");
    ASSERT_EQ(expired.completions.size(), 3U);
    EXPECT_EQ(expired.newest_sent, at(7));
    EXPECT_EQ(expired.completions[0].result.certainty, Certainty::unknown);
    EXPECT_EQ(expired.completions[1].result.certainty, Certainty::not_done);
    EXPECT_THAT(expired.completions[1].result.error, HasSubstr("no connection yet"));
    EXPECT_EQ(expired.completions[2].result.certainty, Certainty::unknown);
    EXPECT_EQ(table.next_deadline(), at(1000));
    EXPECT_EQ(take(21), "patient");
}

TEST_F(PendingCommandsTest, ALostConnectionLeavesUnsentOnesWaiting) {
    add("a", 100);
    take(1);
    add("b", 100);
    const auto lost = table.end_sent("cut");
    ASSERT_EQ(lost.size(), 1U);
    EXPECT_EQ(lost[0].result.certainty, Certainty::unknown);
    EXPECT_EQ(lost[0].result.error, "cut");
    EXPECT_EQ(take(2), "b");
}

TEST_F(PendingCommandsTest, ShortenedDeadlinesPass) {
    add("a", 100);
    add("b", 900);
    add("c", 800);
    take(1);
    table.shorten(at(200));
    EXPECT_EQ(table.next_deadline(), at(100));
    EXPECT_EQ(table.expire(at(100), "").completions.size(), 1U);
    EXPECT_EQ(table.next_deadline(), at(200));
    EXPECT_EQ(table.expire(at(200), "").completions.size(), 2U);
    EXPECT_EQ(table.size(), 0U);
}

TEST_F(PendingCommandsTest, KnowsTheBytesThatAreNotSent) {
    add("four", 100);
    add("sixsix", 50);
    EXPECT_EQ(table.unsent_bytes(), 10U);
    take(1);
    EXPECT_EQ(table.unsent_bytes(), 6U);
    table.expire(at(60), "");
    EXPECT_EQ(table.unsent_bytes(), 0U);
}

TEST_F(PendingCommandsTest, TheEndLeavesNothing) {
    add("a", 100);
    take(1);
    add("b", 100);
    const auto all = table.end_all("stopped");
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].result.certainty, Certainty::unknown);
    EXPECT_EQ(all[1].result.certainty, Certainty::not_done);
    EXPECT_EQ(table.size(), 0U);
    EXPECT_EQ(table.unsent(), 0U);
    EXPECT_EQ(take(2), "");
    EXPECT_EQ(table.next_deadline(), std::nullopt);
}

TEST(BackoffTest, DoublesUpToTheLongestWithJitter) {
    Backoff backoff(50ms, 300ms);
    EXPECT_EQ(backoff.next(0.0), 25ms);
    EXPECT_EQ(backoff.next(0.999), 100ms);
    EXPECT_EQ(backoff.next(0.5), 150ms);
    EXPECT_EQ(backoff.next(0.0), 150ms);
    EXPECT_EQ(backoff.next(0.999), 300ms);
    backoff.reset();
    EXPECT_EQ(backoff.next(0.999), 50ms);
}

TEST(BackoffTest, NeverWaitsZero) {
    Backoff backoff(0ms, 0ms);
    EXPECT_GE(backoff.next(0.0), 1ms);
    EXPECT_GE(backoff.next(0.0), 1ms);
}

}  // namespace
}  // namespace circle::redis
