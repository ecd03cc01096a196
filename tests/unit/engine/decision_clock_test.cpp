#include "dispatcher/engine/decision_clock.hpp"

#include <gtest/gtest.h>

namespace circle::engine {
namespace {

using std::chrono::milliseconds;

constexpr Time kStart = 1'800'000'000'000;  // the store's clock when the steady one is at 0

class Clock : public testing::Test {
  protected:
    // The store says that its clock is `offset` ms off its start, `steady` ms after ours.
    std::optional<Time> observe(Time offset, int steady, int round_trip = 0) {
        return clock_.observe(kStart + offset, milliseconds(steady - round_trip),
                              milliseconds(steady));
    }
    Time now(int steady, Time at_least = 0) {
        return clock_.now(milliseconds(steady), at_least ? kStart + at_least : 0) - kStart;
    }
    Time ahead(int steady) { return clock_.ahead(now(steady) + kStart, milliseconds(steady)); }

    DecisionClock clock_;
};

TEST_F(Clock, GoesOnBetweenReplies) {
    observe(0, 0);
    EXPECT_EQ(now(0), 0);
    EXPECT_EQ(now(700), 700);
}

TEST_F(Clock, FollowsSmallDifferences) {
    observe(0, 0);
    EXPECT_EQ(observe(1'040, 1'000), std::nullopt);
    EXPECT_EQ(now(1'000), 1'040);
    EXPECT_EQ(observe(1'990, 2'000), std::nullopt);
    EXPECT_EQ(now(2'000), 1'990);
}

TEST_F(Clock, NeverDecreases) {
    observe(0, 0);
    EXPECT_EQ(now(2'000), 2'000);
    observe(1'500, 2'000);
    EXPECT_EQ(now(2'000), 2'000);
    EXPECT_EQ(now(2'400), 2'000);
    EXPECT_EQ(now(2'600), 2'100);
}

TEST_F(Clock, IsNotBeforeTheLastCommit) {
    clock_.not_before(kStart + 900);
    observe(0, 0);
    EXPECT_EQ(now(0), 900);
    EXPECT_EQ(now(1'000), 1'000);
}

TEST_F(Clock, IsNotBeforeWhatTheStoreGaveOut) {
    observe(0, 0);
    EXPECT_EQ(now(100, 130), 130);
    EXPECT_EQ(now(100), 130);
    EXPECT_EQ(now(200, 3'600'000), 200) << "unless it is absurd";
}

TEST_F(Clock, SlowAnswerIsNoJump) {
    observe(0, 0);
    // Asked at 1000, answered by the store at once, seen 20 s later.
    EXPECT_EQ(observe(1'000, 21'000, 20'000), std::nullopt);
    EXPECT_EQ(now(21'000), 21'000);
}

TEST_F(Clock, JumpAheadIsReportedOnceAndBounded) {
    observe(0, 0);
    EXPECT_EQ(observe(3'601'000, 1'000), 3'600'000);
    EXPECT_EQ(now(1'000), 6'000) << "5 s at once";
    EXPECT_EQ(observe(3'601'100, 1'100), std::nullopt);
    EXPECT_EQ(now(1'100), 6'100) << "and no more within the second";
    EXPECT_EQ(observe(3'602'000, 2'000), std::nullopt);
    EXPECT_EQ(now(2'000), 12'000);
}

TEST_F(Clock, JumpAheadIsCaughtUpInTheEnd) {
    observe(0, 0);
    for (int s = 1; s <= 20; ++s) observe(60'000 + s * 1'000, s * 1'000);
    EXPECT_EQ(now(20'000), 80'000);
    EXPECT_EQ(observe(200'000, 21'000), 119'000) << "the next jump is reported again";
}

TEST_F(Clock, JumpBackDoesNotStopTime) {
    observe(0, 0);
    EXPECT_EQ(now(1'000), 1'000);
    EXPECT_EQ(observe(-3'598'000, 2'000), -3'600'000);
    const auto then = now(2'000);
    EXPECT_GE(then, 1'000);
    observe(-3'588'000, 12'000);
    EXPECT_NEAR(now(12'000) - then, 9'000, 1'000) << "a tenth slower, until the store is there";
}

TEST_F(Clock, StartsAheadOfAStoreThatWasSetBack) {
    clock_.not_before(kStart + 3'600'000);
    observe(0, 0);
    EXPECT_EQ(now(0), 3'600'000);
    EXPECT_GT(now(1'000), 3'600'000) << "timers go on";
}

TEST_F(Clock, IsAheadOfAStoreThatWasSetBack) {
    observe(0, 0);
    EXPECT_EQ(ahead(1'000), 0);
    observe(-3'598'000, 2'000, 10);
    EXPECT_NEAR(ahead(2'000), 3'600'000, 500);
    EXPECT_NEAR(ahead(4'000), 3'600'000, 500) << "the store's clock goes on, too";
}

TEST_F(Clock, IsNotAheadOfAStoreThatAnswersSlowly) {
    observe(0, 0);
    observe(0, 20'000, 20'000);
    EXPECT_EQ(ahead(20'000), 0);
    observe(3'600'000, 21'000);
    EXPECT_EQ(ahead(21'000), 0) << "nor of one that jumped ahead";
}

}  // namespace
}  // namespace circle::engine
