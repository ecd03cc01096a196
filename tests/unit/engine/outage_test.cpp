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

    // The first volunteer who was asked has the offer on the screen.
    void show_one_offer() {
        ASSERT_FALSE(shard_.requests().empty());
        const auto offer = shard_.requests()[0].offers(0);
        v1::Command body;
        body.mutable_show_offer()->set_offer_id(offer.id());
        shard_.send(World::helper(offer.volunteer_id()), std::move(body));
    }
    // Every offer that was open at `when`.
    void expect_withdrawn(const std::string& id, core::Time when) {
        int shown = 0;
        int offers = 0;
        for (const auto& request : shard_.requests()) {
            if (request.id() != id) continue;
            for (const auto& offer : request.offers()) {
                if (offer.opened_at() > when) continue;
                ++offers;
                if (offer.shown_at() > 0) ++shown;
                EXPECT_EQ(offer.outcome(), v1::OFFER_OUTCOME_WITHDRAWN)
                    << v1::OfferOutcome_Name(offer.outcome()) << " would count against "
                    << offer.volunteer_id();
            }
        }
        EXPECT_EQ(shown, 1);
        EXPECT_GE(offers, 2);
    }

    LivingShard shard_{1};
};

// Each offer was open when the dispatcher vanished. One of them was on a screen, so without the
// outage it would have timed out; the others would have been unreachable.
TEST_F(Outage, NobodyIsBlamedAndNothingIsForgotten) {
    shard_.submit("h1", "lost_found");
    shard_.run(milliseconds(500));
    ASSERT_EQ(shard_.requests().size(), 1u);
    show_one_offer();
    shard_.run_and_vanish(milliseconds(1'500));
    const auto vanished = shard_.time().now();
    const auto first = shard_.requests()[0].id();

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
    expect_withdrawn(first, vanished);
    int asked_for_the_first = 0;
    for (const auto& request : shard_.requests()) {
        EXPECT_TRUE(request.state() == v1::REQUEST_STATE_QUEUED ||
                    request.state() == v1::REQUEST_STATE_OFFERING);
        for (const auto& offer : request.offers()) {
            if (offer.opened_at() <= vanished) continue;
            EXPECT_GE(offer.opened_at(), back);
            EXPECT_GT(offer.expires_at(), back + 10'000) << "new windows start at now";
            if (request.id() == first) ++asked_for_the_first;
        }
    }
    EXPECT_GE(asked_for_the_first, 1) << "who waits longest is asked for at once";
}

TEST_F(Outage, OfTheStoreIsNobodysFaultEither) {
    shard_.submit("h1", "lost_found");
    const auto start = shard_.time().now();
    shard_.time().at(start + 500, [this] { show_one_offer(); });
    shard_.time().at(start + 2'000, [this] { shard_.away = true; });
    shard_.time().at(start + 2'000 + kOutage.count(), [this] { shard_.away = false; });
    shard_.run(milliseconds(5'000) + kOutage);
    ASSERT_EQ(shard_.requests().size(), 1u);
    EXPECT_EQ(shard_.keys().lease.epoch, 1u) << "the owner has lived through it";
    expect_withdrawn(shard_.requests()[0].id(), start + 2'000);
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
    const auto last_heard = shard_.keys().lease.alive;
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
