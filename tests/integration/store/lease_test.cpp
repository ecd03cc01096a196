// Conformance: who owns the shard.
#include "tests/integration/store/conformance.hpp"

namespace circle::test {
namespace {

using std::chrono::milliseconds;
using store::LeaseStatus;
using store::LoadStatus;
using store::WriteStatus;

using Lease = Conformance;

TEST_P(Lease, IsGrantedOnNewShard) {
    const auto reply = acquire(*store_, "n1");
    EXPECT_EQ(reply.status, LeaseStatus::granted) << reply.error;
    EXPECT_EQ(reply.token, (store::LeaseToken{1, "n1"}));
    EXPECT_TRUE(reply.clean);
    EXPECT_EQ(reply.alive_until, 0);
    EXPECT_GT(reply.now, 1'700'000'000'000);
}

TEST_P(Lease, IsRefusedWhileHeld) {
    own();
    const auto other = backend_->store(io_);
    EXPECT_EQ(acquire(*other, "n2").status, LeaseStatus::held);
}

TEST_P(Lease, AskedForAgainAfterLostReplyIsTheSameTerm) {
    const auto first = acquire(*store_, "n1");
    const auto again = acquire(*store_, "n1");
    EXPECT_EQ(again.status, LeaseStatus::granted);
    EXPECT_EQ(again.token, first.token);
    EXPECT_EQ(again.clean, first.clean);
    EXPECT_EQ(again.alive_until, first.alive_until);
}

TEST_P(Lease, PassesOnWhenReleased) {
    const auto token = own();
    const auto served = wait(store_->renew(token, kTtl));
    const auto released = wait(store_->release(token));
    EXPECT_EQ(released.status, WriteStatus::done);
    EXPECT_EQ(wait(store_->release(token)).status, WriteStatus::done) << "harmless again";
    const auto other = backend_->store(io_);
    const auto reply = acquire(*other, "n2");
    EXPECT_EQ(reply.status, LeaseStatus::granted);
    EXPECT_EQ(reply.token.epoch, 2u);
    EXPECT_TRUE(reply.clean);
    EXPECT_EQ(reply.alive_until, served.now);
}

TEST_P(Lease, PassesOnUncleanWhenExpired) {
    const auto token = own();
    const auto last_heard = wait(store_->renew(token, kTtl)).now;
    backend_->age_lease(kTtl);
    const auto other = backend_->store(io_);
    const auto reply = acquire(*other, "n2");
    EXPECT_EQ(reply.status, LeaseStatus::granted);
    EXPECT_FALSE(reply.clean);
    EXPECT_EQ(reply.alive_until, last_heard - kTtl.count());
    // The first asks again, e.g. with a reply that was lost: it must not get it back.
    EXPECT_EQ(acquire(*store_, "first").status, LeaseStatus::held);
}

TEST_P(Lease, IsNotExpiredAMomentEarly) {
    own();
    backend_->age_lease(kTtl - milliseconds(10'000));
    const auto other = backend_->store(io_);
    EXPECT_EQ(acquire(*other, "n2").status, LeaseStatus::held);
}

// A holder that could not load the shard, or was to deal with an outage yet, has not served it: its
// successor must know when the outage began.
TEST_P(Lease, TellsWhenTheShardWasLastServed) {
    const auto token = own();
    EXPECT_EQ(wait(store_->load(token, kTtl)).status, LoadStatus::ok);
    wait(store_->release(token));
    EXPECT_EQ(own("second"), (store::LeaseToken{2, "second"}));
    EXPECT_EQ(acquire(*store_, "second").alive_until, 0) << "nobody ever served it";

    const auto second = acquire(*store_, "second").token;
    const auto served = commit(*store_, make_commit(second, 1, "a")).now;
    backend_->age_lease(2 * kTtl);
    const auto since = served - 2 * kTtl.count();
    for (const auto* nonce : {"third", "fourth"}) {
        const auto lease = acquire(*store_, nonce);
        ASSERT_EQ(lease.status, LeaseStatus::granted);
        EXPECT_EQ(lease.alive_until, since) << nonce;
        EXPECT_EQ(wait(store_->load(lease.token, kTtl)).status, LoadStatus::ok);
        wait(store_->renew(lease.token, kTtl, false));
        auto early = make_commit(lease.token, lease.token.epoch - 1, nonce);
        early.serving = false;
        EXPECT_EQ(commit(*store_, early).status, WriteStatus::done);
        wait(store_->release(lease.token));
    }
    const auto fifth = acquire(*store_, "fifth");
    EXPECT_EQ(fifth.alive_until, since);
    const auto dealt_with = wait(store_->renew(fifth.token, kTtl)).now;
    wait(store_->release(fifth.token));
    EXPECT_EQ(acquire(*store_, "sixth").alive_until, dealt_with);
}

TEST_P(Lease, IsProlongedByRenewCommitAndLoad) {
    const auto token = own();
    const auto other = backend_->store(io_);
    const auto expect_held = [&](const char* by) {
        EXPECT_EQ(acquire(*other, "n2").status, LeaseStatus::held) << "prolonged by " << by;
        backend_->age_lease(kTtl - milliseconds(10'000));
    };
    expect_held("acquire");
    EXPECT_EQ(wait(store_->renew(token, kTtl)).status, WriteStatus::done);
    backend_->age_lease(milliseconds(20'000));
    expect_held("renew");
    EXPECT_EQ(commit(*store_, make_commit(token, 1, "a")).status, WriteStatus::done);
    backend_->age_lease(milliseconds(20'000));
    expect_held("commit");
    EXPECT_EQ(wait(store_->load(token, kTtl)).status, LoadStatus::ok);
    backend_->age_lease(milliseconds(20'000));
    expect_held("load");
}

TEST_P(Lease, ExpiredButTakenByNobodyIsStillItsHolders) {
    const auto token = own();
    backend_->age_lease(2 * kTtl);
    EXPECT_EQ(wait(store_->renew(token, kTtl)).status, WriteStatus::done);
    EXPECT_EQ(commit(*store_, make_commit(token, 1, "a")).status, WriteStatus::done);
}

TEST_P(Lease, SteppedBackClockDoesNotKeepADeadHolder) {
    own();
    backend_->age_lease(milliseconds(-3'600'000));  // as if Redis' clock went back by an hour
    const auto other = backend_->store(io_);
    EXPECT_EQ(acquire(*other, "n2").status, LeaseStatus::held) << "its time counts from here";
    backend_->age_lease(kTtl);
    EXPECT_EQ(acquire(*other, "n3").status, LeaseStatus::granted);
}

TEST_P(Lease, WritesOfAFormerHolderAreFenced) {
    const auto old = own();
    backend_->age_lease(kTtl);
    const auto other = backend_->store(io_);
    ASSERT_EQ(acquire(*other, "n2").status, LeaseStatus::granted);
    const auto before = backend_->dump();
    EXPECT_EQ(wait(store_->renew(old, kTtl)).status, WriteStatus::fenced);
    EXPECT_EQ(wait(store_->release(old)).status, WriteStatus::fenced);
    EXPECT_EQ(wait(store_->mark(old, "1-1")).status, WriteStatus::fenced);
    EXPECT_EQ(commit(*store_, make_commit(old, 1, "a")).status, WriteStatus::fenced);
    EXPECT_EQ(wait(store_->load(old, kTtl)).status, LoadStatus::fenced);
    EXPECT_EQ(backend_->dump(), before);
}

TEST_P(Lease, WritesAfterReleaseAreFenced) {
    const auto token = own();
    wait(store_->release(token));
    const auto before = backend_->dump();
    EXPECT_EQ(wait(store_->renew(token, kTtl)).status, WriteStatus::fenced);
    EXPECT_EQ(commit(*store_, make_commit(token, 1, "a")).status, WriteStatus::fenced);
    EXPECT_EQ(wait(store_->mark(token, "1-1")).status, WriteStatus::fenced);
    EXPECT_EQ(backend_->dump(), before);
}

// A failover can rewind an epoch: then two owners hold the same one.
TEST_P(Lease, SameEpochWithAnotherNonceIsFenced) {
    const auto token = own("mine");
    const store::LeaseToken twin{token.epoch, "other"};
    const auto before = backend_->dump();
    EXPECT_EQ(commit(*store_, make_commit(twin, 1, "a")).status, WriteStatus::fenced);
    EXPECT_EQ(wait(store_->renew(twin, kTtl)).status, WriteStatus::fenced);
    EXPECT_EQ(wait(store_->mark(twin, "1-1")).status, WriteStatus::fenced);
    EXPECT_EQ(wait(store_->release(twin)).status, WriteStatus::fenced);
    EXPECT_EQ(backend_->dump(), before);
    EXPECT_EQ(commit(*store_, make_commit(token, 1, "a")).status, WriteStatus::done);
}

TEST_P(Lease, IsRefusedToAnOlderCore) {
    const auto token = own();
    auto newer = make_commit(token, 1, "a");
    v1::ShardState state;
    state.ParseFromString(newer.state);
    state.set_min_core(kCore + 1);
    newer.state = state.SerializeAsString();
    ASSERT_EQ(commit(*store_, newer).status, WriteStatus::done);
    wait(store_->release(token));
    EXPECT_EQ(wait(store_->acquire("old", "n2", kCore, kTtl)).status, LeaseStatus::core_too_old);
    EXPECT_EQ(wait(store_->acquire("new", "n3", kCore + 1, kTtl)).status, LeaseStatus::granted);
}

TEST_P(Lease, OwnerIsSeenByTheTail) {
    const auto tail = backend_->tail(io_);
    auto seen = wait(tail->owner());
    EXPECT_TRUE(seen.ok) << seen.error;
    EXPECT_FALSE(seen.alive);
    const auto token = own("n1");
    seen = wait(tail->owner());
    EXPECT_TRUE(seen.alive);
    EXPECT_EQ(seen.owner, "owner of n1");
    backend_->age_lease(kTtl);
    EXPECT_FALSE(wait(tail->owner()).alive) << "expired";
    wait(store_->renew(token, kTtl));
    EXPECT_TRUE(wait(tail->owner()).alive);
    wait(store_->release(token));
    EXPECT_FALSE(wait(tail->owner()).alive) << "released";
}

INSTANTIATE_TEST_SUITE_P(Memory, Lease, testing::Values(make_memory_backend));
INSTANTIATE_TEST_SUITE_P(Redis, Lease, testing::Values(make_redis_backend));

}  // namespace
}  // namespace circle::test
