// Somebody sets the store's clock, with the real core in virtual time: what is asked meanwhile and
// later is not asked in the future, nor born late.
#include <gtest/gtest.h>

#include "dispatcher/engine/replay.hpp"
#include "tests/unit/engine/living_shard.hpp"

namespace circle::test {
namespace {

using std::chrono::milliseconds;

constexpr core::Time kHour = 3'600'000;

class ClockJump : public testing::Test {
  protected:
    void SetUp() override {
        shard_.configure(core::testing::small_estate());
        for (const auto* v : {"v1", "v2", "v3", "v4"}) shard_.set_duty(v, v1::DUTY_ON_DUTY);
        shard_.run(milliseconds(2'000));
        start_ = shard_.time().now();
    }
    void at(core::Time ms, std::function<void()> action) {
        shard_.time().at(start_ + ms, std::move(action));
    }
    void submit_at(core::Time ms, const std::string& household) {
        at(ms, [this, household] { keys_[household] = shard_.submit(household, "lost_found"); });
    }
    // Its tap was a moment ago when the owner decided, and its clock began there.
    void expect_asked_when_decided(const std::string& household) {
        const auto who = LivingShard::World::resident(household);
        const auto outcome = shard_.outcome(who, keys_.at(household));
        ASSERT_EQ(outcome.outcome().code(), v1::CODE_OK);
        for (const auto& request : shard_.requests()) {
            if (request.id() != outcome.outcome().request_id()) continue;
            EXPECT_LE(request.submitted_at(), outcome.now()) << household;
            EXPECT_GE(request.submitted_at(), outcome.now() - 1'000) << household;
            EXPECT_EQ(request.sla_due_at(), request.submitted_at() + 600'000) << household;
        }
    }
    void expect_replayable() {
        engine::Replay replay(core::make_machine(), "first");
        ASSERT_EQ(engine::replay(replay, shard_.journal(), shard_.commands()), "");
        EXPECT_EQ(replay.entities(), shard_.keys().entities);
        EXPECT_EQ(replay.outcomes(), shard_.keys().outcomes);
    }

    LivingShard shard_{1};
    core::Time start_ = 0;
    std::map<std::string, std::string> keys_;
};

// One id from the future freezes the stream's ids there until the clock comes by.
TEST_F(ClockJump, AheadAndBackFreezesNoAlarm) {
    at(10'000, [this] { shard_.skew = kHour; });
    submit_at(10'001, "h1");
    at(10'500, [this] { shard_.skew = 0; });
    submit_at(60'000, "h2");
    submit_at(400'000, "h3");
    shard_.run(milliseconds(600'000));
    for (const auto* household : {"h1", "h2", "h3"}) expect_asked_when_decided(household);
    expect_replayable();
}

TEST_F(ClockJump, BackLetsNothingBeBornLate) {
    at(10'000, [this] { shard_.skew = -kHour; });
    submit_at(900'000, "h1");
    submit_at(kHour + 60'000, "h2");  // the ids move again, the owner's time is still ahead
    submit_at(2 * kHour, "h3");
    shard_.run(milliseconds(2 * kHour + 60'000));
    for (const auto* household : {"h1", "h2", "h3"}) expect_asked_when_decided(household);
    expect_replayable();
}

TEST_F(ClockJump, AheadForGoodMakesNobodyWaitForIt) {
    submit_at(9'999, "h1");
    at(10'000, [this] { shard_.skew = kHour; });
    submit_at(11'000, "h2");
    submit_at(2 * kHour, "h3");
    shard_.run(milliseconds(2 * kHour + 60'000));
    for (const auto* household : {"h1", "h2", "h3"}) expect_asked_when_decided(household);
    expect_replayable();
}

}  // namespace
}  // namespace circle::test
