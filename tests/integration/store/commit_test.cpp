// Conformance: effects are applied whole and exactly once.
#include "tests/integration/store/conformance.hpp"

namespace circle::test {
namespace {

using store::LeaseStatus;
using store::LoadStatus;
using store::WriteStatus;

using Commits = Conformance;

TEST_P(Commits, WriteEverything) {
    const auto token = own();
    const auto first = make_commit(token, 1, "a");
    const auto reply = commit(*store_, first);
    EXPECT_EQ(reply.status, WriteStatus::done) << reply.error;
    EXPECT_EQ(reply.version, 1u);
    EXPECT_GT(reply.now, 1'700'000'000'000);
    EXPECT_EQ(backend_->entities().at("volunteer/xh/a"), "image of a");
    EXPECT_EQ(backend_->outcomes().at("xh/1/a"), "outcome of a");
    EXPECT_EQ(backend_->events(), std::vector{first.record});
    EXPECT_EQ(backend_->journal(), std::vector{first.journal});

    auto second = make_commit(token, 2, "b");
    second.erase = {"volunteer/xh/a", "volunteer/xh/never-there"};
    second.erase_outcomes = {"xh/1/a"};
    EXPECT_EQ(commit(*store_, second).version, 2u);
    EXPECT_EQ(backend_->entities().size(), 1u);
    EXPECT_EQ(backend_->entities().at("volunteer/xh/b"), "image of b");
    EXPECT_EQ(backend_->outcomes().size(), 1u);
    EXPECT_EQ(backend_->events().size(), 2u);
}

TEST_P(Commits, OutcomeErasedAndGivenAnewStays) {
    const auto token = own();
    commit(*store_, make_commit(token, 1, "a"));
    auto again = make_commit(token, 2, "a");
    again.erase_outcomes = {"xh/1/a"};
    commit(*store_, again);
    EXPECT_EQ(backend_->outcomes().size(), 1u);
}

TEST_P(Commits, WithoutRecordMakeNoEvent) {
    const auto token = own();
    auto invisible = make_commit(token, 1, "a");
    invisible.record.clear();
    EXPECT_EQ(commit(*store_, invisible).status, WriteStatus::done);
    EXPECT_TRUE(backend_->events().empty());
    EXPECT_EQ(backend_->journal().size(), 1u);
}

TEST_P(Commits, SentAgainAreAlreadyDone) {
    const auto token = own();
    const auto first = make_commit(token, 1, "a");
    commit(*store_, first);
    const auto before = backend_->dump();
    const auto reply = commit(*store_, first);
    EXPECT_EQ(reply.status, WriteStatus::already_done);
    EXPECT_EQ(reply.version, 1u);
    EXPECT_GT(reply.now, 0);
    EXPECT_EQ(backend_->dump(), before);
}

TEST_P(Commits, ArrivingLateAfterANewerOneConflict) {
    const auto token = own();
    const auto first = make_commit(token, 1, "a");
    commit(*store_, first);
    commit(*store_, make_commit(token, 2, "b"));
    const auto before = backend_->dump();
    const auto reply = commit(*store_, first);
    EXPECT_EQ(reply.status, WriteStatus::conflict);
    EXPECT_EQ(reply.version, 2u);
    EXPECT_EQ(backend_->dump(), before);
}

TEST_P(Commits, SentAgainAfterTakeoverAreFenced) {
    const auto old = own();
    const auto applied = make_commit(old, 1, "a");
    commit(*store_, applied);
    const auto lost = make_commit(old, 2, "b");  // never arrived before the takeover
    backend_->age_lease(kTtl);
    const auto other = backend_->store(io_);
    const auto lease = acquire(*other, "n2");
    ASSERT_EQ(lease.status, LeaseStatus::granted);
    for (const auto* late : {&applied, &lost}) {
        const auto before = backend_->dump();
        EXPECT_EQ(commit(*store_, *late).status, WriteStatus::fenced);
        EXPECT_EQ(backend_->dump(), before);
    }
    EXPECT_EQ(commit(*other, make_commit(lease.token, 2, "c")).status, WriteStatus::done);
}

TEST_P(Commits, OfTwoWithOneVersionOnlyOneIsApplied) {
    const auto token = own();
    EXPECT_EQ(commit(*store_, make_commit(token, 1, "a")).status, WriteStatus::done);
    EXPECT_EQ(commit(*store_, make_commit(token, 1, "b")).status, WriteStatus::conflict);
    EXPECT_FALSE(backend_->entities().contains("volunteer/xh/b"));
}

TEST_P(Commits, ForAnEarlierOrLaterVersionConflict) {
    const auto token = own();
    const auto before = backend_->dump();
    EXPECT_EQ(commit(*store_, make_commit(token, 7, "a")).status, WriteStatus::conflict);
    EXPECT_EQ(backend_->dump(), before);
    backend_->set_version(9);
    const auto reply = commit(*store_, make_commit(token, 1, "a"));
    EXPECT_EQ(reply.status, WriteStatus::conflict);
    EXPECT_EQ(reply.version, 9u);
}

TEST_P(Commits, ThatContradictThemselvesAreRefused) {
    const auto token = own();
    const auto before = backend_->dump();
    auto garbage = make_commit(token, 1, "a");
    garbage.state = "\xff garbage";
    auto jump = make_commit(token, 1, "a");
    jump.expected_version = 5;
    auto nameless = make_commit(token, 1, "a");
    nameless.batch_id.clear();
    for (const auto* bad : {&garbage, &jump, &nameless}) {
        const auto reply = commit(*store_, *bad);
        EXPECT_EQ(reply.status, WriteStatus::refused);
        EXPECT_THAT(reply.error, testing::StartsWith("commit: "));
    }
    EXPECT_EQ(backend_->dump(), before);
}

TEST_P(Commits, RemoveTheMark) {
    const auto token = own();
    EXPECT_EQ(wait(store_->mark(token, "17-3")).status, WriteStatus::done);
    EXPECT_EQ(wait(store_->load(token, kTtl)).mark, "17-3");
    commit(*store_, make_commit(token, 1, "a"));
    EXPECT_EQ(wait(store_->load(token, kTtl)).mark, "");
}

TEST_P(Commits, OfAMebibyteAndFiveThousandEntitiesAreApplied) {
    const auto token = own();
    auto big = make_commit(token, 1, "a");
    for (int i = 0; i < 5000; ++i) {
        big.put.emplace_back(fmt::format("volunteer/xh/{}", i), std::string(210, 'x'));
        big.outcomes.emplace_back(fmt::format("xh/1/{}", i), "o");
    }
    EXPECT_EQ(commit(*store_, big).status, WriteStatus::done);
    EXPECT_EQ(backend_->entities().size(), 5001u);
    EXPECT_EQ(backend_->outcomes().size(), 5001u);
    const auto loaded = wait(store_->load(token, kTtl));
    EXPECT_EQ(loaded.status, LoadStatus::ok) << loaded.error;
    EXPECT_EQ(loaded.entities.size(), 5001u);
    EXPECT_EQ(loaded.outcomes.size(), 5001u);

    auto small = make_commit(token, 2, "b");
    for (const auto& [key, blob] : big.put) small.erase.push_back(key);
    for (const auto& [key, blob] : big.outcomes) small.erase_outcomes.push_back(key);
    EXPECT_EQ(commit(*store_, small).status, WriteStatus::done);
    EXPECT_EQ(backend_->entities().size(), 1u);
    EXPECT_EQ(backend_->outcomes().size(), 1u);
}

TEST_P(Commits, AreBinarySafe) {
    const auto token = own();
    auto odd = make_commit(token, 1, "a");
    const std::string bytes("\0\r\n$5\r\n\xff%s", 10);
    odd.put = {{"credential/xh/" + bytes, bytes}};
    commit(*store_, odd);
    EXPECT_EQ(backend_->entities().begin()->second, bytes);
    EXPECT_EQ(wait(store_->load(token, kTtl)).entities, std::vector{bytes});
}

TEST_P(Commits, AreLoadedByTheNextOwner) {
    const auto token = own();
    EXPECT_EQ(wait(store_->load(token, kTtl)).state.version(), 0u) << "a new shard";
    commit(*store_, make_commit(token, 1, "a"));
    commit(*store_, make_commit(token, 2, "b"));
    wait(store_->release(token));
    const auto other = backend_->store(io_);
    const auto lease = acquire(*other, "n2");
    const auto loaded = wait(other->load(lease.token, kTtl));
    EXPECT_EQ(loaded.status, LoadStatus::ok) << loaded.error;
    EXPECT_EQ(loaded.state.version(), 2u);
    EXPECT_THAT(loaded.entities, testing::UnorderedElementsAre("image of a", "image of b"));
    EXPECT_THAT(loaded.outcomes, testing::UnorderedElementsAre("outcome of a", "outcome of b"));
}

TEST_P(Commits, AreNotLoadedOverAGarbledState) {
    const auto token = own();
    commit(*store_, make_commit(token, 1, "a"));
    backend_->set_state_blob("\xff\xff garbage");
    auto loaded = wait(store_->load(token, kTtl));
    EXPECT_EQ(loaded.status, LoadStatus::inconsistent);
    EXPECT_THAT(loaded.error, testing::HasSubstr("not a ShardState"));
}

TEST_P(Commits, AreNotLoadedOverAVersionThatDisagrees) {
    const auto token = own();
    commit(*store_, make_commit(token, 1, "a"));
    backend_->set_version(41);
    const auto loaded = wait(store_->load(token, kTtl));
    EXPECT_EQ(loaded.status, LoadStatus::inconsistent);
    EXPECT_THAT(loaded.error, testing::HasSubstr("41"));
}

INSTANTIATE_TEST_SUITE_P(Memory, Commits, testing::Values(make_memory_backend));
INSTANTIATE_TEST_SUITE_P(Redis, Commits, testing::Values(make_redis_backend));

}  // namespace
}  // namespace circle::test
