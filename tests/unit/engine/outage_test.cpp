// Fifteen minutes without a dispatcher, with the real core in virtual time.
#include <gtest/gtest.h>

#include "tests/unit/engine/living_shard.hpp"

namespace circle::test {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kOutage{900'000};

class Outage : public testing::Test {
  protected:
    using World = LivingShard::World;

    void SetUp() override {
        auto estate = core::testing::small_estate();
        for (int i = 7; i <= 30; ++i) {
            auto* household = estate.add_households();
            *household = estate.households(0);
            household->set_id("h" + std::to_string(i));
        }
        shard_.configure(estate);
        for (const auto* v : {"v1", "v2", "v3", "v4"}) shard_.set_duty(v, v1::DUTY_ON_DUTY);
    }

    LivingShard shard_{1};
};

TEST_F(Outage, NobodyIsBlamedAndNothingIsForgotten) {
    // One request is being offered when the dispatcher vanishes.
    shard_.submit("h1", "lost_found");
    shard_.run_and_vanish(milliseconds(2'000));
    ASSERT_EQ(shard_.requests().size(), 1u);
    ASSERT_GT(shard_.requests()[0].offers_size(), 0);
    const auto vanished = shard_.time().now();

    // Twenty more are asked for meanwhile.
    std::vector<std::string> keys;
    for (int i = 2; i <= 21; ++i) {
        shard_.nobody(kOutage / 20);
        keys.push_back(shard_.submit("h" + std::to_string(i), "lost_found"));
    }
    const auto back = shard_.time().now();
    shard_.run(milliseconds(3'000));

    for (std::size_t i = 0; i < keys.size(); ++i) {
        const auto who = World::resident("h" + std::to_string(i + 2));
        EXPECT_EQ(shard_.outcome(who, keys[i]).outcome().code(), v1::CODE_OK);
    }
    ASSERT_EQ(shard_.requests().size(), 21u);
    int offers_after = 0;
    for (const auto& request : shard_.requests()) {
        EXPECT_EQ(request.state() == v1::REQUEST_STATE_QUEUED ||
                      request.state() == v1::REQUEST_STATE_OFFERING,
                  true);
        for (const auto& offer : request.offers()) {
            if (offer.opened_at() <= vanished) {
                EXPECT_TRUE(offer.outcome() == v1::OFFER_OUTCOME_WITHDRAWN ||
                            offer.outcome() == v1::OFFER_OUTCOME_UNREACHABLE)
                    << v1::OfferOutcome_Name(offer.outcome()) << " would count against them";
            } else {
                ++offers_after;
                EXPECT_GE(offer.opened_at(), back);
                EXPECT_GT(offer.expires_at(), back + 10'000) << "new windows start at now";
            }
        }
    }
    EXPECT_GE(offers_after, 4) << "who is on duty is asked at once";
}

// The clock of each request began with the tap, not with the dispatcher's return.
TEST_F(Outage, TheSlaClockWentOn) {
    shard_.run_and_vanish(milliseconds(2'000));
    const auto tapped = shard_.time().now();
    shard_.submit("h2", "water");
    shard_.nobody(kOutage);
    shard_.run(milliseconds(10'000));
    ASSERT_EQ(shard_.requests().size(), 1u);
    EXPECT_EQ(shard_.requests()[0].submitted_at(), tapped);
    EXPECT_EQ(shard_.requests()[0].sla_due_at(), tapped + 600'000);
    EXPECT_GT(shard_.requests()[0].breached_at(), 0);
    EXPECT_TRUE(shard_.requests()[0].has_alarm());
}

TEST_F(Outage, TheJournalTellsOfIt) {
    shard_.run_and_vanish(milliseconds(2'000));
    const auto last_heard = shard_.keys().lease.renewed;
    shard_.submit("h2", "water");
    shard_.nobody(kOutage);
    shard_.run(milliseconds(3'000));
    const auto journal = shard_.journal();
    const auto first = std::ranges::find_if(
        journal, [](const v1::JournalEntry& entry) { return entry.outage_from() > 0; });
    ASSERT_NE(first, journal.end());
    EXPECT_EQ(first->outage_from(), last_heard);
    EXPECT_TRUE(first->tick());
}

}  // namespace
}  // namespace circle::test
